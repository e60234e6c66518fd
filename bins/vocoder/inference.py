"""Copy-synthesis through a vocoder: of recordings, of mels on disk, or of a split of its data.

    python bins/vocoder/inference.py --vocoder_dir ckpts/vocoder/hifigan_ljspeech \
        --mode wav --source data/LJSpeech-1.1/wavs --output_dir copies

Exit code 0 if anything was written (sources that failed are listed), 1 if nothing was, or if the
command itself is wrong.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from utils.errors import UserError
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--vocoder_dir", required=True, help="a run, or any vocoder that stage 3 of GlowTTS takes")
    add("--output_dir", type=Path, help="where wavs go (default: <vocoder_dir>/result)")
    add("--mode", choices=["wav", "mel", "batch"], default="wav")
    add("--source", type=Path, help="a file or a folder (modes wav and mel)")
    add("--dataset", help="a dataset of the run (mode batch; default: its only one)")
    add("--testing_set", choices=["train", "valid", "test"], default="test", help="(mode batch)")
    add("--checkpoint", default="latest", help="latest (default), best, or a checkpoint folder")
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)
    if args.mode != "batch" and args.source is None:
        raise UserError(f"mode {args.mode} needs --source, a file or a folder")

    from models.base.checkpoint.checkpoint import find_checkpoint
    from models.base.process.device import choose_device
    from models.vocoders import load_vocoder
    from models.vocoders.copy_synthesis import copy_synthesis, dataset_sources, find_sources
    from models.vocoders.loading.load import trained_mel

    vocoder_dir, device = args.vocoder_dir, choose_device(args.device)
    if args.checkpoint != "latest":
        vocoder_dir = find_checkpoint(vocoder_dir, args.checkpoint)
    if args.mode == "batch":
        sources = dataset_sources(vocoder_dir, args.dataset or None, args.testing_set)
    else:
        sources = find_sources(args.source, args.mode)
    mel = trained_mel(vocoder_dir)
    vocoder = load_vocoder(vocoder_dir, mel, device)
    output_dir = args.output_dir or Path(args.vocoder_dir) / "result"
    return _report(copy_synthesis(vocoder, mel, sources, output_dir, device))


def _report(results) -> int:
    from models.vocoders.copy_synthesis import Failed

    written, failed = [], []
    for one in results:
        if isinstance(one, Failed):
            failed.append(one)
            print(f"failed: {one.reason}", file=sys.stderr)
            continue
        written.append(one)
        note = f"  (peak scaled down by {one.gain:.2f})" if one.gain < 1 else ""
        print(f"{one.path}  {one.seconds:.2f} s  mel error {one.mel_error:.3f}{note}", flush=True)
    if len(written) > 1:
        seconds = sum(one.seconds for one in written)
        spent = sum(one.compute_seconds for one in written)
        error = sum(one.mel_error * one.seconds for one in written) / seconds
        print(
            f"{len(written)} files, {seconds:.1f} s of audio in {spent:.1f} s, real-time factor "
            f"{spent / seconds:.3f}, mel error {error:.4f}"
        )
    if failed and written:
        print(f"{len(failed)} of {len(written) + len(failed)} sources failed", file=sys.stderr)
    return 0 if written else 1


if __name__ == "__main__":
    run_main(main)
