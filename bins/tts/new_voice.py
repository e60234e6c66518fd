"""Make a voice of a folder of recordings: check, features, finetune, vocoder, bundle, report.

    python bins/tts/new_voice.py --data recordings/ --name kathleen

Ctrl-C stops it, and the same command goes on where it stopped. The voice is voices/NAME, its page
voices/NAME/report.html; the work is kept in ckpts/new_voice/NAME.
"""

import argparse
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from config.schema import REPOSITORY
from utils.errors import UserError
from utils.log import run_main, setup_logging

if TYPE_CHECKING:
    from models.tts.base.new_voice.tuning import VocoderTuning

SCRIPTS = Path(__file__).parent
VOCODER_SCRIPTS = SCRIPTS.parent / "vocoder"
CHECK = SCRIPTS / "check_corpus.py"
STOPPED = "stopped; the same command goes on from here"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with metadata.csv and wavs/, or of such")
    add("--name", required=True, help="of the voice, a plain folder name")
    add("--minutes", type=float, help="of training (60); the rest takes a few more")
    add("--quick", action="store_true", help="15 minutes of training")
    add("--from", dest="source", help="voice to start from (default: the nearest in pretrained/)")
    add("--language", help="espeak's code (default: told by the words of the texts)")
    add("--output_dir", type=Path, help="where the voice goes (default: voices/NAME)")
    add("--vocoder_minutes", type=float, help="of tuning the vocoder (0, or as tuned before)")
    add("--reduce_hiss", action="store_true", help="take steady noise out of the recordings")
    add("--anyway", action="store_true", help="go on though the check calls the corpus unusable")
    add("--work_dir", type=Path, help="where the work is kept (default: ckpts/new_voice/NAME)")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging("info")

    from models.tts.base.new_voice.plan import REDUCE_HISS, find_datasets
    from models.tts.base.new_voice.tuning import VocoderTuning
    from models.tts.base.new_voice.work import NewVoice, make_plan
    from models.tts.base.voice_documents import read_voice_config
    from processors.audio.hiss import require_noise_reduction

    if "/" in args.name or args.name.startswith(".") or not args.name.isprintable():
        raise UserError(f"--name is a plain folder name, got {args.name!r}")
    minutes = _minutes(args)
    work_dir = (args.work_dir or REPOSITORY / "ckpts" / "new_voice" / args.name).resolve()
    output_dir = (args.output_dir or REPOSITORY / "voices" / args.name).resolve()
    data = args.data.resolve()
    plan = make_plan(
        args.name,
        data,
        find_datasets(data, args.name),
        language=args.language,
        source=args.source,
        minutes=minutes,
        reduce_hiss=REDUCE_HISS if args.reduce_hiss else None,
    )
    if args.reduce_hiss:
        require_noise_reduction()
    tuning = VocoderTuning(work_dir, args.vocoder_minutes or 0.0)
    if args.vocoder_minutes == 0 or (args.vocoder_minutes is None and not tuning.is_done()):
        tuning = None
    elif not tuning.is_done():
        tuning.check(read_voice_config(plan.source).preprocess.mel)
    voice = NewVoice(plan, work_dir, output_dir, tuning)
    voice.begin()
    print(f"{args.name}: {plan.language}, from {Path(plan.source).name}, {plan.minutes:g} minutes")

    _banner(1, "the corpus is checked")
    if CHECK.is_file() and not voice.is_checked():
        voice.check_file.unlink(missing_ok=True)
        code = _run(CHECK, *voice.check_arguments())
        if code == 130 or (code and not voice.check_file.is_file()):
            _must(code, "the check of the corpus")
        if code and not args.anyway:
            print(f"the corpus cannot be used yet: {voice.write_refusal()}", file=sys.stderr)
            return 1
        voice.note_checked()
    _banner(2, "features: mels and phones")
    config = voice.write_config()
    _must(_run(SCRIPTS / "preprocess.py", "--config", str(config)), "features")
    _banner(3, "training")
    if not voice.is_trained():
        _must(_run(SCRIPTS / "train.py", *voice.training_arguments(config)), "training")
        if not voice.is_trained():
            print(STOPPED, file=sys.stderr)
            return 143
    _banner(4, "the voice is judged, given a vocoder and bundled")
    _run(SCRIPTS / "diagnose.py", *voice.diagnosis_arguments())
    if tuning is not None and not _tune(tuning, config):
        print(STOPPED, file=sys.stderr)
        return 143
    folder = voice.bundle()
    _banner(5, "five sentences that it was not trained on")
    _must(_run(SCRIPTS / "inference.py", *voice.sentence_arguments()), "speaking")
    page = voice.write_report()
    print(f"\nvoice:   {folder}\npage:    {page}\nsay:     {voice.command()}")
    return 0


def _tune(tuning: "VocoderTuning", voice_config: Path) -> bool:
    """Whether the vocoder is tuned now; False where it was stopped."""
    from models.registry import load_experiment_config

    if not tuning.is_done():
        config = tuning.write_config(load_experiment_config(voice_config))
        _must(_run(SCRIPTS / "preprocess.py", "--config", str(config)), "clips for the vocoder")
        _must(_run(VOCODER_SCRIPTS / "extract_pitch.py", "--config", str(config)), "their pitch")
        arguments = tuning.training_arguments(config)
        _must(_run(VOCODER_SCRIPTS / "train.py", *arguments), "tuning the vocoder")
        if not tuning.is_done():
            return False
    tuning.finish()
    return True


def _minutes(args: argparse.Namespace) -> float:
    from models.tts.base.new_voice.plan import DEFAULT_MINUTES, QUICK_MINUTES

    if args.quick and args.minutes is not None:
        raise UserError("give --minutes or --quick, not both")
    minutes = DEFAULT_MINUTES if args.minutes is None else args.minutes
    minutes = QUICK_MINUTES if args.quick else minutes
    if not 0 < minutes < float("inf"):
        raise UserError(f"--minutes must be above 0, got {minutes}")
    if args.vocoder_minutes is not None and not 0 <= args.vocoder_minutes < float("inf"):
        raise UserError(f"--vocoder_minutes must be 0 or above, got {args.vocoder_minutes}")
    return minutes


def _banner(number: int, what: str) -> None:
    print(f"\n[{number}/5] {what}", flush=True)


def _run(script: Path, *arguments: str) -> int:
    """Exit code of a script, which SIGTERM and Ctrl-C reach too: it saves and leaves first."""
    with subprocess.Popen([sys.executable, str(script), *arguments]) as process:
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def _must(code: int, what: str) -> None:
    if code == 130:
        raise KeyboardInterrupt
    if code:
        raise UserError(f"{what} failed (exit code {code}); see above")


if __name__ == "__main__":
    run_main(main)
