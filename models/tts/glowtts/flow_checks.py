"""Checks of the flow: weights, inversion, statistics of ActNorm, and fit of the prior."""

import torch
from torch import Tensor

from models.tts.base.diagnosis.experiment import Subject
from models.tts.base.diagnosis.report import Finding, grade, worst
from modules.flow import ActNorm
from utils.mask import sequence_mask

INVERSION = (1e-2, 0.1)  # nats of log-mel; float32 rounds to 1e-4 or so
NORM_MEAN = (3.0, 10.0)
NORM_SPREAD = (5.0, 20.0)  # factor between a standard deviation and 1
RESIDUAL = (0.25, 1.0)  # of the logarithm of a standard deviation that should be 1
NOISE_FRAMES = 200


def check_weights(subject: Subject) -> Finding:
    """NaN and infinity."""
    broken = [name for name, value in subject.weights.items() if not value.isfinite().all()]
    count = sum(value.numel() for value in subject.weights.values())
    if broken:
        text = f"{len(broken)} weights hold NaN or infinity ({broken[0]}, …): use an earlier one"
        return Finding("weights", "BAD", text, {"broken": len(broken)})
    text = f"{count / 1e6:.1f} M values, all finite"
    return Finding("weights", "OK", text, {"values": count})


@torch.no_grad()
def check_inversion(subject: Subject) -> Finding:
    """How well the decoder undoes what it does, on mels, or on noise where there are none."""
    decoder = subject.model.decoder
    errors = []
    if not subject.missing_data:
        for batch, output in subject.examined:
            speaker = subject.speaker(batch)
            mel, _ = decoder.inverse(output.z, output.mel_mask, speaker)
            true = batch["mel"][:, :, : mel.shape[2]]
            errors.append(float((mel - true).abs().max()))
        what = f"{len(errors)} validation mels are made again from z"
    else:
        z, mask, speaker = _noise(subject)
        again, _ = decoder(decoder.inverse(z, mask, speaker)[0], mask, speaker)
        errors.append(float((again - z).abs().max()))
        what = "noise made into a mel is made into noise again"
    error = max(errors)
    verdict = grade(error, *INVERSION)
    text = f"{what} within {error:.1e}"
    if verdict != "OK":
        text += ": the flow cannot be inverted, speech will be noise; the weights have diverged"
    return Finding("inversion", verdict, text, {"max_error": error})


@torch.no_grad()
def check_actnorm(subject: Subject) -> Finding:
    """Initialized, and close to mean 0 and variance 1 on data."""
    norms = [module for module in subject.model.decoder.modules() if isinstance(module, ActNorm)]
    blank = [i for i, norm in enumerate(norms) if not norm.initialized or not norm.log_scale.any()]
    figures = {"layers": len(norms), "uninitialized": len(blank)}
    if blank:
        text = (
            f"{len(blank)} of {len(norms)} ActNorm layers were never initialized on data: the "
            "weights come from elsewhere, or the start was skipped; train anew"
        )
        return Finding("actnorm", "BAD", text, figures)
    if subject.missing_data:
        text = f"all {len(norms)} layers are initialized; no data to see what they put out"
        return Finding("actnorm", "OK", text, figures)
    mean, spread, layer = _norm_statistics(subject, norms)
    figures |= {"mean": mean, "spread": spread}
    verdict = worst(grade(mean, *NORM_MEAN), grade(spread, *NORM_SPREAD))
    text = (
        f"outputs on validation data: means of channels within {mean:.2f} of 0, standard "
        f"deviations within a factor {spread:.2f} of 1"
    )
    if verdict != "OK":
        text += f" (layer {layer}): the data are not those it was trained on, or it has diverged"
    return Finding("actnorm", verdict, text, figures)


def check_fit(subject: Subject) -> Finding:
    """What the prior leaves unexplained of z is to be standard normal."""
    residuals = []
    for _, output in subject.examined:
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
    return Finding("fit", verdict, text, figures)


def _norm_statistics(subject: Subject, norms: list[ActNorm]) -> tuple[float, float, int]:
    """Largest mean and spread of a layer's channels, and the layer with that spread."""
    seen: dict[int, list[Tensor]] = {i: [] for i in range(len(norms))}

    def watch(number: int):
        def keep(module: ActNorm, inputs: tuple[Tensor, ...], result: tuple[Tensor, Tensor]):
            frames = inputs[1].bool().squeeze(1)  # (B, T)
            seen[number].append(result[0].transpose(1, 2)[frames])  # (frames, C)

        return keep

    handles = [norm.register_forward_hook(watch(i)) for i, norm in enumerate(norms)]
    try:
        for batch, output in subject.examined:
            mel = batch["mel"][:, :, : output.z.shape[2]]
            subject.model.decoder(mel, output.mel_mask, subject.speaker(batch))
    finally:
        for handle in handles:
            handle.remove()
    together = [torch.cat(values) for values in seen.values()]
    means = [float(values.mean(0).abs().max()) for values in together]
    spreads = [float(values.std(0).clamp_min(1e-9).log().abs().max().exp()) for values in together]
    return max(means), max(spreads), spreads.index(max(spreads))


def _noise(subject: Subject) -> tuple[Tensor, Tensor, Tensor | None]:
    model = subject.model
    noise = torch.Generator().manual_seed(0)
    z = torch.randn(1, model.n_mels, NOISE_FRAMES, generator=noise).to(subject.device)
    mask = sequence_mask(torch.tensor([NOISE_FRAMES], device=subject.device), NOISE_FRAMES)
    speaker = None
    if model.speaker_channels:
        speaker = model.embed_speaker(torch.zeros(1, dtype=torch.long, device=subject.device))
    return z, mask, speaker
