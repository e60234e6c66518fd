"""Write mels with the waveforms that a teacher, another vocoder, makes of them.

    python bins/vocoder/make_teacher_pairs.py --voice_dir pretrained/hibari \
        --sentences sentences.txt --output_dir data/pairs/hibari

    python bins/vocoder/make_teacher_pairs.py --recordings data/LibriSpeech/test-other \
        --output_dir data/pairs/librispeech

The mels are those that a voice speaks, its noise scale changing from sentence to sentence, or those
of recordings. Running it again continues where it stopped. A vocoder learns from the folder when
it is named in train.teacher_pairs.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from models.tts.base.synthesis_settings import DEFAULTS
from utils.errors import UserError
from utils.log import run_main, setup_logging

NOISE_SCALES = (0.2, 0.333, 0.5, DEFAULTS.noise_scale)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--output_dir", type=Path, required=True, help="a new folder, or one to continue")
    add("--teacher", default="hifigan_universal", help="any vocoder (hifigan_universal)")
    add("--voice_dir", type=Path, help="a voice, with --sentences")
    add("--sentences", type=Path, help="a file with a sentence a line")
    add("--recordings", type=Path, help="a file or a folder, instead of a voice")
    add("--noise_scales", type=float, nargs="+", default=NOISE_SCALES, help="taken in turn")
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    return parser


def main() -> None:
    args = build_parser().parse_args()
    setup_logging("info")
    if (args.voice_dir is None) != (args.sentences is None):
        raise UserError("--voice_dir and --sentences belong together")
    if (args.voice_dir is None) == (args.recordings is None):
        raise UserError("give either --voice_dir with --sentences, or --recordings")

    from models.base.process.device import choose_device
    from models.tts.base.synthesizer import Synthesizer
    from models.tts.base.teacher_pairs import pairs_of_voice
    from models.vocoders.loading.load import load_vocoder, trained_mel
    from models.vocoders.teacher_pairs import pairs_of_recordings, write_pairs

    device = choose_device(args.device)
    if args.recordings is not None:
        mel = trained_mel(args.teacher)
        teacher = load_vocoder(args.teacher, mel, device)
        pairs = pairs_of_recordings(args.recordings, teacher, mel, device)
    else:
        speaker = Synthesizer.from_checkpoint(args.voice_dir, args.teacher, device=device)
        mel = speaker.voice.config.preprocess.mel
        texts = _read_sentences(args.sentences)
        pairs = pairs_of_voice(speaker, args.voice_dir.name, texts, args.noise_scales)
    count, seconds = write_pairs(args.output_dir, pairs, mel)
    print(f"{args.output_dir}: {count} pairs, {seconds / 60:.1f} minutes")


def _read_sentences(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as text ({error})") from None
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        raise UserError(f"{path}: no sentences in it; expected one a line")
    return texts


if __name__ == "__main__":
    run_main(main)
