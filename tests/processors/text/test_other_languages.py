"""Languages other than English: what reaches espeak-ng is what was written."""

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, espeak
from processors.text.cleaning import clean
from processors.text.inventory import canonical
from processors.text.normalizer import normalize


def phonemize(text: str, language: str, normalize: bool = True) -> str:
    config = TextConfig(language=language, normalize=normalize)
    return TextProcessor(config, SymbolTable.default()).phonemize(text)


def alone(text: str, language: str) -> str:
    """Phones as espeak-ng gives them for the text as it is."""
    return " ".join(canonical(espeak.phonemize_words([text], language)[0]).split())


NUMBERS = {
    "vi": ["15 123 31234", "3,50"],
    "tr": ["3,50", "007"],
    "uk": ["3,50", "-5"],
    "hi": ["५०", "007"],
    "fa": ["۵۰"],
    "ko": ["007"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in NUMBERS.items() for text in texts]
)
def test_numbers_are_read_as_by_espeak_alone(language: str, text: str) -> None:
    assert phonemize(text, language) == alone(text, language)


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("ca", "fa (-5 graus)", "fa, menys 5 graus"),
        ("tr", "-5 derece", "eksi 5 derece"),
        ("sk", "-5", "mínus 5"),
        ("he", "-5", "מינוס 5"),
        # spans and hyphens
        ("ca", "1990-1995", "1990-1995"),
    ],
)
def test_minus(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language) == spoken


@pytest.mark.parametrize("language", ["tr", "ca", "sl", "ko"])
def test_minus_is_heard(language: str) -> None:
    assert len(phonemize("-5", language)) > len(phonemize("5", language)) + 2


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("kl", "7", "7"),
        ("uk", "1 000 000 гривень", "1000000 гривень"),
        ("uk", "8 000 555 35", "8 000 555 35"),
        ("ca", "col·lega", "col·lega"),
        ("el", "Τι κάνεις;", "Τι κάνεις?"),
        ("ar", "كيف؟", "كيف?"),
        ("hi", "नमस्ते।", "नमस्ते."),
    ],
)
def test_text_is_left_as_it_is_written(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language) == spoken


@pytest.mark.parametrize(
    ("language", "text", "stops"),
    [
        ("nb", "17. mai 1984", 0),
        ("da", "den 3. oktober", 0),
        ("fi", "3. toukokuuta", 0),
        ("de", "Am 3. Oktober 2024", 0),
        ("de", "im 2. stock", 0),
        ("de", "Es waren 5. Dann kam er.", 2),
        ("nb", "Det var i 1984. så kom", 1),
    ],
)
def test_dot_of_an_ordinal_is_no_stop(language: str, text: str, stops: int) -> None:
    assert phonemize(text, language).count(".") == stops


def test_ordinals_that_espeak_reads() -> None:
    assert phonemize("3. maijs", "lv") == alone("3. maijs", "lv")
    assert phonemize("3. maijs", "lv") != phonemize("3 maijs", "lv")


def test_ordinal_signs_stay_signs() -> None:
    assert clean("1º 2ª", "es") == "1º 2ª"
