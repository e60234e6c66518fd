"""Text to mel: one utterance, from phone ids on, milliseconds.

    python -m benchmarks.acoustic_inference [--tokens 40 100 200] [--device cuda]

Every phone lasts five frames, so that all contenders make the same number of them. The reference
takes part where GLOW_TTS_DIR is set, its weight norm removed and its inverses stored.
"""

from benchmarks import peers, report
from benchmarks.turns import Contender, Turn, compete
from benchmarks.workload import N_MELS, N_SYMBOLS, fix_durations, timed
from modules.cpu_kernels import has_bfloat16

HERE = "benchmarks.acoustic_inference"
FRAMES = 5  # of a phone


def ours(n_tokens: int, frames: int, device: str, precision: str = "float32") -> Turn:
    """Synthesis as ``Synthesizer`` calls it."""
    import torch

    from models.tts.glowtts import GlowTTS

    torch.manual_seed(0)
    model = GlowTTS(N_SYMBOLS, N_MELS).prepare_for_inference(precision).to(device)
    last = model.duration_predictor.out
    fix_durations(last.weight, last.bias, frames)
    ids, lengths = torch.randint(1, N_SYMBOLS, (1, n_tokens)), torch.tensor([n_tokens])
    return lambda number: timed(lambda: model.synthesize(ids, lengths), device)[1]


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=15)
    parser.add_argument("--tokens", type=int, nargs="+", default=[40, 100, 200])
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    options = parser.parse_args(arguments)
    table = report.Report("acoustic inference", "ms", options)
    for n_tokens in options.tokens:
        settings = {"n_tokens": n_tokens, "frames": FRAMES, "device": options.device}
        contenders = [Contender("ours", f"{HERE}:ours", settings, options.threads)]
        if peers.reference_given():
            maker = "benchmarks.peers:reference_inference"
            contenders.append(Contender("reference", maker, settings, options.threads))
        if options.device == "cpu" and has_bfloat16():
            half = {**settings, "precision": "bf16"}
            contenders.append(Contender("ours, bf16", f"{HERE}:ours", half, options.threads))
        table.add(f"{n_tokens} tokens", compete(contenders, options.rounds, warmups=3))
    table.close()


if __name__ == "__main__":
    main()
