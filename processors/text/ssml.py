"""Text that says how to speak: an SSML subset and ``[pause:0.5s]``, parsed to plain lists.

The subset: speak, p, s, break, prosody (rate, volume), sub, phoneme (IPA), say-as, voice,
lang and mark.
A document with a DTD or an entity declaration is refused, and so is one nested deeper than
MAX_DEPTH. Texts, pauses and marks come in the order in which they are spoken.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.parsers import expat

from processors.text.say_as import INTERPRETATIONS
from processors.text.ssml_values import (
    SSMLError,
    break_seconds,
    parse_pause,
    prosody_rate,
    prosody_volume,
)

MAX_DEPTH = 10
MIN_RATE, MAX_RATE = 0.2, 5.0

# Attributes that each element takes.
_ATTRIBUTES = {
    "speak": {"version", "xml:lang", "xml:base", "xsi:schemaLocation"},
    "p": set(),
    "s": set(),
    "break": {"time", "strength"},
    "prosody": {"rate", "volume"},
    "sub": {"alias"},
    "phoneme": {"alphabet", "ph"},
    "say-as": {"interpret-as", "format"},
    "voice": {"name"},
    "mark": {"name"},
    "lang": {"xml:lang"},
}
_NEEDED = {"sub": "alias", "phoneme": "ph", "say-as": "interpret-as", "voice": "name",
           "mark": "name", "lang": "xml:lang"}  # fmt: skip
_EMPTY = ("break", "mark")
# Errors that a lone & or < in the text leads to.
_ESCAPES = (
    expat.errors.XML_ERROR_INVALID_TOKEN,
    expat.errors.XML_ERROR_UNDEFINED_ENTITY,
    expat.errors.XML_ERROR_TAG_MISMATCH,
)
_PAUSE = re.compile(r"(\[\[.*?\]\])|\[pause\b([^\]]*)\]", re.DOTALL | re.IGNORECASE)


class SayAs(NamedTuple):
    """What ``say-as`` asks for: ``interpretation`` as in INTERPRETATIONS, ``format`` of a date."""

    interpretation: str
    format: str | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of text spoken in one way.

    ``rate`` multiplies the speed, ``volume`` the amplitude; ``voice`` is a speaker's name.
    """

    text: str
    rate: float = 1.0
    volume: float = 1.0
    voice: str | None = None
    say_as: SayAs | None = None
    language: str | None = None
    """Code of the language that is open while a document is read; a finished span has none."""


@dataclass(frozen=True)
class Break:
    """A pause of ``seconds``; None for the usual one of its ``kind``: sentence or paragraph."""

    seconds: float | None
    kind: str = "break"


@dataclass(frozen=True)
class Mark:
    """A named place in the text, whose time is asked for."""

    name: str


Marked = Span | Break | Mark


def parse_pauses(text: str) -> list[Marked]:
    """Plain text as spans and the pauses of its ``[pause:0.5s]``; ``[[…]]`` stays in the spans."""
    if "[pause" not in text.lower():
        return [Span(text)]
    items: list[Marked] = []
    start = 0
    for match in _PAUSE.finditer(text):
        if match[1]:
            continue
        items += [Span(text[start : match.start()]), Break(parse_pause(match[2], match[0]))]
        start = match.end()
    items.append(Span(text[start:]))
    return items


def parse_ssml(document: str, warnings: list[str] | None = None) -> list[Marked]:
    """Spans, pauses and marks of an SSML document; SSMLError says where it is wrong.

    An unknown element or attribute is an error. Given a list of ``warnings``, it is noted there
    instead: the text inside is spoken as if the tag were not there.
    """
    return _Reader(warnings).read(document)


class _Reader:
    """Reads one document with expat, which never opens a file or an address."""

    def __init__(self, warnings: list[str] | None) -> None:
        self.warnings = warnings
        self.items: list[Marked] = []
        self.styles = [Span("")]
        self.open: list[str] = []  # names of the elements that are open
        self.instead = 0  # depth of the element whose text is replaced
        self.parser = expat.ParserCreate("utf-8")  # whatever the document says of itself

    def read(self, document: str) -> list[Marked]:
        parser = self.parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        try:
            # "\0" and the like are not well-formed; half a surrogate pair cannot be encoded.
            parser.Parse(document.strip().encode(), True)
        except UnicodeEncodeError:
            raise SSMLError("SSML holds a character that is half of a surrogate pair") from None
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            hint = "; write & as &amp; and < as &lt;" if reason in _ESCAPES else ""
            place = f"line {error.lineno}, column {error.offset + 1}"
            raise SSMLError(f"SSML, {place}: not well-formed: {reason}{hint}") from None
        return self.items

    def _error(self, message: str) -> SSMLError:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return SSMLError(f"SSML, line {line}, column {column}: {message}")

    def _unknown(self, message: str) -> None:
        error = self._error(message)
        if self.warnings is None:
            raise error
        self.warnings.append(str(error))

    def _refuse_doctype(self, *_: object) -> None:
        raise self._error("a DTD or an entity declaration is not allowed: leave out <!DOCTYPE …>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name)
        if len(self.open) > MAX_DEPTH:
            raise self._error(f"more than {MAX_DEPTH} elements inside each other")
        if (len(self.open) == 1) != (name == "speak"):
            raise self._error("a document is one <speak>…</speak>, with no other around or inside")
        if len(self.open) > 1 and self.open[-2] in _EMPTY:
            raise self._error(f"<{self.open[-2]}/> holds nothing")
        style = self.styles[-1]
        if name not in _ATTRIBUTES:
            known = ", ".join(_ATTRIBUTES)
            self._unknown(f"unknown element <{name}>; known are {known}")
        else:
            self._check_attributes(name, attributes)
            try:
                style = self._open(name, attributes, style)
            except SSMLError as error:
                raise self._error(str(error)) from None
        self.styles.append(style)

    def _check_attributes(self, name: str, attributes: dict[str, str]) -> None:
        for attribute in list(attributes):
            if attribute.startswith("xmlns") and name == "speak":
                continue
            if attribute not in _ATTRIBUTES[name]:
                known = ", ".join(sorted(_ATTRIBUTES[name])) or "none"
                self._unknown(f"<{name}> has no attribute {attribute!r}; known: {known}")
        needed = _NEEDED.get(name)
        if needed is not None and not attributes.get(needed, "").strip():
            raise self._error(f"<{name}> needs the attribute {needed!r}")

    def _open(self, name: str, attributes: dict[str, str], style: Span) -> Span:
        """Style of what an element holds; a pause, a mark or a replacement is noted at once."""
        if name in ("p", "s"):
            self._pause(Break(None, "paragraph" if name == "p" else "sentence"))
        elif name == "break":
            time, strength = attributes.get("time"), attributes.get("strength")
            self._pause(Break(break_seconds(time, strength)))
        elif name == "mark":
            self.items.append(Mark(attributes["name"].strip()))
        elif name == "prosody":
            rate = style.rate * prosody_rate(attributes.get("rate"))
            if not MIN_RATE <= rate <= MAX_RATE:
                raise SSMLError(f"a rate of {rate:.3g} in all; allowed is {MIN_RATE} to {MAX_RATE}")
            volume = style.volume * prosody_volume(attributes.get("volume"))
            return replace(style, rate=rate, volume=volume)
        elif name == "voice":
            return replace(style, voice=attributes["name"].strip())
        elif name == "lang":
            return replace(style, language=self._language(attributes["xml:lang"]))
        elif name == "say-as":
            return replace(style, say_as=self._say_as(attributes))
        elif name == "sub":
            self._replace(replace(style, text=attributes["alias"]))
        elif name == "phoneme":
            self._replace(replace(style, text=self._phones(attributes)))
        return style

    def _say_as(self, attributes: dict[str, str]) -> SayAs:
        wanted = attributes["interpret-as"].strip().lower()
        if wanted not in INTERPRETATIONS:
            raise SSMLError(
                f"say-as knows no interpret-as {wanted!r}; known: {', '.join(INTERPRETATIONS)}"
            )
        return SayAs(wanted, attributes.get("format"))

    def _language(self, code: str) -> str:
        if not re.fullmatch(r"\s*[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*\s*", code):
            raise SSMLError(f"xml:lang={code!r}: expected a code such as fr-fr")
        return code.strip()

    def _phones(self, attributes: dict[str, str]) -> str:
        alphabet, phones = attributes.get("alphabet", "ipa"), attributes["ph"].strip()
        if alphabet.lower() != "ipa":
            raise SSMLError(f'phoneme alphabet {alphabet!r}: only alphabet="ipa" is known')
        if "[" in phones or "]" in phones:
            raise SSMLError("phones hold no brackets")
        return f"[[{phones}]]"

    def _replace(self, span: Span) -> None:
        if not self.instead:
            self.items.append(span)
            self.instead = len(self.open)

    def _pause(self, pause: Break) -> None:
        if not self.instead:
            self.items.append(pause)

    def _end(self, name: str) -> None:
        if self.instead == len(self.open):
            self.instead = 0
        self.open.pop()
        self.styles.pop()
        if name in ("p", "s"):
            self._pause(Break(None, "paragraph" if name == "p" else "sentence"))

    def _text(self, text: str) -> None:
        if not self.instead and text:
            style = self.styles[-1]
            for item in parse_pauses(re.sub(r"\s+", " ", text)):
                if isinstance(item, Span):
                    spoken = _in_language(item.text, style.language)
                    item = replace(style, text=spoken, language=None)
                self.items.append(item)


def _in_language(text: str, language: str | None) -> str:
    """Text as the text front end takes it: in a tag of its language, if that is another."""
    if language is None or not re.search(r"\w", text):
        return text
    return f'<lang xml:lang="{language}">{text}</lang>'
