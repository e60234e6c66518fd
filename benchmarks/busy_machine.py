"""Training and speaking on a quiet machine and beside a program that keeps one core busy.

    python -m benchmarks.busy_machine [--rounds 9] [--busy 2]

"ours" has what the programs of this toolkit set for their threads (utils/threads.py), "as torch
has it" nothing of it, "one thread" is OMP_NUM_THREADS=1. The quiet turns mean something only where
nothing else runs.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import report
from benchmarks.turns import ROOT, Contender, Turn, compete
from benchmarks.workload import N_MELS, N_SYMBOLS, draw_lengths, make_batch, timed

HERE = "benchmarks.busy_machine"
VOICE = ROOT / "pretrained" / "hibari"
CONFIG = ROOT / "egs" / "tts" / "GlowTTS" / "exp_config_demo.json"
SETTINGS = {
    "as torch has it": {"UNPREPARED": "1"},
    "ours": {},
    "one thread": {"OMP_NUM_THREADS": "1"},
}
STARTING = 0.3  # seconds until a busy program is busy
LONGEST = 300  # seconds after which a busy program ends by itself, should this one be killed


@contextlib.contextmanager
def busy_cores(count: int) -> Iterator[None]:
    """Keep ``count`` cores busy with loops of Python while the block lasts.

    The loops are programs of somebody else, as those of other terminals are: in sessions of their
    own, since Linux shares out the cores by session first, and no children of this process, since
    a program does not count its own children as others.
    """
    start = (
        "import subprocess, sys\n"
        "program = [sys.executable, '-c', sys.argv[1]]\n"
        "quiet = subprocess.DEVNULL\n"
        "print(subprocess.Popen(program, start_new_session=True, stdout=quiet).pid)"
    )
    loop = f"import time\nend = time.time() + {LONGEST}\nwhile time.time() < end: pass"
    command = [sys.executable, "-c", start, loop]
    loops = [int(subprocess.check_output(command)) for _ in range(count)]
    try:
        if loops:
            time.sleep(STARTING)
        yield
    finally:
        for pid in loops:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def training(busy: int) -> Turn:
    """Steps of the demo's model on the demo's batches; the work is mel frames."""
    import torch

    from config.glowtts import ExperimentConfig
    from config.load import load_config
    from models.tts.glowtts import GlowTTS
    from models.tts.glowtts.losses import duration_loss, mle_loss
    from modules.cpu_kernels import install_training_operations
    from utils.cores import count_free_cores

    config = load_config(CONFIG, ExperimentConfig)
    torch.manual_seed(0)
    model = GlowTTS(N_SYMBOLS, N_MELS, **config.model.model_dump()).train()
    install_training_operations(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-6, fused=True)
    batch = make_batch(draw_lengths(config.train.batch_size), "cpu")

    def step() -> None:
        output = model(**batch)
        loss = mle_loss(
            output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
        )
        loss = loss + duration_loss(output.log_durations, output.durations, output.text_mask)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), config.train.grad_clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    def turn(number: int) -> dict:
        with busy_cores(busy):
            if not {"UNPREPARED", "OMP_NUM_THREADS"} & os.environ.keys():
                torch.set_num_threads(count_free_cores())  # as the scripts do
            _, times = timed(step)
        return {**times, "work": int(batch["mel_lengths"].sum())}

    return turn


def speaking(busy: int) -> Turn:
    """Sentences by the voice in the box, one by one; the work is seconds of audio."""
    from models.tts.base.synthesizer import Synthesizer
    from utils.threads import use_free_cores

    lines = (ROOT / "egs" / "datasets" / "demo_heldout.txt").read_text(encoding="utf-8")
    texts = lines.splitlines()[:8]
    synthesizer = Synthesizer.from_checkpoint(VOICE)

    def turn(number: int) -> dict:
        with busy_cores(busy):
            if "UNPREPARED" not in os.environ:
                use_free_cores()  # as the scripts do
            speech, times = timed(lambda: [synthesizer.synthesize(text)[0] for text in texts])
        return {**times, "work": sum(one.seconds for one in speech)}

    return turn


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=9)
    parser.add_argument("--busy", type=int, default=1, help="loops beside the busy turns")
    options = parser.parse_args(arguments)
    table = report.Report("busy machine", "seconds of work a second", options)
    for work in (training, speaking):
        contenders = [
            Contender(
                f"{name}, {'busy' if busy else 'quiet'}",
                f"{HERE}:{work.__name__}",
                {"busy": busy},
                options.threads,
                environment,
            )
            for name, environment in SETTINGS.items()
            for busy in (0, options.busy)
        ]
        table.add(work.__name__, compete(contenders, options.rounds))
    table.close()


if __name__ == "__main__":
    main()
