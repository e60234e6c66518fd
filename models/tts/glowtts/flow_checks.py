"""Checks of Glow-TTS alone: its flow on data as in training, and its alignment."""

import torch
from torch import Tensor

from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, grade, worst
from models.tts.base.model_checks import ModelChecks
from models.tts.glowtts.alignment_metrics import (
    MEASURES,
    REMEDY,
    measure_alignment,
    measure_elements,
    ready_to_judge,
    remarks,
    spoken_phones,
)
from modules.flow import ActNorm
from utils.mask import sequence_mask

INVERSION = (1e-2, 0.1)  # nats of log-mel; float32 rounds to 1e-4 or so
NORM_MEAN = (3.0, 10.0)
NORM_SPREAD = (5.0, 20.0)  # factor between a standard deviation and 1
RESIDUAL = (0.25, 1.0)  # of the logarithm of a standard deviation that should be 1
NOISE_FRAMES = 200
LEAST_FALL = 0.2  # nats a value: what the flow gains before any alignment is more


@torch.no_grad()
def check_inversion(experiment: DiagnosedExperiment) -> CheckResult:
    """How well the decoder undoes what it does, on mels, or on noise where there are none."""
    decoder = experiment.model.decoder
    errors = []
    if not experiment.missing_data:
        for batch, output in experiment.examined:
            speaker = experiment.speaker(batch)
            mel, _ = decoder.inverse(output.z, output.mel_mask, speaker)
            true = batch["mel"][:, :, : mel.shape[2]]
            errors.append(float((mel - true).abs().max()))
        what = f"{len(errors)} validation mels are made again from z"
    else:
        z, mask, speaker = _noise(experiment)
        again, _ = decoder(decoder.inverse(z, mask, speaker)[0], mask, speaker)
        errors.append(float((again - z).abs().max()))
        what = "noise made into a mel is made into noise again"
    error = max(errors)
    verdict = grade(error, *INVERSION)
    text = f"{what} within {error:.1e}"
    if verdict != "OK":
        text += ": the flow cannot be inverted, speech will be noise; the weights have diverged"
    return CheckResult("inversion", verdict, text, {"max_error": error})


@torch.no_grad()
def check_actnorm(experiment: DiagnosedExperiment) -> CheckResult:
    """Initialized, and close to mean 0 and variance 1 on data."""
    norms = [module for module in experiment.model.decoder.modules() if isinstance(module, ActNorm)]
    blank = [i for i, norm in enumerate(norms) if not norm.initialized or not norm.log_scale.any()]
    figures = {"layers": len(norms), "uninitialized": len(blank)}
    if blank:
        text = (
            f"{len(blank)} of {len(norms)} ActNorm layers were never initialized on data: the "
            "weights come from elsewhere, or the start was skipped; train anew"
        )
        return CheckResult("actnorm", "BAD", text, figures)
    if experiment.missing_data:
        text = f"all {len(norms)} layers are initialized; no data to see what they put out"
        return CheckResult("actnorm", "OK", text, figures)
    mean, spread, layer = _norm_statistics(experiment, norms)
    figures |= {"mean": mean, "spread": spread}
    verdict = worst(grade(mean, *NORM_MEAN), grade(spread, *NORM_SPREAD))
    text = (
        f"outputs on validation data: means of channels within {mean:.2f} of 0, standard "
        f"deviations within a factor {spread:.2f} of 1"
    )
    if verdict != "OK":
        text += f" (layer {layer}): the data are not those it was trained on, or it has diverged"
    return CheckResult("actnorm", verdict, text, figures)


def check_fit(experiment: DiagnosedExperiment) -> CheckResult:
    """What the prior leaves unexplained of z is to be standard normal."""
    residuals = []
    for _, output in experiment.examined:
        frames = output.mel_mask.bool().squeeze(1)
        error = (output.z - output.prior_mean) * (-output.prior_log_std).exp()
        residuals.append(error.transpose(1, 2)[frames])
    values = torch.cat(residuals)
    mean, std = float(values.mean()), float(values.std())
    figures = {"mean": mean, "std": std}
    verdict = worst(grade(abs(mean), *RESIDUAL), grade(abs(float(values.std().log())), *RESIDUAL))
    text = f"z less its prior has mean {mean:.2f} and deviation {std:.2f} (0 and 1 at best)"
    if verdict != "OK":
        text += ": these mels are not like those it was trained on (other settings or corpus?)"
    return CheckResult("fit", verdict, text, figures)


def check_alignment(experiment: DiagnosedExperiment) -> CheckResult:
    """The measures of training's validation, on a few utterances."""
    table = spoken_phones(experiment.symbols)
    sums, counts = dict.fromkeys(MEASURES, 0.0), dict.fromkeys(MEASURES, 0)
    for batch, output in experiment.examined:
        spoken = table.to(batch["phone_ids"].device)[batch["phone_ids"]]
        weights = measure_elements(batch["mel_lengths"], experiment.config.model.n_sqz, spoken)
        for name, value in measure_alignment(output, spoken).items():
            sums[name] += float(value) * weights[name]
            counts[name] += weights[name]
    means = {name: sums[name] / max(counts[name], 1) for name in MEASURES}
    shown = ", ".join(f"{name} {value:.2f}" for name, value in means.items())
    found = remarks(means)
    if not found:
        return CheckResult("alignment", "OK", f"{shown}: it has formed", means)
    step = experiment.state.step
    if not ready_to_judge(step, experiment.config.train):
        return CheckResult(
            "alignment", "WARN", f"{shown}: it is still forming at step {step}", means
        )
    return CheckResult("alignment", "BAD", f"{'; '.join(found)}; {REMEDY}", means)


def _norm_statistics(
    experiment: DiagnosedExperiment, norms: list[ActNorm]
) -> tuple[float, float, int]:
    """Largest mean and spread of a layer's channels, and the layer with that spread."""
    seen: dict[int, list[Tensor]] = {i: [] for i in range(len(norms))}

    def watch(number: int):
        def keep(module: ActNorm, inputs: tuple[Tensor, ...], result: tuple[Tensor, Tensor]):
            frames = inputs[1].bool().squeeze(1)  # (B, T)
            seen[number].append(result[0].transpose(1, 2)[frames])  # (frames, C)

        return keep

    handles = [norm.register_forward_hook(watch(i)) for i, norm in enumerate(norms)]
    try:
        for batch, output in experiment.examined:
            mel = batch["mel"][:, :, : output.z.shape[2]]
            experiment.model.decoder(mel, output.mel_mask, experiment.speaker(batch))
    finally:
        for handle in handles:
            handle.remove()
    together = [torch.cat(values) for values in seen.values()]
    means = [float(values.mean(0).abs().max()) for values in together]
    spreads = [float(values.std(0).clamp_min(1e-9).log().abs().max().exp()) for values in together]
    return max(means), max(spreads), spreads.index(max(spreads))


def _noise(experiment: DiagnosedExperiment) -> tuple[Tensor, Tensor, Tensor | None]:
    model = experiment.model
    noise = torch.Generator().manual_seed(0)
    z = torch.randn(1, model.n_mels, NOISE_FRAMES, generator=noise).to(experiment.device)
    mask = sequence_mask(torch.tensor([NOISE_FRAMES], device=experiment.device), NOISE_FRAMES)
    speaker = None
    if model.speaker_channels:
        speaker = model.embed_speaker(torch.zeros(1, dtype=torch.long, device=experiment.device))
    return z, mask, speaker


MODEL_CHECKS = ModelChecks(
    checks={
        "inversion": check_inversion,
        "actnorm": check_actnorm,
        "fit": check_fit,
        "alignment": check_alignment,
    },
    loss="mle",
    loss_meaning="likelihood",
    least_fall=LEAST_FALL,
    measures=MEASURES,
    remarks=remarks,
    ready_to_judge=ready_to_judge,
)
