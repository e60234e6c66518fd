"""What comes of a voice: its durations, and the vocoder alone."""

import torch

from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, grade
from models.vocoders import load_vocoder
from models.vocoders.loading.load import bundled_vocoder
from modules.length_regulator import round_frames
from processors.audio.mel import mel_spectrogram

LENGTH = (0.4, 0.7)  # of the logarithm of predicted over true length
COPY_ERROR = (0.45, 0.9)  # nats of log-mel; Griffin-Lim has 0.1, published HiFi-GANs 0.3
COPIES = 3


def check_durations(experiment: DiagnosedExperiment) -> CheckResult:
    """How long the voice would speak, against how long the recordings are."""
    predicted = true = 0
    model = experiment.model
    for batch in experiment.batches():
        spoken = model.synthesize(
            batch["phone_ids"],
            batch["phone_lengths"],
            noise_scale=0.0,
            speaker_ids=batch["speaker_ids"],
            speaker_embedding=batch["speaker_embedding"],
        )
        predicted += int(spoken.mel_lengths.sum())
        true += int(round_frames(batch["mel_lengths"], model.frame_multiple).sum())
    ratio = predicted / true
    verdict = grade(abs(float(torch.tensor(ratio).log())), *LENGTH)
    text = f"predicted speech lasts {ratio:.2f} times as long as the recordings"
    if verdict != "OK":
        text += ": too hasty or too slow; train longer, or listen whether texts and audio agree"
    return CheckResult("durations", verdict, text, {"length_ratio": ratio})


@torch.no_grad()
def check_copy(experiment: DiagnosedExperiment) -> CheckResult:
    """True mels through the vocoder, and their mels again."""
    mel_config = experiment.config.preprocess.mel
    bundled = None if experiment.folder is None else bundled_vocoder(experiment.folder)
    vocoder = load_vocoder(experiment.vocoder_dir or bundled, mel_config, experiment.device)
    errors = []
    for _, mel in experiment.mels("valid", COPIES):
        true = torch.from_numpy(mel).to(experiment.device)
        again = mel_spectrogram(vocoder(true.unsqueeze(0))[0], mel_config)
        frames = min(true.shape[1], again.shape[1])
        errors.append(float((again[:, :frames] - true[:, :frames]).abs().mean()))
    error = sum(errors) / len(errors)
    verdict = grade(error, *COPY_ERROR)
    text = f"{vocoder.name} makes true mels into sound within {error:.2f} nats"
    if verdict != "OK":
        text += ": the vocoder hurts whatever the voice; it was made for other mels or recordings"
    return CheckResult("vocoder", verdict, text, {"mel_error": error})
