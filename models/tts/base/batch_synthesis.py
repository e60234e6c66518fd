"""Speaking many requests into a folder: wavs, and on demand mels, pictures and timings."""

import hashlib
import itertools
import logging
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from models.tts.base.requests import Request
from models.tts.base.segmentation import group_by_chars
from models.tts.base.speech import FULL_SCALE, Speech, SpeechPart, SpeechStream
from models.tts.base.synthesis_settings import DEFAULTS, SynthesisSettings
from models.tts.base.text_to_speech import TextToSpeech
from processors.audio.io import open_wav, write_wav
from processors.timings.formats import FORMATS, write_timings
from utils.distributed import ProcessGroup
from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error
from utils.files import atomic_path, write_json
from utils.messages import split_names
from utils.output_names import OutputNames

TRACEBACKS = "errors.log"  # in the output folder
EXTRAS = ("mel", "plot", "durations", *FORMATS)
REPORT_SECONDS = 10.0  # between two lines about a long text

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """One wav that was written."""

    path: Path
    seconds: float
    compute_seconds: float
    gain: float

    @property
    def real_time_factor(self) -> float:
        """Time it took for a second of audio."""
        return self.compute_seconds / self.seconds


@dataclass(frozen=True)
class Failed:
    """One request that could not be spoken."""

    name: str
    reason: str


def parse_extras(names: str) -> tuple[str, ...]:
    """``--save``: names from EXTRAS, separated by commas."""
    wanted = split_names(names)
    for name in wanted:
        if name not in EXTRAS:
            raise UserError(f"cannot save {name!r}; choose from {', '.join(EXTRAS)}")
    return tuple(dict.fromkeys(wanted))


def speak_requests(
    synthesizer: TextToSpeech,
    requests: Sequence[Request],
    output_dir: str | Path,
    settings: SynthesisSettings,
    extras: Sequence[str] = (),
    processes: ProcessGroup | None = None,
) -> tuple[list[Written], list[Failed]]:
    """Speak all requests into ``output_dir``; one that fails is reported and the rest goes on.

    Both results are in the order of the requests. The ``processes`` share the work; each is
    given all requests and gets all results, and the files are those one process would write.
    """
    processes = processes or ProcessGroup()
    speakers = {request.speaker for request in requests}
    if len(speakers) == 1 and settings.reference_audio is None:
        synthesizer.voice.speaker_name(speakers.pop())  # a wrong name is one error, not one a text
    texts = [request.text for request in requests]
    spoken = synthesizer.iterate(
        texts,
        settings,
        speaker=[request.speaker for request in requests],
        share=(processes.rank, processes.size),
        stream_long=True,
    )
    output_dir = Path(output_dir)
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{output_dir}: cannot be made: {error.strerror}") from None
    described = _describe(synthesizer, requests, settings)
    wanted = [(request.name, value) for request, value in zip(requests, described, strict=True)]
    names = processes.on_main(lambda: OutputNames(output_dir).assign(wanted))

    stems = [output_dir / name for name in names]
    groups = itertools.islice(group_by_chars(texts), processes.rank, None, processes.size)
    shown = sum(map(len, groups)) if processes.is_main else 0
    shares = processes.gather(
        lambda: _write_share(synthesizer, spoken, requests, stems, extras, shown)
    )
    results = {index: result for share in shares for index, result in share.items()}
    ordered = [results[index] for index in range(len(requests))]
    written = {result.path: result for result in ordered if isinstance(result, Written)}
    return list(written.values()), [result for result in ordered if isinstance(result, Failed)]


def _write_share(
    synthesizer: TextToSpeech,
    spoken: Iterable[tuple[int, Speech | SpeechStream | UserError]],
    requests: Sequence[Request],
    stems: Sequence[Path],
    extras: Sequence[str],
    shown: int,
) -> dict[int, Written | Failed]:
    """Write what is spoken, with a bar for ``shown`` texts where that is more than one."""
    results: dict[int, Written | Failed] = {}
    pause = 0.2 if sys.stderr.isatty() else 30.0  # in a log file every update of the bar stays
    bar = tqdm(
        spoken,
        "speaking",
        shown,
        unit="text",
        disable=shown < 2,
        mininterval=pause,
        maxinterval=max(10.0, 2 * pause),
    )
    for index, speech in bar:
        if isinstance(speech, UserError):
            results[index] = _failed(requests[index].name, speech, stems[index])
            continue
        try:
            with unforeseen_as_user_error(OSError):
                if isinstance(speech, SpeechStream):
                    results[index] = write_stream(speech, synthesizer, stems[index], extras)
                else:
                    results[index] = write_speech(speech, stems[index], extras)
        except UserError as error:
            results[index] = _failed(requests[index].name, error, stems[index])
        except OSError as error:  # a full disk is no fault of this text
            folder = stems[index].parent
            raise UserError(f"{folder}: cannot be written to: {error.strerror}") from error
    return results


def _failed(name: str, error: UserError, stem: Path) -> Failed:
    if isinstance(error, UnexpectedError):
        return Failed(name, error.note(stem.parent / TRACEBACKS, name))
    return Failed(name, str(error))


def write_speech(speech: Speech, stem: Path, extras: Sequence[str] = ()) -> Written:
    """Write ``<stem>.wav`` and the extras: ``.npy`` mel, ``.png`` picture, ``.json`` timings."""
    path = _with_suffix(stem, ".wav")
    write_wav(path, speech.waveform, speech.sample_rate)
    write_extras(speech, stem, extras)
    return Written(path, speech.seconds, speech.compute_seconds, speech.gain)


def write_stream(
    speech: SpeechStream, synthesizer: TextToSpeech, stem: Path, extras: Sequence[str] = ()
) -> Written:
    """As ``write_speech``, while the text is being spoken: it may take hours."""
    path, rate = _with_suffix(stem, ".wav"), synthesizer.sample_rate
    silent: list[SpeechPart] = []  # what the extras need; the waveform is on the disk
    computed, reported = 0.0, time.monotonic()
    with open_wav(path, rate, FULL_SCALE) as wav:
        for part, seconds in _timed(speech.parts):
            wav.write(part.waveform)
            computed += seconds
            if extras:
                silent.append(part._replace(waveform=part.waveform[:0]))
            if time.monotonic() - reported > REPORT_SECONDS:
                reported = time.monotonic()
                logger.info("%s: %.0f s spoken so far", path.name, wav.n_samples / rate)
    if extras:
        write_extras(synthesizer.join(speech.text, silent), stem, extras)
    return Written(path, wav.n_samples / rate, computed, wav.gain)


def _timed(parts: Iterator[SpeechPart]) -> Iterator[tuple[SpeechPart, float]]:
    """Each part, and the seconds it took to make."""
    while True:
        began = time.perf_counter()
        part = next(parts, None)
        if part is None:
            return
        yield part, time.perf_counter() - began


def write_extras(speech: Speech, stem: Path, extras: Sequence[str]) -> None:
    """Write what is wanted beside the wav: names from EXTRAS."""
    if "mel" in extras:
        with atomic_path(_with_suffix(stem, ".npy")) as temporary:
            np.save(temporary, speech.mel)
    if "plot" in extras:
        from utils.plot import plot_speech, save_figure

        labels = ["" if symbol == speech.blank else symbol for symbol in speech.symbols]
        figure = plot_speech(speech.mel, speech.path(), labels)
        save_figure(figure, _with_suffix(stem, ".png"))
    if "durations" in extras:
        write_json(_with_suffix(stem, ".json"), timing_document(speech))
    formats = [name for name in extras if name in FORMATS]
    if formats:
        write_timings(speech.timings(), stem, formats)


def timing_document(speech: Speech) -> dict[str, Any]:
    """What ``<name>.json`` holds; times are in seconds, durations in frames."""
    return {
        "text": speech.text,
        "phones": speech.phones,
        "sample_rate": speech.sample_rate,
        "hop_length": speech.hop_length,
        "seconds": round(speech.seconds, 6),
        "timings": [
            {"phone": phone, "start": round(start, 6), "end": round(end, 6)}
            for phone, start, end in speech.timings()
        ],
        "marks": [mark._asdict() for mark in speech.marks()],
        "sentences": [
            {
                "text": sentence.text,
                "phones": sentence.phones,
                "start_frame": sentence.start,
                "symbols": sentence.symbols,
                "durations": sentence.durations.tolist(),
            }
            for sentence in speech.sentences
        ],
    }


def _describe(
    synthesizer: TextToSpeech, requests: Sequence[Request], settings: SynthesisSettings
) -> list[dict[str, Any]]:
    """Of each request everything that decides what is heard."""
    shared: dict[str, Any] = {
        "voice": synthesizer.voice.name,
        "vocoder": synthesizer.vocoder_name,
        "noise_scale": settings.noise_scale,
        "length_scale": settings.length_scale,
        "seed": settings.seed,
    }
    if settings.ssml:
        shared["ssml"] = True
    if settings.pauses != DEFAULTS.pauses:
        shared["pauses"] = asdict(settings.pauses)
    if settings.reference_audio is not None:
        path = Path(settings.reference_audio)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        shared["reference_audio"] = f"{path.name} {digest[:12]}"
    return [
        {"text": request.text, "speaker": _full_name(synthesizer, request.speaker), **shared}
        for request in requests
    ]


def _full_name(synthesizer: TextToSpeech, name: str | None) -> str | None:
    """A speaker's name as in the table; as it is where there is no such speaker."""
    try:
        return None if name is None else synthesizer.voice.speaker_name(name)
    except UserError:
        return name


def _with_suffix(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)  # with_suffix would cut "clip.1"
