"""Do texts and recordings belong together? Asked of a voice that never heard the speaker.

A recording is aligned with its own text, and with texts of other clips that are as long. Where the
own text fits no better than those, it is not what is said. No threshold of the voice's confidence
is needed for that, so that any voice will do; one of another language says less of a single clip.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.tts.base.alignment import RecordingAligner
from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.finding import Finding, share_finding, worst_first
from models.tts.base.corpus_check.text_checks import SpokenText
from models.tts.base.voice import Voice
from models.tts.base.voice_documents import read_voice_documents
from processors.audio.io import load_audio
from processors.preprocess.pool import run_chunks
from utils.errors import UserError, unforeseen_as_user_error

OTHERS = 5  # texts of other clips that a recording is aligned with
CHUNK = 8
LONGEST = 30.0  # seconds of a recording
FEWEST = 20  # clips
# Advantage of the own text below which a clip is named, in standard deviations of other texts. Of
# true texts of kathleen_en 2 % have less than 1 in hibari, of wrong ones 95 %; of true texts of
# kerstin_de, which hibari does not speak, 4 % have less than 0, of wrong ones half.
SAME_LANGUAGE, OTHER_LANGUAGE = 1.0, 0.0
SHARE_WARN, SHARE_BAD = 0.1, 0.25  # of wrong texts


@dataclass(frozen=True)
class MatchJob:
    """A recording with the ids of its text, and those of other texts."""

    uid: str
    path: str
    ids: list[int]
    others: list[list[int]]
    speaker: str | None = None


@dataclass(frozen=True)
class Match:
    """Mean log-likelihood per frame of the own text, and of those of other clips."""

    uid: str
    own: float
    others: tuple[float, ...]


class MatchWorker:
    """Aligns recordings with several texts each."""

    def __init__(self, voice_dir: str) -> None:
        self._voice = Voice.from_checkpoint(voice_dir)
        self._aligner = RecordingAligner(self._voice)

    @torch.inference_mode()
    def run(self, jobs: list[MatchJob]) -> list[Match | None]:
        """Scores of each recording; None where it cannot be aligned."""
        return [self._match(job) for job in jobs]

    def _match(self, job: MatchJob) -> Match | None:
        try:
            with unforeseen_as_user_error():
                samples = load_audio(job.path, self._aligner.sample_rate, LONGEST).numpy()
                speaker = None
                if self._voice.config.speaker_encoder is not None:
                    speaker = self._voice.embed_reference(job.path)
                elif self._voice.model.speaker_channels:
                    speaker = self._voice.embed_speaker(next(iter(self._voice.speakers)))
                scores = self._aligner.text_scores(samples, [job.ids, *job.others], speaker)
        except UserError:
            return None
        return Match(job.uid, scores[0], tuple(scores[1:]))


def match_texts(
    clips: Sequence[CheckedClip],
    spoken: dict[str, SpokenText],
    voice_dir: Path,
    num_workers: int,
) -> Iterator[Match | None]:
    """Yield how well each recording fits its text and others, by several processes."""
    symbols = read_voice_documents(voice_dir).symbols
    add_blank = read_voice_documents(voice_dir).config.preprocess.text.add_blank
    usable = [
        (clip, symbols.encode(spoken[clip.uid].phones, add_blank)[0])
        for clip in clips
        if clip.error is None and spoken[clip.uid].phones
    ]
    usable = sorted((one for one in usable if one[1]), key=lambda one: len(one[1]))
    jobs = []
    for place, (clip, ids) in enumerate(usable):
        # Neighbors in the order of length that say something else.
        low = max(0, min(place - OTHERS // 2, len(usable) - OTHERS - 1))
        beside = [one for one in usable[low : low + OTHERS + 1] if one[0].uid != clip.uid]
        others = [theirs for other, theirs in beside[:OTHERS] if other.text != clip.text]
        jobs.append(MatchJob(clip.uid, clip.path, ids, others, clip.speaker))
    for part in run_chunks(jobs, MatchWorker, (str(voice_dir),), num_workers, CHUNK):
        yield from part


def advantages(matches: Sequence[Match | None]) -> dict[str, float]:
    """Advantage of the own text of each clip, in standard deviations of other texts."""
    rows = []
    for match in matches:
        finite = [score for score in match.others if np.isfinite(score)] if match else []
        if len(finite) > 1:
            rows.append((match.uid, match.own - np.mean(finite), np.var(finite, ddof=1)))
    if not rows:
        return {}
    spread = float(np.sqrt(np.mean([row[2] for row in rows]))) or 1.0
    # A text with more symbols than frames cannot be said in that time: -inf.
    return {uid: max(float(apart) / spread, -99.0) for uid, apart, _ in rows}


def check_match(values: dict[str, float], same_language: bool, voice: str) -> Finding:
    """A finding on recordings whose own text fits no better than others.

    The share of wrong texts is twice that of clips that another text fits better: half of those
    with a wrong text do so by chance.
    """
    if len(values) < FEWEST:
        return Finding("match", "SKIPPED", f"fewer than {FEWEST} clips to compare")
    limit = SAME_LANGUAGE if same_language else OTHER_LANGUAGE
    reasons = worst_first(
        [
            (-value, uid, f"its text fits no better than others' ({value:+.1f})")
            for uid, value in values.items()
            if value < limit
        ]
    )
    wrong = min(1.0, 2 * float(np.mean([value < 0 for value in values.values()])))
    figures = {"wrong": wrong, "advantage": float(np.median(list(values.values())))}
    if wrong > SHARE_BAD:
        text = (
            f"about {wrong:.0%} of the texts are not what is said: are the texts in another order "
            "than the recordings?"
        )
        return Finding("match", "BAD", text, figures, reasons)
    return share_finding(
        "match",
        reasons,
        len(values),
        what=f"may have another text than theirs (by the voice {voice})",
        remedy="listen to them; bins/tts/align.py --check tells more once a voice is trained",
        good=f"every recording fits its own text better than others' (by the voice {voice})",
        limits=(0.02 if same_language else SHARE_WARN, SHARE_BAD),
        figures=figures,
    )
