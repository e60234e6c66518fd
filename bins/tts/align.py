"""When is each word said? Forced alignment of recordings with their texts.

    python bins/tts/align.py --acoustics_dir ckpts/tts/NAME --corpus data/my_voice \
        --output_dir aligned --format textgrid
    python bins/tts/align.py --acoustics_dir ckpts/tts/NAME --audio talk.wav --text talk.txt \
        --format srt

A corpus is a folder with metadata.csv, LibriTTS, or audio files with a .lab or .txt beside each.
Running it again does only what is new. --check lists recordings that do not fit their texts;
--segment cuts one long recording into clips; --adapt first trains the voice on the corpus.
Exit code 0 where anything was aligned, 1 where nothing was.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from processors.timings.formats import FORMATS, parse_formats
from utils.errors import UserError
from utils.files import write_json_rows
from utils.log import run_main, setup_logging

SHOWN = 20  # recordings listed; all of them are in the files


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="a voice that sounds like the recordings")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--corpus", type=Path, help="folder of recordings with their texts")
    add("--dataset", help="layout of the corpus: LJSpeech, LibriTTS or custom (default: found out)")
    add("--audio", type=Path, help="one recording instead of a corpus")
    add("--text", help="its text: a file, or the words themselves")
    add("--output_dir", type=Path, default=Path("aligned"), help="where files go (aligned)")
    add("--format", default="textgrid", help=f"separated by commas: {', '.join(FORMATS)}")
    add("--plot", action="store_true", help="also draw words and phones under each mel, as .png")
    add("--speaker_name", help="which speaker of the voice; default: the recording's own")
    add("--variants", type=Path, help="file of word<tab>phones, several lines for a word")
    add("--num_workers", type=int, default=0, help="processes; 0 (default) is one a core")
    add("--check", action="store_true", help="list recordings that do not fit their texts")
    add("--segment", action="store_true", help="cut --audio into clips with their texts")
    add("--adapt", action="store_true", help="first train the voice on the corpus, some minutes")
    add("--adapt_steps", type=int, default=300, help="steps of that training (300)")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)
    formats = parse_formats(args.format)
    _check(args)

    from models.tts.base.alignment.recordings import Recording, find_recordings, read_text

    if args.corpus is not None:
        recordings = find_recordings(args.corpus, args.dataset)
    else:
        is_file = len(args.text) < 4096 and Path(args.text).is_file()
        text = read_text(args.text) if is_file else args.text
        recordings = [Recording(args.audio.stem, text, str(args.audio))]
    voice = args.acoustics_dir
    if args.adapt:
        voice = _adapt(args, recordings)
    if args.segment:
        return _segment(args, voice, recordings[0].text)
    return _align(args, voice, recordings, formats)


def _check(args: argparse.Namespace) -> None:
    if (args.corpus is None) == (args.audio is None):
        raise UserError("give --corpus, or --audio and --text")
    if args.audio is not None and args.text is None:
        raise UserError("--audio needs --text, the words that are said in it")
    if args.segment and args.audio is None:
        raise UserError("--segment needs --audio and --text")
    if args.adapt and args.corpus is None:
        raise UserError("--adapt needs --corpus: the clips to train on")


def _align(args: argparse.Namespace, voice: Path, recordings: list, formats: tuple) -> int:
    from tqdm import tqdm

    from models.tts.base.alignment.corpus_alignment import (
        STRANGER,
        AlignmentSettings,
        align_recordings,
        find_suspects,
        usual_confidence,
    )
    from processors.preprocess.pool import count_workers

    settings = AlignmentSettings(
        str(voice),
        str(args.output_dir),
        formats,
        "latest" if args.adapt else args.checkpoint,
        args.speaker_name,
        None if args.variants is None else str(args.variants),
        args.plot,
    )
    outcomes = align_recordings(recordings, settings, count_workers(args.num_workers))
    pause = 0.2 if sys.stderr.isatty() else 30.0  # in a log file every update of the bar stays
    results = list(
        tqdm(
            outcomes,
            "aligning",
            len(recordings),
            unit="clip",
            disable=len(recordings) < 2,
            mininterval=pause,
            maxinterval=max(10.0, 2 * pause),
        )
    )
    failed = [
        {"Uid": result.uid, "Reason": result.error, "Path": result.path}
        for result in results
        if result.error is not None
    ]
    suspects = find_suspects(results)
    write_json_rows(args.output_dir / "failed.json", failed)
    write_json_rows(args.output_dir / "suspects.json", suspects)
    hours = sum(result.seconds for result in results) / 3600
    print(f"{args.output_dir}: {len(results) - len(failed)} aligned, {hours:.2f} hours")
    if (usual := usual_confidence(results)) < STRANGER:
        hint = "" if args.adapt else "; --adapt makes one that does"
        print(f"  the voice does not sound like these recordings (confidence {usual:.2f}){hint}")
    _list("failed", failed, args.output_dir / "failed.json")
    if args.check:
        _list("suspects, worst first", suspects, args.output_dir / "suspects.json")
    elif suspects:
        print(f"  {len(suspects)} may not fit their texts: {args.output_dir / 'suspects.json'}")
    return int(len(failed) == len(results))


def _list(what: str, rows: list[dict], path: Path) -> None:
    if rows:
        print(f"  {what}: {len(rows)}")
    for row in rows[:SHOWN]:
        confidence = f"{row['Confidence']:.2f} " if "Confidence" in row else ""
        print(f"    {confidence}{row['Uid']}: {row['Reason']}")
    if len(rows) > SHOWN:
        print(f"    … and {len(rows) - SHOWN} more in {path}")


def _segment(args: argparse.Namespace, voice: Path, text: str) -> int:
    from models.tts.base.alignment import RecordingAligner
    from models.tts.base.alignment.segment_recording import UNMATCHED, segment_recording
    from models.tts.base.voice import Voice

    loaded = Voice.from_checkpoint(voice, args.checkpoint)
    speaker = None
    if loaded.model.speaker_channels:
        speaker = loaded.embed_speaker(args.speaker_name)
    result = segment_recording(RecordingAligner(loaded), args.audio, text, args.output_dir, speaker)
    minutes = sum(clip.seconds for _, clip, _ in result.clips) / 60
    print(
        f"{args.output_dir}: {len(result.clips)} clips, {minutes:.1f} of "
        f"{result.seconds / 60:.1f} minutes"
    )
    if result.unmatched:
        print(f"  not matched: {len(result.unmatched)}, see {args.output_dir / UNMATCHED}")
    return int(not result.clips)


def _adapt(args: argparse.Namespace, recordings: list) -> Path:
    """Train the voice on the corpus, or take the one that an earlier run has trained."""
    from models.base.checkpoint.checkpoint import find_checkpoint
    from models.base.start import begin
    from models.registry import find_trainer, load_experiment_config
    from models.tts.base.alignment.adaptation import (
        AdaptationSettings,
        adaptation_config,
        write_config,
        write_corpus,
    )
    from models.tts.base.voice_documents import read_voice_config
    from processors.preprocess.stage import preprocess

    folder = (args.output_dir / "adapted").resolve()
    done, experiment = folder / "finished", folder / "voice"
    if done.is_file():
        print(f"adapted voice: {experiment} (of an earlier run)")
        return experiment
    source = find_checkpoint(args.acoustics_dir, args.checkpoint)
    voice_config = read_voice_config(source)
    rate = voice_config.preprocess.mel.sample_rate
    clips, speakers = write_corpus(recordings, folder / "corpus", rate)
    settings = AdaptationSettings(steps=args.adapt_steps)
    config = adaptation_config(voice_config.model_dump(mode="json"), folder, settings)
    write_config(config, folder / "exp_config.json")
    print(
        f"adapting {args.acoustics_dir} to {clips} clips of {speakers} speaker(s): "
        f"{settings.steps} steps, at most {settings.minutes:g} minutes"
    )
    loaded = load_experiment_config(folder / "exp_config.json", "acoustic")
    preprocess(loaded, args.num_workers)
    resume = (experiment / "checkpoint").is_dir()
    start = begin(
        experiment,
        resume=resume,
        checkpoint_path=None if resume else str(source),
        resume_type="resume" if resume else "finetune",
        write=True,
    )
    trainer = find_trainer(loaded.model_type)(loaded, experiment, start)
    outcome = trainer.train()
    trainer.run.close()
    if outcome != "finished":
        raise UserError(f"the training of {experiment} was stopped; run again to continue it")
    done.touch()
    return experiment


if __name__ == "__main__":
    run_main(main)
