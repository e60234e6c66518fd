"""Abbreviated nouns, initialisms and names of rulers in Russian."""

import re

from processors.text.grammar.finding import any_of, is_end_of_text, substitute
from processors.text.grammar.language import NO_BREAK
from processors.text.grammar.numerals import Context
from processors.text.russian import tables
from processors.text.russian.numbers import RussianNumbers
from processors.text.slavic.declension import in_case


def _any_of(table: dict[str, str]) -> str:
    """Pattern of abbreviations; those of more than a letter may begin with a capital."""
    capitals = [one.capitalize() for one in table if len(one) > 2 and one[0].isalpha()]
    return any_of([*table, *capitals])


_NO_PART = r"(?<![\w.-])(?<!\b[а-я]\. )"  # "т. д."
_BEFORE_NUMBER = re.compile(
    rf"{_NO_PART}(?P<noun>{_any_of(tables.BEFORE_NUMBERS)})\s?(?=[+(]?\d|[IVXLC]+(?!\w))"
)
_BEFORE_NAME = re.compile(
    rf"{_NO_PART}(?<!\d )(?P<noun>{_any_of(tables.BEFORE_NAMES)})\s?"
    r"(?=\"?[А-ЯЁ][а-яё]|\d+-[а-я]|\"?[А-ЯЁ]\.\s?[А-ЯЁ])"
)
_AFTER_ADJECTIVE = re.compile(
    r"(?<![\w-])(?P<adjective>[А-ЯЁ][а-яё-]+(?:[иыо]й|ого|ому|[иы]м|ом|ая|ую))\s"
    r"(?P<noun>ул\.|пл\.|обл\.|наб\.|пр\.|пр-т|просп\.|пер\.|р-н|ш\.)(?!\w)"
)


def expand_nouns(text: str, language: RussianNumbers) -> str:
    """Text with abbreviated nouns in full and in their case: "на ул. Ленина, д. 5"."""
    if "." not in text and "№" not in text and "р-н" not in text and "пр-" not in text:
        return text

    text = substitute(
        _AFTER_ADJECTIVE, text, lambda m, around: _after_adjective(m, around, language)
    )
    text = substitute(
        _BEFORE_NUMBER,
        text,
        lambda m, around: _noun(m["noun"], tables.BEFORE_NUMBERS, around, language),
    )
    return substitute(
        _BEFORE_NAME,
        text,
        lambda m, around: _noun(m["noun"], tables.BEFORE_NAMES, around, language),
    )


def _after_adjective(match: re.Match[str], around: Context, language: RussianNumbers) -> str:
    """An adjective and the abbreviated noun after it: "Невский пр."."""
    adjective, forms = match["adjective"], tables.BEFORE_NAMES[match["noun"]]
    asked = language.asked(around)
    case = language.agrees_with(adjective, asked)[0]
    if adjective.endswith("ой"):
        is_feminine = re.match(r"[^/]*(?:[ая]|ь)/", forms)
        case = (asked[-1] if asked else "gen") if is_feminine else "nom"
    ends = match["noun"].endswith(".") and is_end_of_text(around.after)
    return f"{adjective} {in_case(forms, case)}" + ("." if ends else "")


def _noun(written: str, table: dict[str, str], around: Context, language: RussianNumbers) -> str:
    """Words of an abbreviated noun, a space after them."""
    forms = table.get(written) or table[written[0].lower() + written[1:]]
    if forms.startswith("страница") and re.match(r"\d+\s?[-–—]\s?\d", around.after):
        forms = "страницы/страниц/страницам/страницы/страницами/страницах"
    asked = language.asked(around)
    case = asked[0] if asked else "nom"
    if asked[:1] == ("acc",) and len(asked) > 1:
        case = asked[1]  # "в городе", "по улице", "под номером"
    elif not asked and re.match(r"\"?[А-ЯЁ][а-яё-]+(?:ы|ской|ого)(?!\w)", around.after):
        case = "gen"
    words = in_case(forms, case)
    return (words.capitalize() if written[0].isupper() else words) + " "


_INITIALISM = re.compile(
    r"(?<![\w.])(?P<letters>[А-ЯЁ]{2,5})(?P<ending>-?[а-я]{1,3})?(?![\w-]|\.\w)"
)
_VOWELS = "АЕЁИОУЫЭЮЯ"


def expand_initialisms(text: str, language: RussianNumbers) -> str:
    """Text with initialisms spelled by the names of their letters, those that are no words."""
    if not re.search("[А-ЯЁ]{2}", text):
        return text
    letters = re.findall(r"[А-Яа-яЁё]", text)
    capitals = sum(map(str.isupper, letters))
    if capitals > 0.7 * len(letters) and re.search("[А-ЯЁ]{6}", text):
        return text  # a headline in capitals
    return _INITIALISM.sub(lambda m: _initialism(m, language), text)


def _initialism(match: re.Match[str], language: RussianNumbers) -> str:
    written, ending = match["letters"], match["ending"] or ""
    if written in tables.SPELLED:
        return tables.SPELLED[written] + ending
    if written in tables.READ or (ending.isalpha() and not ending.startswith("-") and ending):
        return match[0]
    if len(written) == 2 and written[0] not in _VOWELS and written[1] in _VOWELS:
        return match[0]
    if _is_word(written):
        return match[0]
    return language.letters(written).replace(NO_BREAK, " ") + ending


def _is_word(letters: str) -> bool:
    """Whether an initialism is read as a word: "НАТО", "МИД", "ГОСТ"."""
    sounds = "".join("v" if letter in _VOWELS else "c" for letter in letters.rstrip("Ь"))
    if len(letters) <= 3:
        return sounds == "cvc"
    return "v" in sounds and "ccc" not in sounds and not sounds.startswith("vv")


_RULER = re.compile(r"(?<![\w-])([А-ЯЁ][а-яё]+)\s*$")
_WOMEN = re.compile(
    r"(?:Екатерин|Елизавет|Анн|Изабелл|Виктори|Маргарит|Маргрет|Христин|Кристин|Беатрикс|Елен|"
    r"Клеопатр|Иоанн(?=[аы])|Юлиан|Мари|Софи|Тамар|Жанн|Вильгельмин|Леонор|Альенор|Матильд)"
    r"(?P<end>а|ы|е|у|ой|ою|я|и|ю|ей|)$"
)
# Nouns that the numeral before them belongs to: "Анны III степени".
_RANKED_NOUN = re.compile(
    r"\s(?:степен|класс|категори|групп|разряд|ранг|созыв|век|тысячелет|столет|съезд|очеред|мирово)"
)
_MEN_IN_A = frozenset(["Никита", "Лука", "Фома", "Иона", "Илья", "Саша"])


def ruler(around: Context, language: RussianNumbers) -> tuple[str, str] | None:
    """Case and gender of the name of a ruler before a Roman numeral, None without one."""
    match = _RULER.search(around.before)
    if (
        match is None
        or _RANKED_NOUN.match(around.after)
        or match[1] in tables.STARTERS
        or match[1].lower() in language.numbered
    ):
        return None
    name = match[1]
    woman = _WOMEN.fullmatch(name)
    if woman:
        return _WOMAN_CASES.get(woman["end"], "nom"), "f"
    if name in _MEN_IN_A or re.search(r"[оиэ]$", name):
        return "nom", "m"
    for ending, case in _MAN_CASES:
        if name.endswith(ending):
            return case, "m"
    return "nom", "m"


_WOMAN_CASES = {
    "ы": "gen",
    "и": "gen",
    "е": "dat",
    "у": "acc",
    "ю": "acc",
    "ой": "ins",
    "ей": "ins",
}
_MAN_CASES = (
    ("ом", "ins"), ("ем", "ins"), ("ём", "ins"), ("а", "gen"), ("я", "gen"), ("у", "dat"),
    ("ю", "dat"), ("е", "loc"),
)  # fmt: skip


_PARTS = re.compile(
    r"(?:(?P<f>част|глав|книг|стать|степен|групп|стади|сери|сцен|категори|очеред)|"
    r"(?P<m>том|раздел|акт|пункт|тип|класс|параграф|квартал|тур|этап|уровн?|выпуск))"
    r"(?P<end>[а-яё]{0,3})"
)
_PART_CASES = {
    "m": {"а": "gen", "у": "dat", "ом": "ins", "е": "loc", "я": "gen", "ю": "dat", "ем": "ins"},
    "f": {"ы": "gen", "и": "gen", "е": "loc", "у": "acc", "ю": "acc", "ой": "ins", "ью": "ins",
          "ей": "ins"},
}  # fmt: skip


def part_of_work(word: str) -> tuple[str, str] | None:
    """Case and gender of a word before a Roman numeral that ranks it: "глава", "томе"."""
    match = _PARTS.fullmatch(word)
    if match is None:
        return None
    gender = "m" if match["m"] else "f"
    if word.endswith(("ть", "ия")):
        return "nom", gender
    return _PART_CASES[gender].get(match["end"], "nom"), gender
