"""Roman numerals: found here, judged by the language from the words around them."""

import re
from functools import cache

from processors.text.grammar.finding import ends_sentence, substitute
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import ROMAN, Context, roman_value

_LIKE_A_NUMERAL = re.compile(r"(?<!\w)[IVXLCDM]+(?!')")


def expand_roman(text: str, language: Language) -> str:
    """Text with those Roman numerals in words of which the language says how they are spoken."""
    if not _LIKE_A_NUMERAL.search(text):
        return text

    def speak(match: re.Match[str], around: Context) -> str | None:
        words = language.roman(roman_value(match["numeral"]), match["suffix"] or "", around)
        if words is None or match["suffix"] != ".":
            return words
        return words + ("." if ends_sentence(around.after, language) else "")

    return substitute(_pattern(language), text, speak)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    suffixes = [language.formats.roman_suffixes] if language.formats.roman_suffixes else []
    if language.formats.dotted_ordinals:
        suffixes.append(r"\.")
    suffix = f"(?:{'|'.join(suffixes) or '(?!)'})?"
    return re.compile(
        rf"(?<![\w.'\u00a0-])(?![CDLM]{suffix}(?!\w))(?P<numeral>{ROMAN})(?P<suffix>{suffix})"
        r"(?![\w'’\u00a0]|-\w|\.\w)"
    )
