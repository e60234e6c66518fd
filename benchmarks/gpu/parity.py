"""The same weights and batch on the CPU and on the device: outputs, loss and gradients."""

from unittest import mock

import torch
from torch import Tensor

import models.tts.glowtts.model as model_module
from benchmarks.gpu.measure import relative_error
from benchmarks.gpu.sections import Case, Figures
from benchmarks.gpu.steps import PRECISIONS, build_model, draw_batches, sum_losses
from models.tts.glowtts import GlowTTS

# Relative error of the worst of the values below that each way of computing may have.
LIMITS = {"float32": 1e-4, "tf32": 2e-2, "bf16": 1e-1, "fp16": 2e-2}


def parity(case: Case) -> Figures:
    """Errors by way of computing, with the alignment of the CPU; then how equal alignments are."""
    on_cpu = Case("cpu", True, case.folder)
    batch = draw_batches(on_cpu)[0]
    model = build_model(Case("cpu", case.small, case.folder)).eval()  # no dropout
    torch.manual_seed(1)
    with torch.no_grad():
        for value in model.parameters():  # what begins at zero would prove nothing
            value.add_(torch.randn_like(value) * 0.02)
    expected = _pass(model, batch, "cpu", None)
    durations = expected.pop("durations")
    errors: dict[str, dict[str, float]] = {}
    for way in LIMITS:
        if case.device == "cpu" and way in ("tf32", "fp16"):
            continue
        torch.backends.cudnn.allow_tf32 = way == "tf32"
        found = _pass(model, batch, case.device, PRECISIONS.get(way), durations)
        errors[way] = {name: relative_error(found[name], expected[name]) for name in expected}
        case.tell(errors=errors)
    torch.backends.cudnn.allow_tf32 = False
    own = _pass(model, batch, case.device, None)["durations"]
    worst = {way: max(values.values()) for way, values in errors.items()}
    return {
        "errors": errors,
        "worst": worst,
        "durations_equal": float((own.cpu() == durations).double().mean()),
        "ok": all(error <= LIMITS[way] for way, error in worst.items()),
    }


def _pass(
    model: GlowTTS,
    batch: dict[str, Tensor],
    device: str,
    dtype: torch.dtype | None,
    durations: Tensor | None = None,
) -> dict[str, Tensor]:
    """Outputs, loss and gradients; ``durations`` take the place of the alignment search."""
    model.to(device).zero_grad(set_to_none=True)
    behaviour = {"wraps": model_module.search_durations}
    if durations is not None:
        behaviour = {"side_effect": lambda scores, *_, **__: durations.to(scores.device)}
    with (
        mock.patch.object(model_module, "search_durations", **behaviour),
        torch.autocast(device, dtype=dtype, enabled=dtype is not None),
    ):
        output = model(**{name: value.to(device) for name, value in batch.items()})
    loss = sum_losses(output)
    loss.backward()
    gradients = [weight.grad.flatten().double().cpu() for weight in model.parameters()]
    return {
        "z": output.z.detach().cpu(),
        "log_det": output.log_det.detach().cpu(),
        "prior_mean": output.prior_mean.detach().cpu(),
        "loss": loss.detach().cpu(),
        "gradients": torch.cat(gradients),
        "durations": output.durations.cpu(),
    }
