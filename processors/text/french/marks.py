"""What only French writes, rewritten so that the shared rules read it, or in words."""

import re

from processors.text.grammar.language import NOWHERE, Language
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Number

HOUR = Noun.of("heure", "heures", "f")
_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-Þ]", "[a-zß-öø-ÿ]"
_WEEKDAY = "lun|mar|mer|jeu|ven|sam|dim"
_WEEKDAYS = {
    "lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi",
    "sam": "samedi", "dim": "dimanche",
}  # fmt: skip
_STREETS = {"av": "avenue", "pl": "place", "bd": "boulevard", "all": "allée", "rte": "route"}
_SAINTS = {"St": "Saint", "Ste": "Sainte", "Sts": "Saints", "Stes": "Saintes"}
_PER = "jours?|nuits?|semaines?|mois|ans?|heures?|minutes?|secondes?|personnes?|habitants?|kilos?"

# Pattern to replacement, in this order; most texts hold few of these marks.
_REWRITTEN = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r'"\s([^"]*[^"\s])\s"', r'"\1"'),  # « oui »
        (r"(?<=\d)\.[-–—]{1,2}(?!\w)", ""),  # Fr. 29.–
        # M. le maire, M. de Gaulle, M. et Mme, M. J. Martin, M. X
        (
            rf"(?<![\w.])M\. (?=l[ea] |l'|et (?:Mme|Mlle|Madame)\b|[XYZ]\b|(?:d[eu]|de la|des) "
            rf"{_CAPITAL}|d'{_CAPITAL}|{_CAPITAL}\.(?:-{_CAPITAL}\.)? ?{_CAPITAL}{_SMALL})",
            "Monsieur ",
        ),
        # J.-P. Sartre
        (
            r"(?<![\w.])(?<!av\. )(?<!ap\. )(?<!apr\. )(?<!avant )(?<!après )(?!N\.-D|P\.-S)"
            rf"({_CAPITAL}|Ch|Th)\.-(?={_CAPITAL}\.)",
            r"\1. ",
        ),
        (r"(?<=\d)\s?€\s?(\d\d)(?!\w|[.,]\d)", r",\1 €"),  # 5 € 50
        (r"(?<=\d) (?=(?:ème|ième|er|ère)\b)|(?<=[IVXL]) (?=(?:ème|ième)\b)", ""),
        (r"\b([IVXL]+)°", r"\1e"),
        (r"(?<=\de)\s?[-–]\s?(?=\d+e\b)", " à "),
        (r"(?<=\b[Ll]es )nos (?=\d)", "numéros "),
        (r"(?<=\d)[-–](?=\d+(?:,\d+)?\s?=)", " moins "),
        (r"(?<!\d )(?<![\w/])([13]/4|[¼¾])\s?h(?:eures?)?(?!\w)", r"\1 d'heure"),
        (r"(?<!\w)24\s?h(?:eures)?\s?(?:/|sur)\s?24(?:\s?h)?(?!\w)",
         "vingt-quatre heures sur vingt-quatre"),
        (r"(?<!\w)7\s?j(?:ours)?\s?(?:/|sur)\s?7(?:\s?j)?(?!\w)", "sept jours sur sept"),
        (r"(?<![\w'])'(\d\d)(?!\d|[.,]\d)", r"\1"),  # les années '80
        (r"(?<=guerre )((?:mondiale )?(?:de |en )?)(14|39)\s?[-–]\s?(18|45)(?!\d)", r"\1\2 \3"),
        (r"(?<!\w)4\s?[x×]\s?4(?!\w)", "quatre quatre"),
        (r"(?<=\d) x (?=\d+00 m\b)", " fois "),
        (r"(?<=\dh)(\s?\d\d)\s+(?=(?:min|mn)\b)", r"\1"),
        (r"(?<=\d h)(\s\d\d)\s+(?=(?:min|mn)\b)", r"\1"),
        (r"(?<=\d)\s?km\s?/\s?heure\b", " km/h"),
        (r"(?<=\d)\s?[lL]\s?/\s?100\s?km\b", " l aux 100 km"),
        (rf"(?<=[\w€$£%])\s?/\s?(?=(?:{_PER})(?!\w))", " par "),
        (r"(?<!\d)(\d\d)/(\d\d)(?= ans\b)", r"\1 à \2"),
        # 9,5/10 and 10 / 2
        (r"(?<=\d,\d)\s?/\s?(?=\d{1,3}(?!\w|[.,]\d))|(?<=\d) / (?=\d)", " sur "),
        (r"(n[°º]\s?\d+|\b[LRD]\. ?\d+)-(?=\d+(?!\w|[.,]\d))", r"\1 tiret "),  # loi n° 2004-575
        (r"(?:(?<=[Aa]rt\. )|(?<=article ))([LRD])\. ?(?=\d)", r"\1 "),  # art. L. 123
        (r"(?<=\d)\s?([kM])(?=(?:EUR|CHF|F)\b)", r" \1 "),
        (r"(?<=[IVX][eᵉ]) s\.(?=\s\w|[,;:)])", " siècle"),  # XVIIe s.
        (r"(?<=[IVX][eᵉ]) s\.", " siècle."),
        (r"\b([A-Za-z]+\d+)-(?=\d)", r"\1 "),  # A320-200
        (r"(?<=\d)\+(?!\w|\d|\s\d)", " plus"),  # 60+
    )
)  # fmt: skip
_SAINT = re.compile(rf"(?<![\w'])(Stes?|Sts?)(?:(-)|\. ?| )(?={_CAPITAL})")
_STREET = re.compile(r"(?<![\w.])([Aa]v|[Pp]l|[Bb]d|[Aa]ll|[Rr]te)\.? (?=d[eu] |des |de la |d')")
_WEEKDAY_SHORT = re.compile(
    rf"(?<![\w.])({_WEEKDAY})\.(?=\s?[-–]|\s(?:au\s|et\s|\d{{1,2}}(?:er)?\s|de\s\d))"
    rf"|(?:(?<=[-–])|(?<=[-–] )|(?<=\bau ))({_WEEKDAY})\.",
    re.IGNORECASE,
)
_WEEKDAY_SPAN = re.compile(r"(?<=di)\s?[-–]\s?(?=(?:[lmjvs]\w{2,5}di|dimanche)\b)")
_MAXIMUM = re.compile(r"(?<!\w)(max|min)\.(?!\w)")
_TIMES = re.compile(r"(?<![\w.,])(\d{1,3})\s?x(?=\s[a-zà-ÿ]{2}|\s?/)")
_DEGREE_AND_TENTHS = re.compile(r"(?<![\w.,])(\d{1,2})\s?°\s?(\d)(?!\w|[.,]\d)")
# "le 3/4" is a day, "les 3/4" and "le 3/4 du temps" are a part.
_DAY = re.compile(
    r"(?<=\b[Ll]e |\b[Dd]u |\b[Aa]u )(3[01]|[12]\d|0?[1-9])/(1[0-2]|0?[1-9])"
    r"(?![\w/]|[.,]\d|\s?(?:d[eu]s?\b|d'))"
)
_HEIGHT = re.compile(r"(?<![\w.,])(\d{1,2})\s?m\s?(\d\d)(?!\w|[.,]\d)")
_ONE_TO = re.compile(r"(?<![\w.,:/-])(2?1)\s?[-–]\s?(?=\d{1,2}\s?h(?:eures)?(?!\w))")


def rewrite(text: str, language: Language) -> str:
    """Text after what only French writes: "St-Malo", "24h/24", "3x", "J.-P.", "37°2"."""
    text = _SAINT.sub(lambda match: f"{_SAINTS[match[1]]}{match[2] or ' '}", text)
    text = _STREET.sub(lambda match: f"{_STREETS[match[1].lower()]} ", text)
    text = _MAXIMUM.sub(_maximum, text)
    text = _WEEKDAY_SHORT.sub(lambda match: _WEEKDAYS[(match[1] or match[2]).lower()], text)
    text = _WEEKDAY_SPAN.sub(f" {language.to} ", text)
    text = _TIMES.sub(lambda match: f"{language.cardinal(int(match[1]))} fois", text)
    for pattern, replacement in _REWRITTEN:
        text = pattern.sub(replacement, text)
    text = _HEIGHT.sub(lambda match: _height(match, language), text)
    text = _ONE_TO.sub(
        lambda match: f"{language.cardinal(int(match[1]), HOUR)} {language.to} ", text
    )
    text = _DAY.sub(lambda match: language.date(int(match[1]), int(match[2]), None, NOWHERE), text)
    return _DEGREE_AND_TENTHS.sub(
        lambda match: f"{_words(match[1], language)} degrés {_words(match[2], language)}", text
    )


def _words(digits: str, language: Language) -> str:
    return language.cardinal(int(digits))


def _height(match: re.Match[str], language: Language) -> str:
    return f"{language.count(Number(match[1]), language.unit('m'))} {_words(match[2], language)}"


def _maximum(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    if match[1] == "min" and re.search(r"\d\s?$", before):
        return match[0]  # minutes
    return f"{match[1]}imum" + ("" if re.search(r"\w", after) else ".")
