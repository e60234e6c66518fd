"""What comes of it: alignment, durations, and the vocoder alone."""

import torch

from models.tts.base.diagnosis.experiment import Subject
from models.tts.base.diagnosis.report import Finding, grade
from models.tts.glowtts.alignment_metrics import (
    MEASURES,
    REMEDY,
    measure_alignment,
    measure_elements,
    ready_to_judge,
    remarks,
    spoken_phones,
)
from models.tts.glowtts.durations import whole_durations
from models.vocoders import load_vocoder
from models.vocoders.loading.load import packed_vocoder
from processors.audio.mel import mel_spectrogram

LENGTH = (0.4, 0.7)  # of the logarithm of predicted over true length
COPY_ERROR = (0.45, 0.9)  # nats of log-mel; Griffin-Lim has 0.1, published HiFi-GANs 0.3
COPIES = 3


def check_alignment(subject: Subject) -> Finding:
    """The measures of training's validation, on a few utterances."""
    table = spoken_phones(subject.symbols)
    sums, counts = dict.fromkeys(MEASURES, 0.0), dict.fromkeys(MEASURES, 0)
    for batch, output in subject.examined:
        spoken = table.to(batch["phone_ids"].device)[batch["phone_ids"]]
        weights = measure_elements(batch["mel_lengths"], subject.config.model.n_sqz, spoken)
        for name, value in measure_alignment(output, spoken).items():
            sums[name] += float(value) * weights[name]
            counts[name] += weights[name]
    means = {name: sums[name] / max(counts[name], 1) for name in MEASURES}
    shown = ", ".join(f"{name} {value:.2f}" for name, value in means.items())
    found = remarks(means)
    if not found:
        return Finding("alignment", "OK", f"{shown}: it has formed", means)
    step = subject.state.step
    if not ready_to_judge(step, subject.config.train):
        return Finding("alignment", "WARN", f"{shown}: it is still forming at step {step}", means)
    return Finding("alignment", "BAD", f"{'; '.join(found)}; {REMEDY}", means)


def check_durations(subject: Subject) -> Finding:
    """How long the voice would speak, against how long the recordings are."""
    predicted = true = 0
    for batch, output in subject.examined:
        whole = whole_durations(
            output.log_durations, batch["phone_lengths"], 1.0, subject.config.model.n_sqz
        )
        predicted += int(whole.sum())
        true += int(output.mel_lengths.sum())
    ratio = predicted / true
    verdict = grade(abs(float(torch.tensor(ratio).log())), *LENGTH)
    text = f"predicted speech lasts {ratio:.2f} times as long as the recordings"
    if verdict != "OK":
        text += ": too hasty or too slow; train longer, or listen whether texts and audio agree"
    return Finding("durations", verdict, text, {"length_ratio": ratio})


@torch.no_grad()
def check_copy(subject: Subject) -> Finding:
    """True mels through the vocoder, and their mels again."""
    mel_config = subject.config.preprocess.mel
    packed = None if subject.folder is None else packed_vocoder(subject.folder)
    vocoder = load_vocoder(subject.vocoder_dir or packed, mel_config, subject.device)
    errors = []
    for _, mel in subject.mels("valid", COPIES):
        true = torch.from_numpy(mel).to(subject.device)
        again = mel_spectrogram(vocoder(true.unsqueeze(0))[0], mel_config)
        frames = min(true.shape[1], again.shape[1])
        errors.append(float((again[:, :frames] - true[:, :frames]).abs().mean()))
    error = sum(errors) / len(errors)
    verdict = grade(error, *COPY_ERROR)
    text = f"{vocoder.name} makes true mels into sound within {error:.2f} nats"
    if verdict != "OK":
        text += ": the vocoder hurts whatever the voice; it was made for other mels or recordings"
    return Finding("vocoder", verdict, text, {"mel_error": error})
