"""Case and gender of names, by their endings."""

from typing import TYPE_CHECKING

from processors.text.slavic.declension import agreement

if TYPE_CHECKING:
    from processors.text.slavic.language import Slavic


def name_case(name: str, language: "Slavic") -> tuple[str, str]:
    """Case and gender of a first name, a man's in the nominative if nothing is known of it."""
    return agreement(language.name_endings, name, ()) or ("nom", "m")
