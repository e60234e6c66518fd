"""The step guard: what all processes must decide together at each step."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import gather_object
from torch import Tensor

from models.base.checkpoint.checkpoint import TrainingState
from models.base.data.dataloader import Batch, numbers_to_device
from models.base.process.stop_signal import StopRequested, StopSignal
from utils.errors import UserError
from utils.messages import list_some

SHOWN = 64  # utterances named in one message
GRACE = 5.0  # seconds that several processes wait for data after a signal

logger = logging.getLogger(__name__)


class TrainingDiverged(UserError):
    """Too many steps in a row without a usable gradient."""


@dataclass(frozen=True)
class StepOutcome:
    """What becomes of a step."""

    bad: bool  # skip it
    overflow: bool  # fp16 only: the loss scale was too high, which is its way of finding a good one
    stop: str | None  # the reason to stop after it


class StepGuard:
    """Looks at losses, gradients, the clock and signals, once a step, in one synchronization."""

    def __init__(
        self, accelerator: Accelerator, max_bad_steps: int, stop_signal: StopSignal
    ) -> None:
        self.accelerator = accelerator
        self.max_bad_steps = max_bad_steps
        self.stop_signal = stop_signal

    def check(self, totals: Tensor, grad_norm: Tensor, out_of_time: bool) -> StepOutcome:
        """The same outcome on every process.

        Shapes: totals (n,), the losses of the step's batches; grad_norm a scalar.
        """
        asked = [self.stop_signal.outcome == name for name in ("interrupted", "terminated")]
        flags = torch.cat(
            [
                (~torch.isfinite(totals)).any().view(1),
                (~torch.isfinite(grad_norm)).view(1).to(totals.device),
                numbers_to_device([out_of_time, *asked], totals.device),
            ]
        )
        # Here, and in a step nowhere else, the host waits for the device.
        votes = self.accelerator.reduce(flags, "sum").tolist()
        bad_loss, bad_gradient, finished, interrupted, terminated = (vote > 0 for vote in votes)
        scaler = self.accelerator.scaler
        overflow = bad_gradient and not bad_loss and scaler is not None and scaler.get_scale() > 1
        stop = None
        if terminated or interrupted:
            stop = "terminated" if terminated else "interrupted"
        elif finished:
            stop = "finished"
        return StepOutcome(bad_loss or (bad_gradient and not overflow), overflow, stop)

    def asked_to_stop(self) -> bool:
        """Whether a signal has come to any process; all get the same answer."""
        asked = self.stop_signal.outcome is not None
        if self.accelerator.num_processes == 1:
            return asked
        vote = torch.tensor(float(asked), device=self.accelerator.device)
        return self.accelerator.reduce(vote, "sum").item() > 0

    def heed_signals(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The batches; StopRequested when a signal comes while a process that is alone waits.

        Several stop together after a step, and save. Where its batch does not come, UserError after
        ``GRACE`` seconds: the others wait for this process and cannot be told to save.
        """
        if self.accelerator.num_processes == 1:
            yield from self.stop_signal.iterate(batches)
            return
        try:
            yield from self.stop_signal.iterate(batches, GRACE)
        except StopRequested:
            raise UserError(
                f"asked to stop, and no batch came for {GRACE:g} s: nothing was saved since the "
                "last checkpoint; go on from it with --resume"
            ) from None

    def skip(
        self, batches: list[dict[str, Any]], totals: list[Tensor], state: TrainingState
    ) -> None:
        """Count a bad step and name its utterances; give up after too many in a row."""
        if self.accelerator.scaler is not None:
            # Its books were opened by unscaling. The scale stays: it is not to blame, and one bad
            # utterance an epoch would lower it without end.
            self.accelerator.scaler.update(self.accelerator.scaler.get_scale())
        bad = [b["uids"] for b, total in zip(batches, totals, strict=True) if not total.isfinite()]
        mine = [uid for uids in bad for uid in uids]
        named = gather_object(mine) or gather_object([u for b in batches for u in b["uids"]])
        state.bad_steps += 1
        logger.warning(
            "step %d skipped: loss or gradient is not finite; %d in a row; utterances: %s",
            state.step + 1,
            state.bad_steps,
            list_some(named, SHOWN, " …"),
        )
        if state.bad_steps >= self.max_bad_steps:
            raise TrainingDiverged(
                f"{state.bad_steps} steps in a row had no finite loss and gradient (last step "
                f"{state.step}); look at the utterances named in log/train.log, lower train.lr or "
                "raise train.warmup, and with fp16 try bf16; checkpoints written before are intact"
            )
