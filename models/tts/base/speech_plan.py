"""What is spoken of a text, in order: segments, each with its speed, speaker and pauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.tts.base.synthesis_settings import SynthesisSettings
from processors.text import split_sentences
from processors.text.lines import unwrap_lines
from processors.text.markup import strip_markup
from processors.text.say_as import say_as
from processors.text.ssml import Break, Mark, Marked, Span, parse_pauses, parse_ssml
from utils.errors import UserError

# Longer text is cut at sentence ends: voices are trained on clips of about this length.
MAX_CHARS = 250
SENTENCE_ENDS = ".!?…。！？"
CLOSING = "\"'”’»)] "
# A mark travels through the segmentation as a private character.
_FIRST_MARK, _LAST_MARK = 0xE000, 0xF8FF
_MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")


@dataclass(frozen=True)
class PlannedSegment:
    """A stretch of text to be spoken in one go, the ``last`` of its text or not.

    ``before`` and ``after`` are seconds of silence around it. ``rate`` multiplies the speed of the
    request, ``volume`` the amplitude. ``speaker``: None for the one of the request. ``marks``:
    (position in ``text``, name) of the marks in it.
    """

    text: str
    before: float = 0.0
    after: float = 0.0
    rate: float = 1.0
    volume: float = 1.0
    speaker: str | None = None
    marks: tuple[tuple[int, str], ...] = ()
    last: bool = False


def plan_speech(text: str, settings: SynthesisSettings, language: str) -> list[PlannedSegment]:
    """Segments of a text, or of an SSML document where ``settings.ssml`` says that it is one.

    Pauses between segments are those of ``settings.pauses``, stretched by the length scale, unless
    the text says how long they are. Raises UserError for a text with nothing to say.
    """
    if not text.strip():
        raise UserError("the text is empty: there is nothing to say")
    runs = _Runs(language)
    for item in parse_ssml(text, settings.ssml_warnings) if settings.ssml else parse_pauses(text):
        runs.add(item)
    runs.close()
    if not runs.runs:
        raise UserError("the text holds nothing but pauses: there is nothing to say")
    segments = [segment for run in runs.runs for segment in _cut_run(runs, run, settings)]
    # Silence at the ends only where it was asked for.
    explicit = runs.runs[-1].pause
    after = 0.0 if explicit is None or explicit.seconds is None else explicit.seconds
    segments[-1] = replace(segments[-1], after=after, last=True)
    segments[0] = replace(segments[0], before=runs.before)
    return segments


def cut_text(text: str, language: str = "") -> list[str]:
    """Segments of a text to be spoken one by one; a text no longer than a clip is one segment."""
    return [text] if len(text) <= MAX_CHARS else split_sentences(text, MAX_CHARS, language)


@dataclass
class _Run:
    """Text spoken in one way up to a pause; ``pause`` None: another way of speaking follows."""

    style: Span
    text: str
    pause: Break | None = None


class _Runs:
    """Neighboring spans of one style joined, with the pause that follows each run."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.before = 0.0  # seconds of silence before everything
        self.runs: list[_Run] = []
        self.marks: list[str] = []
        self._pending = ""  # marks whose place is before the next word

    def add(self, item: Marked) -> None:
        if isinstance(item, Mark):
            if _FIRST_MARK + len(self.marks) > _LAST_MARK:
                raise UserError(f"more than {_LAST_MARK - _FIRST_MARK + 1} marks in one text")
            self._pending += chr(_FIRST_MARK + len(self.marks))
            self.marks.append(item.name)
        elif isinstance(item, Break):
            self._add_break(item)
        else:
            self._add_span(item)

    def close(self) -> None:
        """Leave out runs that are only punctuation, put marks that no word follows at the end."""
        spoken = [run for run in self.runs if re.search(r"\w", run.text)]
        self.runs = spoken or self.runs
        if self.runs:
            self.runs[-1].text += self._pending

    def _add_span(self, span: Span) -> None:
        text = _MARK.sub("", span.text)
        if span.say_as is not None:
            text = f"{say_as(text, *span.say_as, self.language)} "
        last = self.runs[-1] if self.runs else None
        if span.say_as is not None and last is not None and not last.text[-1:].isspace():
            text = f" {text}"
        if not re.search(r"\w", text):  # a space or punctuation
            if last is not None and last.pause is None:
                last.text += text
            elif text.strip():
                self.runs.append(_Run(replace(span, text="", say_as=None), text))
            return
        words = text.lstrip()
        text = text[: len(text) - len(words)] + self._pending + words
        self._pending = ""
        style = replace(span, text="", say_as=None)
        if last is not None and last.pause is None and last.style == style:
            last.text += text
        else:
            self.runs.append(_Run(style, text))

    def _add_break(self, pause: Break) -> None:
        if not self.runs:
            self.before += pause.seconds or 0.0
            return
        last, pause_before = self.runs[-1], self.runs[-1].pause
        if pause_before is None or pause_before.seconds is None:
            usual = pause_before is not None and pause.seconds is None
            if not (usual and pause_before.kind == "paragraph"):
                last.pause = pause
        elif pause.seconds is not None:
            last.pause = Break(pause_before.seconds + pause.seconds)


def _cut_run(runs: _Runs, run: _Run, settings: SynthesisSettings) -> Iterator[PlannedSegment]:
    pauses, scale = settings.pauses, settings.length_scale / run.style.rate
    for paragraph, is_last in _with_last(_paragraphs(run.text.strip())):
        for text, ends in _with_last(cut_text(paragraph, runs.language)):
            after = (pauses.sentence if _ends_sentence(text) else pauses.clause) * scale
            if ends and not is_last:
                after = pauses.paragraph * scale
            elif ends and run.pause is None:
                after = 0.0
            elif ends and run.pause.seconds is not None:
                after = run.pause.seconds
            elif ends:
                usual = pauses.paragraph if run.pause.kind == "paragraph" else pauses.sentence
                after = usual * scale
            yield _segment(text, after, run.style, runs.marks)


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a text; one without a letter or digit belongs to the one before it."""
    if "\n" not in text and "<" not in text:
        return [text]
    joined: list[str] = []
    for paragraph in unwrap_lines(strip_markup(text)).split("\n\n"):
        spoken = re.search(r"\w", _MARK.sub("", paragraph))
        if joined and not (spoken and re.search(r"\w", joined[-1])):
            joined[-1] += f"\n\n{paragraph}"
        else:
            joined.append(paragraph)
    return joined if len(joined) > 1 else [text]


def _segment(text: str, after: float, style: Span, names: list[str]) -> PlannedSegment:
    marks, plain = [], ""
    for char in text:
        if _MARK.match(char):
            marks.append((len(plain), names[ord(char) - _FIRST_MARK]))
        else:
            plain += char
    return PlannedSegment(
        plain,
        after=after,
        rate=style.rate,
        volume=style.volume,
        speaker=style.voice,
        marks=tuple(marks),
    )


def _ends_sentence(text: str) -> bool:
    return _MARK.sub("", text).rstrip(CLOSING).endswith(tuple(SENTENCE_ENDS))


def _with_last(items: list[str]) -> Iterator[tuple[str, bool]]:
    """Each item, and whether it is the last."""
    for index, item in enumerate(items, start=1):
        yield item, index == len(items)
