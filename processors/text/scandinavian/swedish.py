"""Swedish: how each mark of a text is spoken."""

import re

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats
from processors.text.scandinavian.language import CLOCK_SPAN, Scandinavian
from processors.text.scandinavian.numerals import SWEDISH

_DECADE = re.compile(r"(?<![\w.,])(\d{1,2}00|\d{1,4}0)-(tal(?:et|ets)?)(?!\w)")
_COMPOUND = re.compile(
    r"(?<![\w.,])(\d{1,4})-(åring\w*|årig\w*|dagars|procentig\w*|timmars|faldig\w*)"
)
_CLOCK = re.compile(r"\b[Kk]l\.?\s?(?=\d)")
_DAY = re.compile(r"\b([Dd]en )(\d{1,2})(?= (?:i|var|är|blev)\b)")
_ABBREVIATIONS = {
    "adr.": "adress", "anm.": "anmärkning", "alt.": "alternativt", "apr.": "april",
    "aug.": "augusti", "avd.": "avdelning", "bl.a.": "bland annat", "bl. a.": "bland annat",
    "ca": "cirka", "c:a": "cirka", "ca.": "cirka", "dec.": "december", "dir.": "direktör",
    "d.v.s.": "det vill säga", "dvs.": "det vill säga", "dvs": "det vill säga",
    "dr.": "doktor", "dr": "doktor", "doc.": "docent",
    "e.d.": "eller dylikt", "e. Kr.": "efter Kristus", "e.Kr.": "efter Kristus",
    "ed.": "edition",
    "el.": "eller", "enl.": "enligt", "etc.": "et cetera", "ev.": "eventuellt",
    "exkl.": "exklusive",
    "f.d.": "före detta", "f. d.": "före detta", "feb.": "februari", "f. Kr.": "före Kristus",
    "f.Kr.": "före Kristus", "f.n.": "för närvarande", "f.ö.": "för övrigt",
    "fr.o.m.": "från och med",
    "fr. o. m.": "från och med", "föreg.": "föregående", "förf.": "författare",
    "inkl.": "inklusive",
    "i.o.m.": "i och med", "i st. f.": "i stället för", "jan.": "januari", "jfr": "jämför",
    "jr.": "junior",
    "kl.": "klockan", "m.a.o.": "med andra ord", "m.a.p.": "med avseende på",
    "m.fl.": "med flera",
    "m. fl.": "med flera", "m.m.": "med mera", "m. m.": "med mera", "max.": "maximalt",
    "milj.": "miljoner", "min.": "minst", "nov.": "november", "nuv.": "nuvarande",
    "o.d.": "och dylikt",
    "o.dyl.": "och dylikt", "obs.": "observera", "okt.": "oktober", "osv.": "och så vidare",
    "o.s.v.": "och så vidare", "osv": "och så vidare", "p.g.a.": "på grund av",
    "p. g. a.": "på grund av", "pga": "på grund av",
    "prof.": "professor", "red.": "redaktör", "resp.": "respektive", "s.a.s.": "så att säga",
    "s.k.": "så kallade", "s. k.": "så kallade", "sept.": "september", "sid.": "sidan",
    "st.": "sankt", "t.ex.": "till exempel", "t. ex.": "till exempel", "tex.": "till exempel",
    "t.o.m.": "till och med",
    "t. o. m.": "till och med", "t.v.": "tills vidare", "tel.": "telefon", "tr.": "trappor",
    "ung.": "ungefär", "vol.": "volym", "ö.h.": "över havet", "övers.": "översättning",
    "fig.": "figur",
}  # fmt: skip
_BEFORE_NUMBERS = {
    "nr.": "nummer", "nr": "nummer", "s.": "sidan", "sid.": "sidan", "kap.": "kapitel",
    "bd.": "band", "art.": "artikel", "fig.": "figur", "tab.": "tabell", "mom.": "moment",
}  # fmt: skip
_SIGNS = {
    "&": "och", "=": "är lika med", "≈": "är ungefär", "≠": "är inte lika med",
    "≤": "mindre än eller lika med", "≥": "större än eller lika med", "±": "plus minus",
    "×": "gånger", "÷": "delat med", "→": "pil", "§": "paragraf", "%": "procent",
    "‰": "promille", "°": "grader", "€": "euro", "$": "dollar", "£": "pund", "@": "snabel-a",
    "√": "roten ur", "∞": "oändligheten", " < ": "mindre än", " > ": "större än", "π": "pi",
}  # fmt: skip
_SIGNS_BEFORE_NUMBERS = {
    "<=": "högst", ">=": "minst", "<": "mindre än", ">": "större än", "~": "cirka",
    "#": "nummer", "≤": "högst", "≥": "minst", "≈": "cirka",
}  # fmt: skip
_ADDRESS_WORDS = {
    ".": "punkt", "/": "snedstreck", "@": "snabel-a", "-": "bindestreck", "_": "understreck",
    "?": "frågetecken", "=": "lika med", "&": "och", "#": "nummertecken", ":": "kolon",
    "%": "procent", "+": "plus", "~": "tilde",
}  # fmt: skip
_CURRENCIES = {
    "SEK": (Noun.of("krona", "kronor", "c"), Noun.of("öre", gender="n")),
    "NOK": (Noun.of("norsk krona", "norska kronor", "c"), Noun.of("öre", gender="n")),
    "DKK": (Noun.of("dansk krona", "danska kronor", "c"), Noun.of("öre", gender="n")),
    "EUR": (Noun.of("euro", gender="c"), Noun.of("cent", gender="c")),
    "USD": (Noun.of("dollar", gender="c"), Noun.of("cent", gender="c")),
    "GBP": (Noun.of("pund", gender="n"), Noun.of("pence", gender="c")),
}  # fmt: skip
_CURRENCY_WORDS = {"kronor": "SEK", "euro": "EUR", "dollar": "USD", "pund": "GBP"}
_MORE_CURRENCY_SIGNS = {"kr": "SEK", "kr.": "SEK", "Kr": "SEK", "Kr.": "SEK", ":-": "SEK"}
_MAGNITUDES = {
    "mn": Noun.of("miljon", "miljoner"), "milj.": Noun.of("miljon", "miljoner"),
    "md": Noun.of("miljard", "miljarder"), "mdr": Noun.of("miljard", "miljarder"),
    "miljoner": Noun.of("miljon", "miljoner"), "miljarder": Noun.of("miljard", "miljarder"),
    "tkr": Noun.of("tusen kronor"), "mkr": Noun.of("miljon kronor", "miljoner kronor"),
}  # fmt: skip
_UNIT_GENDERS = {
    "kg": "n", "g": "n", "mg": "n", "µg": "n", "t": "n", "ton": "n", "%": "c", "GB": "c",
    "MB": "c",
}  # fmt: skip
_MORE_UNITS = {
    "tim": Noun.of("timme", "timmar"), "tim.": Noun.of("timme", "timmar"),
    "min.": Noun.of("minut", "minuter"), "sek.": Noun.of("sekund", "sekunder"),
    "st": Noun.of("styck", "stycken", "n"), "hk": Noun.of("hästkraft", "hästkrafter"),
    "°C": Noun.of("grad Celsius", "grader Celsius"), "dB": Noun.of("decibel"),
    "MWh": Noun.of("megawattimme", "megawattimmar"), "mil": Noun.of("mil"),
    "TWh": Noun.of("terawattimme", "terawattimmar"), "Wh": Noun.of("wattimme", "wattimmar"),
}  # fmt: skip


class Swedish(Scandinavian):
    """Swedish of Sweden and Finland."""

    locale = "sv"
    number_code = "sv"
    numerals = SWEDISH
    formats = Formats(
        ordinal_signs=":e|:a|:de", time_separators=":", roman_suffixes=":e|:a", date_separators="/-"
    )
    decimal_mark, point, to, ratio, by, power = (
        "komma",
        "punkt",
        "till",
        "",
        "gånger",
        "upphöjt till",
    )
    minus, plus, over, times, and_, per = "minus", "plus", "genom", "gånger", "och", "per"
    half, part = ("en halv", "en och en halv"), ("del", "delar")
    cents_joiner, names_cents = " och ", True
    century = r"(?:århundradet|seklet)"
    neuter = re.compile(
        r"(?:\w*år|\w*barn|\w*hus|\w*mål|\w*kilo|\w*rum|\w*bord|\w*poäng|\w*liv|\w*försök|\w*paket|"
        r"\w*steg|\w*ägg|\w*djur|\w*sekel|\w*fall|\w*par|\w*lag|\w*stycke|\w*land|\w*ton|\w*gram)"
    )
    counted = r"(?:\w+a\s)?\w+(?:or|ar|er|kronor|personer|stycken)\b"
    abbreviations = _ABBREVIATIONS
    may_end = frozenset(
        [
            "osv.",
            "o.s.v.",
            "etc.",
            "m.m.",
            "m.fl.",
            "m. fl.",
            "e.d.",
            "o.d.",
            "o.dyl.",
            "f.Kr.",
            "e.Kr.",
        ]
    )
    before_numbers = _BEFORE_NUMBERS
    never_end = frozenset(["mkr.", "tkr.", "st."])
    starters = frozenset(
        """Den Det De En Ett Han Hon Vi Ni Jag Du Man Detta Denna Dessa Där Här Då Men Och Eller
        För När Om Eftersom Att Vad Vem Var Hur Varför Vilken Vilka I På Av Med Till Från
        Under Efter Före Sedan Nu Så Också Idag Igår Senare Först Trots Alla Allt Många Några
        Ingen Inte Ja Nej Är Hans Hennes Deras Min Mitt Vår Enligt Dock Däremot Dessutom
        Därför
        """.split()  # noqa: SIM905
    )
    numbered = frozenset(
        """kapitel nummer sidan version artikel paragraf rum del klass grupp
        """.split()  # noqa: SIM905 - a list of words
    )
    year_words = frozenset(
        """år året sedan till från omkring cirka kring januari februari mars april maj juni juli
        augusti september oktober november december sommaren vintern hösten våren född död
        """.split()  # noqa: SIM905
    )
    signs = _SIGNS
    signs_before_numbers = _SIGNS_BEFORE_NUMBERS
    address_words = _ADDRESS_WORDS
    currencies = _CURRENCIES
    currency_words = _CURRENCY_WORDS
    more_currency_signs = _MORE_CURRENCY_SIGNS
    magnitudes = _MAGNITUDES
    unit_genders = _UNIT_GENDERS
    more_units = _MORE_UNITS
    telephone_words = r"(?i:tel|telefon|telefonnummer|fax|mobil|ring)\b\.?:?"

    def before_marks(self, text: str) -> str:
        """Text after what only Swedish writes: "1980-talet", "5-årig", "kl. 14.30"."""
        text = _DECADE.sub(lambda m: f"{self.decade(int(m[1]))}{m[2]}", text)
        text = _COMPOUND.sub(lambda m: f"{self._joined(int(m[1]))}{m[2]}", text)
        text = CLOCK_SPAN.sub(r"\1 \2:\3-\4:\5", text)
        text = re.sub(r"\b([Kk]l)\.?\s?(\d{1,2})\.(\d\d)(?!\d)", r"\1. \2:\3", text)
        text = _DAY.sub(lambda m: m[1] + self.ordinal(int(m[2])), text)
        return _CLOCK.sub("klockan ", text)

    def _joined(self, number: int) -> str:
        return "ett" if number == 1 else self.cardinal(number)

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        return self.year(number) if number > 1000 else self.cardinal(number)

    def year(self, number: int, around: Context = NOWHERE) -> str:
        if not (1100 <= number <= 1999 or 2010 <= number <= 2099):
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        return f"{self.cardinal(century)}hundra{self.cardinal(rest) if rest else ''}"

    def part_name(self, denominator: int) -> str:
        words = self.ordinal(denominator)
        return words.removesuffix("de") if words.endswith("nde") and denominator > 7 else words
