"""Serve voices over HTTP, with OpenAI's speech interface and a page to try them.

    python bins/tts/serve.py --voice pretrained/hibari            # http://127.0.0.1:8000
    python bins/tts/serve.py --voice_dir voices/ --host 0.0.0.0 --api_key_file key.txt

Exit code 0 after SIGTERM or Ctrl-C, when the requests under way are finished. docs/serving.md.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.serving_arguments import add_listening_arguments, read_api_key
from utils.errors import UserError
from utils.log import run_main, setup_logging


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--voice", type=Path, action="append", default=[], help="a voice's folder; may be repeated")
    add("--voice_dir", type=Path, help="folder whose folders are voices; read again as it changes")
    add("--max_voices", type=int, default=4, help="voices kept in memory (4)")
    add("--vocoder_dir", help="vocoder of all voices (default: each one's own, else griffin_lim)")
    add("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, …")
    add_listening_arguments(parser, port=8000)
    add("--allow_no_key", action="store_true", help="serve other machines without an API key")
    add("--cors_origin", action="append", default=[], help="a site whose pages may ask; repeatable")
    add("--max_chars", type=int, default=4096, help="characters of one text (4096)")
    add("--max_queue", type=int, default=64, help="texts under way at a time, others get 503 (64)")
    add("--rate", type=int, default=0, help="requests a minute of one client (0: any number)")
    add("--timeout", type=float, default=300.0, help="seconds that one request may take (300)")
    add("--workers", type=int, default=0, help="threads that speak (0: as many as cores are free)")
    add("--wyoming", metavar="URI", help="also speak the Wyoming protocol: tcp://127.0.0.1:10200")
    add("--log_level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def main() -> int:
    args = build_parser().parse_args()
    setup_logging(args.log_level)
    api_key = read_api_key(args)
    _check(args, api_key)
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise UserError(f"{error}; pip install -e '.[serve]'") from None

    from models.tts.open_synthesizer import open_synthesizer
    from serving.app import create_app
    from serving.run import serve
    from serving.settings import ServerSettings, VoiceSettings
    from serving.voices import VoiceLibrary
    from utils.threads import prepare_workers

    workers = prepare_workers(args.workers)
    voices = VoiceSettings(tuple(args.voice), args.voice_dir, args.max_voices)

    def open_voice(folder: Path):
        return open_synthesizer(folder, args.vocoder_dir, device=args.device)

    library = VoiceLibrary(voices, open_voice)
    settings = ServerSettings(
        api_key=api_key,
        max_chars=args.max_chars,
        queue=args.max_queue,
        rate=args.rate,
        timeout=args.timeout,
        origins=tuple(args.cors_origin),
        workers=workers,
    )
    return serve(create_app(library, settings), args.host, args.port, args.timeout, args.wyoming)


def _check(args: argparse.Namespace, api_key: str | None) -> None:
    if not args.voice and args.voice_dir is None:
        raise UserError("name a voice: --voice pretrained/hibari, or a folder of them: --voice_dir")
    for folder in [*args.voice, *([args.voice_dir] if args.voice_dir else [])]:
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder")
    for name in ("max_voices", "max_chars", "max_queue"):
        if getattr(args, name) < 1:
            raise UserError(f"--{name} must be 1 or more, got {getattr(args, name)}")
    if not args.timeout > 0:
        raise UserError(f"--timeout must be above 0, got {args.timeout}")
    from serving.settings import LOOPBACK

    if args.host not in LOOPBACK and api_key is None and not args.allow_no_key:
        raise UserError(
            f"--host {args.host} lets other machines in: give --api_key_file FILE, or "
            "--allow_no_key if everybody there may use it"
        )


if __name__ == "__main__":
    run_main(main)
