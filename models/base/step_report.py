"""What a run shows while it trains: averages of all processes as curves, and a line or the bar."""

import logging
import sys

import torch

from config.schema import TrainConfig
from models.base.reporting.progress import Progress, can_show_bar, last_step, minutes_left
from models.base.reporting.run_log import LogFile, format_losses
from models.base.reporting.throughput import Throughput
from models.base.run import Run

logger = logging.getLogger(__name__)


def open_progress(run: Run, settings: TrainConfig) -> Progress:
    """Progress from where the run is to its last step, with a bar where there is a terminal."""
    end = last_step(settings, run.state, len(run.train_loader.batch_sampler))
    live = run.accelerator.is_main_process and can_show_bar(sys.stderr)
    return Progress(run.state.step, end, minutes_left(settings, run.state), live)


def log_step(run: Run, throughput: Throughput, progress: Progress, file: LogFile) -> None:
    """Log the averages since the last report, and begin to count anew.

    Every process calls it: losses are those of all. The line goes to ``file`` alone where a bar
    shows what is in it.
    """
    state = run.state
    names, values = zip(*throughput.averages().items(), strict=True)
    values = torch.tensor(values, device=run.accelerator.device)
    averages = dict(zip(names, run.accelerator.reduce(values, "mean").tolist(), strict=True))
    speed = throughput.speed()
    speed["frames_per_second"] *= run.accelerator.num_processes
    throughput.reset()
    state.loss = averages["loss"]
    if run.log is None:
        return
    advice = run.watch.advice(state.n_threads) if run.accelerator.device.type == "cpu" else None
    if advice is not None:
        logger.warning("step %d: %s", state.step, advice)
    points = {**averages, "lr": run.schedule(state.step), **speed, "epoch": state.epoch}
    run.log.scalars("train", state.step, points)
    losses = {n: value for n, value in averages.items() if not n.startswith("grad_norm")}
    line = (
        f"step {state.step} epoch {state.epoch}: {format_losses(losses)}, "
        f"lr {points['lr']:.2e}, gradient {points['grad_norm']:.3g}, "
        f"{points['frames_per_second']:.0f} frames/s, "
        f"{points['data_wait']:.0%} waiting for data, {progress.eta(state.step)} left"
    )
    if progress.live:
        file.write(line)
        shown = {
            "loss": f"{points['loss']:.4f}",
            "frames/s": f"{points['frames_per_second']:.0f}",
        }
        progress.advance(state.step, shown)
    else:
        logger.info(line)
