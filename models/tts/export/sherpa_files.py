"""What sherpa-onnx reads: metadata in the models, ``tokens.txt`` and ``lexicon.txt``."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from models.tts.export.piper_document import describe_language
from models.tts.export.symbols import ExportedSymbols
from processors.text import TextProcessor
from utils.errors import UserError

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def voice_metadata(language: str, sample_rate: int, n_speakers: int) -> dict[str, Any]:
    """Metadata of a voice in one file, which sherpa-onnx takes for one of Piper's."""
    return {
        "model_type": "vits",
        "comment": "piper",
        "language": describe_language(language)["name_english"],
        "voice": language,
        "version": 1,
        "has_espeak": 1,
        "n_speakers": n_speakers,
        "sample_rate": sample_rate,
    }


def acoustics_metadata(language: str, sample_rate: int, n_speakers: int) -> dict[str, Any]:
    """Metadata of acoustics alone, which sherpa-onnx takes for those of Matcha-TTS."""
    return {
        **voice_metadata(language, sample_rate, n_speakers),
        "model_type": "matcha-tts",
        "comment": "acoustics",
        "jieba": 0,
        "pad_id": 0,
        "use_eos_bos": 1,
    }


# Any vocoder that gives a waveform for a mel is one of these to sherpa-onnx.
VOCODER_METADATA = {"model_type": "hifigan"}


def tokens_text(symbols: ExportedSymbols) -> str:
    """Content of ``tokens.txt``: a character and its id on each line, no character twice.

    A character without an id (see ``find_aliases``) is left out.
    """
    numbered = [*symbols.ids.items()]
    numbered += [(written, ids[0]) for written, ids in symbols.aliases.items() if ids]
    return "".join(f"{symbol} {number}\n" for symbol, number in numbered)


def lexicon_text(words: Iterable[str], processor: TextProcessor, matcha: bool) -> str:
    """Content of ``lexicon.txt``: the phones of words that the voice can say, sorted.

    ``word || phones`` for voices in one file; ``matcha``: the word and each symbol by itself.
    """
    known = sorted({word.casefold() for word in words})
    return "".join(
        f"{word} {' '.join(phones) if matcha else f'|| {phones}'}\n"
        for word, phones in _phones_of(known, processor).items()
        if phones
    )


def words_of(text: str) -> list[str]:
    """Words of a text, without numbers and marks."""
    return _WORD.findall(text.replace("’", "'"))


def _phones_of(words: list[str], processor: TextProcessor) -> Mapping[str, str]:
    """Phones of each word; words of which nothing can be said are left out."""
    try:
        return dict(zip(words, processor.phonemize_batch(words), strict=True))
    except UserError:
        if len(words) <= 1:
            return {}
        half = len(words) // 2
        return {**_phones_of(words[:half], processor), **_phones_of(words[half:], processor)}
