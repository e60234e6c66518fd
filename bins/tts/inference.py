"""Speak with a trained voice: one text, the lines of a file, or a split of a dataset.

    python bins/tts/inference.py --acoustics_dir ckpts/tts/glowtts_ljspeech --mode single \
        --text "Hello, this is a test of GlowTTS synthesis."

Started by torchrun or accelerate launch, the processes share the texts, each on a GPU of its own.
Exit code 0 if anything was spoken (texts that failed are listed), 1 if nothing was, or if the
command itself is wrong.
"""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.arguments import add_synthesis_arguments, synthesis_settings
from utils.errors import UserError
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--acoustics_dir", type=Path, required=True, help="experiment, e.g. ckpts/tts/NAME")
    add("--output_dir", type=Path, help="where wavs go (default: <acoustics_dir>/result)")
    add("--mode", choices=["single", "batch", "file"], default="single")
    add("--text", help="what to say (mode single)")
    add("--source_file", type=Path, help="a sentence or id|text a line (mode file)")
    add("--dataset", help="a dataset of the voice (mode batch; default: its only one)")
    add("--testing_set", choices=["train", "valid", "test"], default="test", help="(mode batch)")
    add("--ssml", action="store_true", help="the texts are SSML: docs/speaking.md says which")
    add("--speaker_name", help="which speaker, for a voice with several; 1089 for LibriTTS_1089")
    add("--reference_audio", type=Path, help="recording of the voice to use (speaker encoder)")
    add("--list_speakers", action="store_true", help="print the names of the speakers, and stop")
    add(
        "--vocoder_dir",
        help="folder or file of a vocoder, vocos_universal, hifigan_universal, hifigan_ljspeech or "
        "griffin_lim "
        "(default: what was bundled with the voice, else griffin_lim)",
    )
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add_synthesis_arguments(parser)
    add(
        "--save",
        default="",
        help="also write these for each wav: mel,plot,durations,textgrid,srt,vtt,ctm,audacity,json",
    )
    add("--show_phonemes", action="store_true", help="print what would be spoken, and stop")
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    add(
        "--precision",
        choices=["float32", "bf16"],
        default="float32",
        help="bf16: faster on a CPU that has it, mels a few thousandths apart (float32)",
    )
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    first = int(os.environ.get("RANK", "0")) == 0
    setup_logging(args.log_level if first else "error")
    if args.list_speakers:
        return _list_speakers(args)
    _check(args)

    from models.tts.base.batch_synthesis import parse_extras, speak_requests
    from models.tts.base.speed import record_speed
    from models.tts.onnx_voice.document import find_document
    from models.tts.open_synthesizer import open_synthesizer
    from utils.distributed import joined_processes
    from utils.threads import use_free_cores

    extras = parse_extras(args.save)
    if find_document(args.acoustics_dir) is None:  # it would load torch
        use_free_cores()
    synthesizer = open_synthesizer(
        args.acoustics_dir,
        args.vocoder_dir or None,
        args.checkpoint,
        args.device,
        args.precision,
    )
    settings = synthesis_settings(args, synthesizer.voice.noise_scale)
    requests = _requests(args, synthesizer)
    if args.show_phonemes:
        return _show(synthesizer, requests, settings)
    output_dir = args.output_dir or _folder(args.acoustics_dir) / "result"
    with joined_processes() as processes:
        written, failed = speak_requests(
            synthesizer, requests, output_dir, settings, extras, processes
        )
        processes.on_main(lambda: record_speed(output_dir, written))
    return _report(written, failed, processes.size) if processes.is_main else int(not written)


def _folder(voice: Path) -> Path:
    return voice.parent if voice.is_file() else voice


def _list_speakers(args: argparse.Namespace) -> int:
    from models.tts.onnx_voice.document import find_document, read_document

    exported = find_document(args.acoustics_dir)
    if exported is not None:
        print("\n".join(sorted(read_document(exported).speakers)))
        return 0
    from models.base.checkpoint import checkpoint

    folder = checkpoint.find_checkpoint(args.acoustics_dir, args.checkpoint)
    print("\n".join(sorted(checkpoint.read_document(folder, "spk2id.json"))))
    return 0


def _check(args: argparse.Namespace) -> None:
    if args.mode == "single" and args.text is None:
        raise UserError("mode single needs --text")
    try:
        (args.text or "").encode()
    except UnicodeEncodeError as error:
        raise UserError(
            f"--text is not UTF-8 (byte {ord(error.object[error.start]) & 0xFF:#04x}, character "
            f"{error.start + 1}): set the terminal to UTF-8, or give it in a file of that encoding"
        ) from None
    if args.mode == "file" and args.source_file is None:
        raise UserError("mode file needs --source_file")


def _requests(args: argparse.Namespace, synthesizer) -> list:
    from models.tts.base import requests

    speaker = args.speaker_name or None
    if args.mode == "single":
        return [requests.text_request(args.text, speaker)]
    if args.mode == "file":
        return requests.file_requests(args.source_file, speaker)
    return requests.dataset_requests(
        synthesizer.voice.config, args.dataset or None, args.testing_set, speaker,
        own_speakers=synthesizer.voice.has_many_speakers and args.reference_audio is None,
    )  # fmt: skip


def _show(synthesizer, requests: list, settings) -> int:
    failures = 0
    for request in requests:
        try:
            for text, phones in synthesizer.spoken(request.text, settings):
                print(f"{text}\n  {phones}")
        except UserError as error:
            failures += 1
            print(f"{request.name}: {error}", file=sys.stderr)
    return 1 if failures == len(requests) else 0


def _report(written: list, failed: list, n_processes: int) -> int:
    if not written and len(failed) == 1:
        raise UserError(failed[0].reason)
    for one in written:
        note = f"  (peak scaled down by {one.gain:.2f})" if one.gain < 1 else ""
        print(f"{one.path}  {one.seconds:.2f} s  real-time factor {one.real_time_factor:.3f}{note}")
    for one in failed:
        print(f"failed: {one.name}: {one.reason}", file=sys.stderr)
    if len(written) > 1:
        seconds = sum(one.seconds for one in written)
        spent = sum(one.compute_seconds for one in written)
        together = f" of {n_processes} processes" if n_processes > 1 else ""
        print(
            f"{len(written)} files, {seconds:.1f} s of audio in {spent:.1f} s{together}, "
            f"real-time factor {spent / seconds:.3f}"
        )
    if failed and written:
        print(f"{len(failed)} of {len(written) + len(failed)} texts failed", file=sys.stderr)
    return 0 if written else 1


if __name__ == "__main__":
    run_main(main)
