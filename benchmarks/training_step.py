"""Training: mel frames a second, padding not counted, and the peak memory of the process.

    python -m benchmarks.training_step [--batch_size 16] [--device cuda]

A step is what the trainers do: forward, losses, backward, clipping, update. Utterances have 300
to 800 frames. Ours are batched by length, as our sampler does it; the reference draws its batches
at random, as its trainer does. --random_batches tells what of the ratio that is. The reference
takes part where GLOW_TTS_DIR is set. All contenders stay in memory: at 16 utterances, 3 to 6 GB
each.
"""

from benchmarks import peers, report
from benchmarks.turns import Contender, Turn, compete
from benchmarks.workload import N_MELS, N_SYMBOLS, draw_lengths, repeated, step_turn

HERE = "benchmarks.training_step"


def ours(
    batch_size: int,
    device: str,
    bf16: bool = False,
    bucketed: bool = True,
    checkpointing: bool = False,
) -> Turn:
    """Steps of our model, with its default sizes and settings."""
    import torch

    from config.schema import TrainConfig
    from models.base.data.length_bucket_sampler import LengthBucketSampler
    from models.tts.glowtts import GlowTTS
    from models.tts.glowtts.losses import duration_loss, mle_loss
    from modules.cpu_kernels import install_training_operations

    settings = TrainConfig()
    torch.manual_seed(0)
    model = GlowTTS(N_SYMBOLS, N_MELS).to(device).train()
    if device == "cpu":
        install_training_operations(model)
    model.decoder.recompute_blocks = checkpointing
    optimizer = torch.optim.Adam(
        model.parameters(), lr=1e-6, betas=settings.betas, eps=settings.eps, fused=True
    )
    lengths = draw_lengths(batch_size * 64)
    if bucketed:
        sampler = LengthBucketSampler(lengths, batch_size, shuffle=True)
        batches = [lengths[indices] for indices in sampler]
    else:
        batches = lengths.reshape(64, batch_size)

    def step(batch: dict) -> None:
        with torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
            output = model(**batch)
        loss = mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        )
        loss = loss + duration_loss(output.log_durations, output.durations, output.text_mask)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings.grad_clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return step_turn(step, repeated(batches, device), device)


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=5)
    parser.add_argument("--batch_size", type=int, default=16)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--random_batches", action="store_true", help="ours also without buckets")
    parser.add_argument(
        "--checkpointing", action="store_true", help="ours also with activation_checkpointing"
    )
    options = parser.parse_args(arguments)
    settings = {"batch_size": options.batch_size, "device": options.device}

    def contender(name: str, maker: str, **more: object) -> Contender:
        return Contender(name, maker, {**settings, **more}, options.threads)

    contenders = [
        contender("ours", f"{HERE}:ours"),
        contender("ours, bf16", f"{HERE}:ours", bf16=True),
    ]
    if options.random_batches:
        contenders.append(contender("ours, random batches", f"{HERE}:ours", bucketed=False))
    if options.checkpointing:
        contenders.append(contender("ours, checkpointing", f"{HERE}:ours", checkpointing=True))
    if peers.reference_given():
        contenders.append(contender("reference", "benchmarks.peers:reference_training"))
    table = report.Report("training step", "frames/s", options)
    table.add(f"batch of {options.batch_size}", compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
