"""What only Italian writes: "il '900", "50enne", "l'8ª", "10mila", "S. Pietro", "ore 14,30"."""

import re

from processors.text.grammar.finding import ends_sentence, substitute
from processors.text.grammar.language import Language
from processors.text.grammar.nouns import month_names
from processors.text.grammar.numerals import Context, has_digits
from processors.text.italian import genders, numerals

_SAINTS = frozenset(
    """Pietro Paolo Giovanni Giuseppe Francesco Domenico Marco Luca Matteo Carlo Giorgio Michele
    Martino Lorenzo Nicola Benedetto Bernardo Vincenzo Gennaro Rocco Siro Donato Vitale Zeno
    Leonardo Bartolomeo Tommaso Filippo Giacomo Simone Giuda Cristoforo Girolamo Gregorio Ignazio
    Pio Marino Severo Vittore Remo Salvatore Silvestro Sebastiano Babila Patrizio Valentino Gallo
    Casciano Gimignano Maria Chiara Caterina Lucia Rita Teresa Rosalia Agata Barbara Cecilia Croce
    Margherita Giulia Marta Monica Sofia Bernadetta Brigida Apollonia Antonio Agostino Andrea
    Ambrogio Anna Agnese Elena Elia Eustorgio Erasmo Egidio Angelo Apollinare Orsola Eufemia
    Stefano Spirito Scolastica Zita Zaccaria
    """.split()  # noqa: SIM905 - a list of words
)
_HOLY_WOMEN = frozenset(("Croce", "Agnese"))
_HOLY_MEN = frozenset(("Luca", "Nicola", "Andrea", "Elia", "Giuda", "Zaccaria", "Babila"))
_SAINT = re.compile(r"(?<![\w.])(S\.(?:ta|to)?|Sta\.?|Sto\.?)\s?(?=([A-ZÀ-Þ][a-zà-ÿ]+))")
_CLUB = re.compile(r"(?<![\w.])([AD])\.C\.(?=\s[^\W\d_])")
_ERA = re.compile(r"(?<![\w.])[ad]\.\s?C\.")
_DASHED_TIMES = re.compile(
    r"(?<![\w.,:])(?P<word>(?:(?:dalle )?ore|dalle|alle|orario:?|orari:?|luned[iì]|marted[iì]|"
    r"mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica|mattina|pomeriggio|feriali|festivi) )?"
    r"(?P<first>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d))?\s?[-–]\s?"
    r"(?P<last>[01]?\d|2[0-4])(?:[.:](?P<end>[0-5]\d))?"
    r"(?!\w|[.,:/]\d|\s?(?:[%€$]|euro|km|metri|gradi|gennaio|febbraio|marzo|aprile|maggio|giugno|"
    r"luglio|agosto|settembre|ottobre|novembre|dicembre))",
    re.IGNORECASE,
)
_COMMA_TIME = re.compile(r"(?<!\w)((?i:ore|h\.?) )([01]?\d|2[0-4]),([0-5]\d)(?!\w|[.,]\d)")
_H_TIME = re.compile(r"(?<!\w)[hH]\.?\s?(?=(?:[01]?\d|2[0-4])[.:,][0-5]\d(?!\d))")
_ONE_O_CLOCK = re.compile(
    r"(?<!\w)((?:[dD]?all|[dD]ell|[sS]ull|[vV]erso l|[èÈ] l)')1(?=\s(?:di notte|del mattino|del "
    r"pomeriggio|e (?:mezza|un quarto|[1-5]\d)|alle|in punto)(?!\w)|[.:]00(?!\d))"
)
_LONG = re.compile(
    r"(?<![\w.,])(\d{1,2})\s?h\s?(\d{1,2})(?:\s?(?:min|m|'))?(?:\s?(\d{1,2})\s?(?:''|\"|s))?(?!\w|[.,]\d)"
)
_GOAL = re.compile(r"\b([ai]l |[dn]el |dal |all'|[dn]ell')(\d{1,3})\s?'(?![\w'])")
_MINUTES = re.compile(r"(?<![\w.,'])(\d{1,3})\s?'(?:\s?(\d{1,2})\s?(?:''|\"))?(?![\w'])")
_CENTURY = re.compile(r"(?<![\w'])'([2-9])00(?!\w|[.,]\d|\s?[€%$])")
_ELIDED_CENTURY = re.compile(r"(?<=[lL]')(800)(?!\w|[.,]\d|\s?(?:[€%$]|euro|metri|km|lire))")
_DECADES = re.compile(
    r"\b([aA]nni )('?[1-9]0(?:(?:, | e | o |\s?[-/]\s?)'?[1-9]0)*)(?!\w|[.,]\d|\s?[%€])"
)
_SHORT_YEAR = re.compile(r"(?<![\w'])'(\d\d)(?:\s?[-–/]\s?'(\d\d))?(?!\w|[.,]\d|')")
_SEASON = re.compile(r"(?<![\w./,-])(1[89]\d\d|20\d\d)/(\d{4}|\d\d)(?!\w|[/-]|[.,]\d)")
_LAW = re.compile(
    r"(?<!\w)((?i:legge|decreto|regolamento|direttiva|delibera|sentenza|ordinanza|legislativo|"
    r"circolare|L\.|D\. ?Lgs\.?|Dlgs|D\.? ?L\.?|D\.?P\.?R\.?|D\.? ?M\.?|DPCM|prot\.)"
    r"\s(?:n\.\s?|n°\s?|numero )?)(\d{1,6})/(\d{4}|\d\d)(?!\w|/)"
)
_THOUSANDS = re.compile(
    r"(?<![\w.,])(\d{1,3})(?:\s?mila|\s?[kK](?=\s?(?:€|euro|\$|dollari)))(?!\w)"
)
_COMPOUND = re.compile(r"(?<![\w.,])(\d{1,4})[-°]?(esim[oaie]|enn[ei]|ennal[ei]|in[ae])(?!\w)")
_ORDINAL_ENDING = re.compile(r"(?<![\w.,])(\d{1,3})([mtzv][oa])(?!\w)")
_CARET = re.compile(r"(?<![\w.,])(\d{1,3})\^(?=\s(?:[^\W\d_]{3}|[A-Z](?!\w)))")
_WEEKDAY = r"(lun|mart?|merc?|giov?|ven|sab|dom)"
_WEEKDAYS = re.compile(rf"(?<!\w){_WEEKDAY}\.?\s?[-–/]\s?{_WEEKDAY}(?:\.|(?!\w))", re.IGNORECASE)
_WEEKDAY_HOURS = re.compile(
    rf"(?<!\w){_WEEKDAY}\.?:?\s(?=\d{{1,2}}(?:[.:]\d\d)?\s?[-–])", re.IGNORECASE
)
_DAY_NAMES = {
    "lun": "lunedì", "mar": "martedì", "mer": "mercoledì", "gio": "giovedì", "ven": "venerdì",
    "sab": "sabato", "dom": "domenica",
}  # fmt: skip
_ORDINAL_A = re.compile(r"(?<![\w.,])(\d{1,3})([ao])(?=\s[a-z]{2})")
_DEGREE = re.compile(r"(?<![\w.,])(\d{1,4})°(?!\s?[CFK]\b|\d|\s?\d{1,2}')")
_PAIR = re.compile(
    r"(?<![\w.,])(\d{1,3})°(?=(?:,| e| o|[-/])\s?(?:\d{1,3}°(?:,| e| o)\s?)*\d{1,3}º)"
)
_ARRIVED = frozenset(
    """arriva arrivato arrivata arrivò classificato classificata classificò giunto terminato chiude
    chiuso termina finisce qualificato
    """.split()  # noqa: SIM905
)
_SCORE = re.compile(r"(?<![\w.,:/-])(\d{1,3})-(\d{1,3})(?!\w|[-/]|[.,]\d|\s?[€%])")
_MATCH = re.compile(r"[A-ZÀ-Þ]\w+\s?-\s?[A-ZÀ-Þ]\w+:?,? (?:\d-\d,? )*$")
_DAY = re.compile(r"(?<![\w.,:/])(3[01]|[12]\d|0?[1-9])/(0[1-9])(?!\w|/|[.,]\d)")
_NAMED_DAY = re.compile(
    r"(?<!\w)((?:[iI]l|[dD]el|[dD]al|[aA]l|giorno|data|[lL]uned[iì]|[mM]arted[iì]|[mM]ercoled[iì]|"
    r"[gG]ioved[iì]|[vV]enerd[iì]|[sS]abato|[dD]omenica) |(?:[dD]el|[dD]al|[aA]l|)[lL]')"
    r"(3[01]|[12]\d|0?[1-9])/(1[0-2]|[1-9])(?!\w|/|[.,]\d| del)"
)
_RATE = re.compile(
    r"(?<=[\w€$])\s?/\s?(?:(mese|giorno|minuto|secondo|litro|kg|chilo)|(anno|ora|etto)|"
    r"(settimana)|(notte|persona|testa|pagina))(?!\w)"
)
_HECTARES = re.compile(
    r"(?<=\d)\s?ha(?=\s(?:di|a|coltivat|complessiv|di)\b|\s?[.,;:)](?:\s|$)|\s?$|/)"
)
_POSTCODE = re.compile(r"(?:(?<=, )|(?<=[-–] )|^)(\d{5})(?= [A-ZÀ-Þ][a-zà-ÿ])")
_HOUSE = re.compile(r"(?<=\d)/([A-Za-z])(?!\w)")
_EARLY = {7: "settenne", 8: "ottenne", 9: "novenne", 10: "decenne", 6: "seienne"}


def before_marks(text: str, language: Language) -> str:
    """Text in which the marks that only Italian writes are words or plain digits."""
    text = _SAINT.sub(_saint, text)
    text = substitute(_ERA, text, lambda match, around: _era(match, around, language))
    text = _CLUB.sub(lambda match: language.letters(f"{match[1]}C"), text)
    if not has_digits(text):
        return text
    text = re.sub(r"(?<=\d)–(?=\d)", "-", text)
    text = _WEEKDAYS.sub(_weekdays, text)
    text = _WEEKDAY_HOURS.sub(lambda match: f"{_DAY_NAMES[match[1][:3].lower()]} ", text)
    text = _RATE.sub(_rate, text)
    text = _SCORE.sub(_score, text)
    text = _DAY.sub(lambda match: _dated(match[1], match[2]), text)
    text = _NAMED_DAY.sub(lambda match: match[1] + _dated(match[2], match[3]), text)
    text = _THOUSANDS.sub(r"\1.000", text)
    text = _LAW.sub(r"\1\2 del \3", text)
    text = _times(text)
    text = _years(text)
    text = _COMPOUND.sub(_compound, text)
    text = _ORDINAL_ENDING.sub(_ordinal_ending, text)
    text = _CARET.sub(r"\1º", text)
    text = _ORDINAL_A.sub(_ordinal_letter, text)
    text = _DEGREE.sub(_degree, text)
    text = _PAIR.sub(r"\1º", text)
    text = _HECTARES.sub(" ettari", text)
    text = _HOUSE.sub(r" \1", text)
    return _POSTCODE.sub(lambda match: language.digits(match[1]), text)


def _rate(match: re.Match[str]) -> str:
    unit = "chilo" if match[1] == "kg" else match[0].strip(" /")
    if match[4]:
        return f" a {unit}"
    return f" all'{unit}" if match[2] else f" {'alla' if match[3] else 'al'} {unit}"


def _score(match: re.Match[str]) -> str:
    """ "2-1": no span goes down, and none stands after the names of two teams."""
    goes_down = int(match[1]) >= int(match[2]) and not match[1].startswith("0")
    is_score = goes_down or match[0] == "0-0" or _MATCH.search(match.string[: match.start()])
    return f"{match[1]} a {match[2]}" if is_score else match[0]


def _dated(day: str, month: str) -> str:
    return f"{int(day)} {month_names('it')[int(month) - 1]}"


def _era(match: re.Match[str], around: Context, language: Language) -> str:
    words = "avanti Cristo" if "a" in match[0] else "dopo Cristo"
    return words + ("." if ends_sentence(around.after, language) else "")


def _saint(match: re.Match[str]) -> str:
    written, name = match[1], match[2]
    if written == "S." and name not in _SAINTS:
        return match[0]  # an initial
    if genders.begins_with_vowel(name):
        return "Sant'"
    is_woman = name in _HOLY_WOMEN or (name.endswith("a") and name not in _HOLY_MEN)
    if is_woman or "a" in written:
        return "Santa "
    return "Santo " if re.match("S[^aeiou]", name) else "San "


def _times(text: str) -> str:
    text = _H_TIME.sub("ore ", text)
    text = _COMMA_TIME.sub(r"\1\2:\3", text)
    text = _DASHED_TIMES.sub(_span_of_times, text)
    text = _ONE_O_CLOCK.sub(r"\1una", text)
    text = re.sub(r"(?<=una)[.:]00", "", text)
    text = re.sub(r"(?<=')1[.:]([0-5]\d)(?!\d|\s?%)", r"una e \1", text)
    text = _LONG.sub(_duration, text)
    text = _GOAL.sub(lambda m: m[1] + numerals.ordinal(int(m[2])), text)
    return _MINUTES.sub(_minutes, text)


def _span_of_times(match: re.Match[str]) -> str:
    """ "ore 9-12" and "9:00-12:30" with their prepositions; other spans stay."""
    word = match["word"] or ""
    exact = match["minute"] and match["end"]
    if not word and not exact:
        return match[0]
    first = match["first"] + (f":{match['minute']}" if match["minute"] else "")
    last = match["last"] + (f":{match['end']}" if match["end"] else "")
    spoken = word.strip().lower()
    before = {"ore": "dalle ore ", "": "dalle ", "alle": "dalle "}.get(spoken)
    if before is None:
        before = word if "dalle" in spoken else f"{word}dalle "
    return f"{before}{first} alle {last}"


def _duration(match: re.Match[str]) -> str:
    nouns = (("un'ora", "ore"), ("un minuto", "minuti"), ("un secondo", "secondi"))
    words = [
        one if int(digits) == 1 else f"{numerals.cardinal(int(digits))} {many}"
        for digits, (one, many) in zip(match.groups(), nouns, strict=True)
        if digits
    ]
    return f"{', '.join(words[:-1])} e {words[-1]}"


def _minutes(match: re.Match[str]) -> str:
    """Minutes of a prime, unless the apostrophe closes a quotation."""
    if re.search(r"(?<!\w)'[^']*$", match.string[: match.start()]):
        return match[0]
    seconds = f" {match[2]} secondi" if match[2] else ""
    return f"{match[1]} minut{'o' if match[1] == '1' else 'i'}{seconds}"


def _years(text: str) -> str:
    text = _CENTURY.sub(lambda m: numerals.cardinal(int(m[1]) * 100).capitalize(), text)
    text = _ELIDED_CENTURY.sub(lambda m: numerals.cardinal(int(m[1])).capitalize(), text)
    text = _DECADES.sub(lambda m: m[1] + re.sub(r"'?(\d0)", _decade, m[2]), text)
    text = _SHORT_YEAR.sub(_short_year, text)
    return _SEASON.sub(_season, text)


def _short_year(match: re.Match[str]) -> str:
    years = [int(part) + 2000 * part.startswith("0") for part in match.groups() if part]
    return "-".join(map(numerals.cardinal, years))


def _decade(match: re.Match[str]) -> str:
    return numerals.cardinal(int(match[1])).capitalize()


def _weekdays(match: re.Match[str]) -> str:
    first, last = (_DAY_NAMES[day[:3].lower()] for day in match.groups())
    if first == "domenica":
        return f"dalla {first} al {last}"
    return f"dal {first} {'alla' if last == 'domenica' else 'al'} {last}"


def _ordinal_ending(match: re.Match[str]) -> str:
    """ "10ma": the last letters of the ordinal itself."""
    stem = numerals.ordinal(int(match[1]))[:-1]
    return stem + match[2][-1] if stem.endswith(match[2][0]) else match[0]


def _season(match: re.Match[str]) -> str:
    first, last = int(match[1]), match[2]
    follows = last in (str(first + 1), str(first + 1)[2:])
    return f"{match[1]}-{match[2]}" if follows else match[0]


def _compound(match: re.Match[str]) -> str:
    number, ending = int(match[1]), match[2]
    if not number:
        return match[0]
    if ending.startswith("esim"):
        return numerals.ordinal(number)[:-1] + ending[-1]
    if number in _EARLY and ending.startswith("enn"):
        return _EARLY[number][:-4] + ending
    stem = re.sub(r"esim[oa]$", "", numerals.ordinal(number))
    if number < 10 or (ending[:2] == "in" and number % 5):
        return match[0]
    return ("dec" if number == 10 else stem) + ending


def _ordinal_letter(match: re.Match[str]) -> str:
    """ "la 2a volta": a letter in place of the sign, after an article or before a rank."""
    around = Context(match.string[: match.start()], match.string[match.end() :])
    is_rank = around.word_before() in genders.ARTICLES or around.word_after() in genders.RANKED
    return f"{match[1]}{'ª' if match[2] == 'a' else 'º'}" if is_rank else match[0]


def _degree(match: re.Match[str]) -> str:
    """ "3° piano", "il 2°" and "arrivato 5°" are ordinals; "30° all'ombra" are degrees."""
    around = Context(match.string[: match.start()], match.string[match.end() :])
    before = around.word_before()
    following = around.word_after().lower() if re.match(r"\s", around.after) else ""
    following = following.split("'")[0]
    if following in genders.RANKED or before in _ARRIVED:
        return f"{match[1]}º"
    is_noun = len(following) > 2 and following not in genders.NOT_COUNTED
    if before in genders.ARTICLES:
        is_angle = following in ("nord", "sud", "est", "ovest", "di", "all", "celsius", "gradi")
        return match[0] if is_angle else f"{match[1]}º"
    if not is_noun or following in genders.AFTER_DEGREES:
        return match[0]
    return f"{match[1]}º"
