"""One step of training: losses, gradients, and the decision to use them."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType

import torch
from torch import Tensor

from models.base.data.dataloader import numbers_to_device, to_device
from models.base.process.memory import out_of_memory_explained
from models.base.process.rng_state import untouched_random_state
from models.base.session import MODEL, Batch, Session
from models.base.step_guard import Guard
from modules.module_state import frozen


class Stepper(Session):
    """What a step is; the loop around it is the Trainer's.

    ``denominators``, of the step at hand, are what each loss is divided by, so that neither
    accumulation nor the split over processes changes the gradient; empty outside of training.
    """

    guard: Guard
    stop: str | None = None  # why training is to end after this step
    denominators: Mapping[str, float | Tensor] = MappingProxyType({})

    @abstractmethod
    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        """Named losses of the model, each a scalar, of a batch on the device; their sum falls.

        Each is a sum over its elements divided by ``self.denominators[name]``, or by their
        number where there is no such entry. The model to call is ``self.model``.
        """

    def companion_step(self, name: str, batch: Batch) -> dict[str, Tensor]:
        """Losses of a companion of the model; as ``training_step``, which comes after it.

        Both get the same batch: what is costly and needed twice may be left in it. In
        ``training_step`` companions take no gradient; call them by ``raw_module`` there.
        """
        raise AssertionError(f"{type(self).__name__} builds {name!r} and has no step for it")

    def takes_part(self, name: str) -> bool:
        """Whether a companion takes the step at hand; the same answer on every process."""
        return True

    @abstractmethod
    def loss_elements(self, batch: Batch) -> dict[str, int]:
        """How many elements of a batch (on the host) each loss is an average of.

        Losses over batches of one size need no entry.
        """

    @abstractmethod
    def count_frames(self, batch: Batch) -> int:
        """Mel frames in a batch (on the host)."""

    @abstractmethod
    def out_of_time(self) -> bool:
        """Whether this process thinks that the time for training is over."""

    def take_step(self, batches: list[Batch], waited: float) -> bool:
        """One update of every module from all of ``batches``, companions first.

        False if it was broken off, on every process, at a module whose loss or gradient is not
        finite.
        """
        frames = sum(map(self.count_frames, batches))
        what = f"{sum(len(b['uids']) for b in batches)} utterances with {frames} frames"
        with out_of_memory_explained(what, self.settings):
            return self._take_step(batches, frames, waited)

    def _take_step(self, batches: list[Batch], frames: int, waited: float) -> bool:
        self.denominators = self._shared_denominators(batches)
        self._set_learning_rate(self.state.step + 1)
        on_device = [to_device(batch, self.accelerator.device) for batch in batches]
        values: dict[str, Tensor] = {}
        updated = True
        for name in self.modules:
            if name != MODEL and not self.takes_part(name):
                continue
            totals, losses = self._accumulate_gradients(name, on_device)
            grad_norm = self._clip(name)
            verdict = self.guard.judge(torch.stack(totals), grad_norm, self.out_of_time())
            self.stop = verdict.stop or self.stop
            if verdict.bad or verdict.overflow:
                updated = False
                if verdict.bad:
                    self.guard.skip(batches, totals, self.state)
                else:  # the scaler leaves the weights alone and lowers its scale
                    self.optimizers[name].step()
                break
            values.update(losses)
            if name == MODEL:
                values.update(loss=torch.stack(totals).sum(), grad_norm=grad_norm)
                self._update()
            else:
                values[f"grad_norm_{name}"] = grad_norm
                self.optimizers[name].step()
        self.denominators = MappingProxyType({})
        for optimizer in self.optimizers.values():
            optimizer.zero_grad(set_to_none=True)
        if updated:
            self.meter.add(values, frames, waited)
        return updated

    def settle(self) -> None:
        """Let several processes agree on how gradients travel, before the first step.

        DistributedDataParallel arranges them anew after its first backward pass, and with it the
        order in which more than two processes are summed: a resumed run would round one step
        otherwise than an uninterrupted one. So every run spends that pass here, and takes back what
        it did to the buffers (spectral norm counts its passes in them).
        """
        if self.accelerator.num_processes == 1:
            return
        batch = to_device(self._first_batch(), self.accelerator.device)
        buffers = [b for module in self.modules.values() for b in module.buffers()]
        before = [buffer.clone() for buffer in buffers]
        with untouched_random_state(), out_of_memory_explained("the first batch", self.settings):
            for name in self.modules:
                self._accumulate_gradients(name, [batch])
        for buffer, value in zip(buffers, before, strict=True):
            buffer.copy_(value)
        for optimizer in self.optimizers.values():
            optimizer.zero_grad(set_to_none=True)

    def _accumulate_gradients(
        self, name: str, batches: list[Batch]
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Backward passes of a module's losses: each batch's total, and the means by name."""
        totals: list[Tensor] = []
        means: dict[str, Tensor] = {}
        companions = [module for other, module in self.modules.items() if other != MODEL]
        for i, batch in enumerate(batches):
            with ExitStack() as stack:
                if name == MODEL:
                    stack.enter_context(frozen(companions))
                if i < len(batches) - 1:
                    for module in self.modules.values():
                        stack.enter_context(self.accelerator.no_sync(module))
                losses = (
                    self.training_step(batch) if name == MODEL else self.companion_step(name, batch)
                )
                total = sum(losses.values()) / len(batches)
                self.accelerator.backward(total)
            totals.append(total.detach())
            for loss, value in losses.items():
                means[loss] = means.get(loss, 0.0) + value.detach() / len(batches)
        return totals, means

    def _clip(self, name: str) -> Tensor:
        """Clip a module's gradients; their norm as it was before."""
        self.accelerator.unscale_gradients(self.optimizers[name])
        limit = self.settings.grad_clip or math.inf
        return torch.nn.utils.clip_grad_norm_(self.modules[name].parameters(), limit)

    def _set_learning_rate(self, step: int) -> None:
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = self.schedule(step)

    def _update(self) -> None:
        self.state.step += 1
        self.state.valid_loss = self.state.evaluation = None
        self.state.bad_steps = 0
        self.optimizers[MODEL].step()
        if self.average is not None:
            self.average.update(self.state.step)

    def _shared_denominators(self, batches: list[Batch]) -> dict[str, float | Tensor]:
        """Mean elements of a loss over the step's batches on all processes."""
        counts = [self.loss_elements(batch) for batch in batches]
        sums = {name: sum(count[name] for count in counts) / len(counts) for name in counts[0]}
        if sums and self.accelerator.num_processes > 1:
            values = numbers_to_device(list(sums.values()), self.accelerator.device)
            sums = dict(zip(sums, self.accelerator.reduce(values, "mean").unbind(), strict=True))
        return sums
