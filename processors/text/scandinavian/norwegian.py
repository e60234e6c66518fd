"""Norwegian (bokmål): how each mark of a text is spoken."""

import re

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats
from processors.text.scandinavian.language import CLOCK_SPAN, Scandinavian
from processors.text.scandinavian.numerals import NORWEGIAN

_DECADE = re.compile(r"(?<![\w.,])(\d{1,2}00|\d{1,4}0)-(tallet?s?)(?!\w)")
_COMPOUND = re.compile(r"(?<![\w.,])(\d{1,4})-(åring\w*|årig\w*|årsdag\w*|dagers|prosents|timers)")
_CLOCK = re.compile(r"\b[Kk]l\.?\s?(?=\d)")
_ABBREVIATIONS = {
    "adm.": "administrerende", "adr.": "adresse", "alm.": "alminnelig", "apr.": "april",
    "aug.": "august", "avd.": "avdeling", "bl.a.": "blant annet", "bl. a.": "blant annet",
    "ca.": "cirka", "des.": "desember", "dir.": "direktør", "dr.": "doktor",
    "d.v.s.": "det vil si",
    "dvs.": "det vil si", "e.Kr.": "etter Kristus", "e. Kr.": "etter Kristus",
    "e.l.": "eller lignende",
    "eks.": "eksempel", "ekskl.": "eksklusive", "eng.": "engelsk", "etc.": "et cetera",
    "ev.": "eventuelt",
    "evt.": "eventuelt", "f.eks.": "for eksempel", "f. eks.": "for eksempel",
    "f.Kr.": "før Kristus",
    "f. Kr.": "før Kristus", "f.o.m.": "fra og med", "feb.": "februar", "fig.": "figur",
    "forb.": "forbindelse",
    "fr.": "fru", "f.t.": "for tiden", "gj.": "gjennom", "gj.sn.": "gjennomsnitt",
    "gml.": "gammel",
    "hhv.": "henholdsvis", "hr.": "herr", "i.h.t.": "i henhold til", "inkl.": "inklusive",
    "iht.": "i henhold til",
    "jan.": "januar", "jf.": "jamfør", "jfr.": "jamfør", "jr.": "junior", "kl.": "klokken",
    "lign.": "lignende",
    "maks.": "maksimalt", "m.a.o.": "med andre ord", "m.fl.": "med flere", "m.m.": "med mer",
    "m.v.": "med videre", "mv.": "med videre", "mht.": "med hensyn til",
    "m.h.t.": "med hensyn til", "min.": "minst",
    "mfl.": "med flere", "nov.": "november", "nåv.": "nåværende", "o.a.": "og annet",
    "o.l.": "og lignende",
    "off.": "offentlig", "okt.": "oktober", "osv.": "og så videre", "o.s.v.": "og så videre",
    "p.g.a.": "på grunn av",
    "pga.": "på grunn av", "prof.": "professor", "pst.": "prosent", "red.": "redaktør",
    "resp.": "respektive",
    "s.k.": "såkalte", "sen.": "senior", "sept.": "september", "sml.": "sammenlign",
    "spm.": "spørsmål",
    "st.": "sankt", "t.d.": "til dømes", "tlf.": "telefon", "t.o.m.": "til og med",
    "tom.": "til og med", "vha.": "ved hjelp av",
    "vs.": "versus", "årh.": "århundre", "m.o.h.": "meter over havet",
    "moh.": "meter over havet",
    "ang.": "angående", "vedr.": "vedrørende", "div.": "diverse", "forts.": "fortsetter",
    "utg.": "utgave",
}  # fmt: skip
_BEFORE_NUMBERS = {
    "nr.": "nummer", "nr": "nummer", "s.": "side", "kap.": "kapittel", "bd.": "bind",
    "art.": "artikkel", "fig.": "figur", "tab.": "tabell", "pkt.": "punkt",
}  # fmt: skip
_SIGNS = {
    "&": "og", "=": "er lik", "≈": "er omtrent", "≠": "er ikke lik",
    "≤": "mindre enn eller lik",
    "≥": "større enn eller lik", "±": "pluss minus", "×": "ganger", "÷": "delt på", "→": "pil",
    "§": "paragraf", "%": "prosent", "‰": "promille", "°": "grader", "€": "euro", "$": "dollar",
    "£": "pund", "@": "krøllalfa", "√": "roten av", "∞": "uendelig", " < ": "mindre enn",
    " > ": "større enn", "π": "pi",
}  # fmt: skip
_SIGNS_BEFORE_NUMBERS = {
    "<=": "høyst", ">=": "minst", "<": "mindre enn", ">": "større enn", "~": "cirka",
    "#": "nummer", "≤": "høyst", "≥": "minst", "≈": "cirka",
}  # fmt: skip
_ADDRESS_WORDS = {
    ".": "punktum", "/": "skråstrek", "@": "krøllalfa", "-": "bindestrek", "_": "understrek",
    "?": "spørsmålstegn", "=": "er lik", "&": "og", "#": "emneknagg", ":": "kolon",
    "%": "prosent", "+": "pluss", "~": "tilde",
}  # fmt: skip
_CURRENCIES = {
    "NOK": (Noun.of("krone", "kroner", "c"), Noun.of("øre", gender="c")),
    "SEK": (Noun.of("svensk krone", "svenske kroner", "c"), Noun.of("øre", gender="c")),
    "DKK": (Noun.of("dansk krone", "danske kroner", "c"), Noun.of("øre", gender="c")),
    "EUR": (Noun.of("euro", gender="c"), Noun.of("cent", gender="c")),
    "USD": (Noun.of("dollar", gender="c"), Noun.of("cent", gender="c")),
    "GBP": (Noun.of("pund", gender="n"), Noun.of("pence", gender="c")),
}  # fmt: skip
_CURRENCY_WORDS = {"kroner": "NOK", "euro": "EUR", "dollar": "USD", "pund": "GBP"}
_MORE_CURRENCY_SIGNS = {"kr": "NOK", "kr.": "NOK", "Kr": "NOK", "Kr.": "NOK"}
_MAGNITUDES = {
    "mill.": Noun.of("million", "millioner"), "mrd.": Noun.of("milliard", "milliarder"),
    "millioner": Noun.of("million", "millioner"),
    "milliarder": Noun.of("milliard", "milliarder"),
    "mill": Noun.of("million", "millioner"), "mrd": Noun.of("milliard", "milliarder"),
}  # fmt: skip
_UNIT_GENDERS = {
    "kg": "n", "g": "n", "mg": "n", "µg": "n", "t": "n", "min": "n", "s": "n", "ms": "n",
}  # fmt: skip
_MORE_UNITS = {
    "min.": Noun.of("minutt", "minutter", "n"), "sek.": Noun.of("sekund", "sekunder", "n"),
    "t": Noun.of("time", "timer"), "h": Noun.of("time", "timer"),
    "stk.": Noun.of("stykk", gender="n"),
    "hk": Noun.of("hestekraft", "hestekrefter"),
    "°C": Noun.of("grad celsius", "grader celsius"),
    "dB": Noun.of("desibel"), "MWh": Noun.of("megawattime", "megawattimer"),
    "mil": Noun.of("mil"),
    "TWh": Noun.of("terawattime", "terawattimer"),
    "kWh": Noun.of("kilowattime", "kilowattimer"),
    "km/t": Noun.of("kilometer i timen"), "pst.": Noun.of("prosent"),
}  # fmt: skip


class Norwegian(Scandinavian):
    """Norwegian as bokmål writes it."""

    locale = "nb"
    number_code = "no"
    numerals = NORWEGIAN
    formats = Formats(dotted_ordinals=True)
    decimal_mark, point, to, ratio, by, power = "komma", "punktum", "til", "", "ganger", "opphøyd i"
    minus, plus, over, times, and_, per = "minus", "pluss", "delt på", "ganger", "og", "per"
    half, part = ("en halv", "en og en halv"), ("del", "deler")
    cents_joiner, names_cents = " og ", True
    century = r"århundre"
    neuter = re.compile(
        r"(?:\w*år|\w*barn|\w*hus|\w*mål|\w*kilo|\w*rom|\w*bord|\w*poeng|\w*liv|\w*forsøk|\w*skritt|"
        r"\w*egg|\w*dyr|\w*århundre|\w*tilfelle|\w*par|\w*lag|\w*stykk|\w*land|\w*tonn|\w*gram|\w*minutt|\w*sekund)"
    )
    counted = r"(?:\w+e\s)?\w+(?:er|ere|kroner|mennesker|barn|stykker)\b"
    rulers = frozenset(
        """Harald Haakon Håkon Olav Oscar Karl Christian Frederik Carl Gustav Margrete Erik
        Magnus Sverre Pave Johannes Paul Pius Benedikt Elisabeth Ludvig Henrik Napoleon
        Wilhelm Nikolai
        """.split()  # noqa: SIM905
    )
    abbreviations = _ABBREVIATIONS
    may_end = frozenset(
    """osv. o.s.v. etc. m.m. m.fl. mfl. m.v. mv. o.l. e.l. f.Kr. e.Kr. moh. m.o.h.
    """.split()  # noqa: SIM905 - a list of words
)  # fmt: skip
    before_numbers = _BEFORE_NUMBERS
    never_end = frozenset(["mill.", "mrd.", "kr."])
    starters = frozenset(
        """Den Det De En Et Ei Han Hun Vi Dere Jeg Du Man Dette Denne Disse Der Her Da Men Og
        Eller For Når Om Fordi At Hva Hvem Hvor Hvordan Hvorfor Hvilken I På Av Med Til Fra
        Under Etter Før Siden Nå Så Også Ifølge Selv Senere Først Alle Alt Mange Noen Ingen
        Ikke Ja Nei Er Hans Hennes Deres Min Mitt Vår Dessuten Derfor Likevel Imidlertid Så
        Deretter
        """.split()  # noqa: SIM905
    )
    numbered = frozenset(
        """kapittel nummer side versjon artikkel paragraf rom del klasse gruppe
        """.split()  # noqa: SIM905 - a list of words
    )
    year_words = frozenset(
        """år året siden i til fra omkring cirka rundt januar februar mars april mai juni juli
        august september oktober november desember sommeren vinteren høsten våren født død
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
    telephone_words = r"(?i:tlf|telefon|telefonnummer|faks|mobil|ring)\b\.?:?"

    def before_marks(self, text: str) -> str:
        """Text after what only Norwegian writes: "1980-tallet", "5-årig", "kl. 14.30", "200,-"."""
        text = _DECADE.sub(lambda m: f"{self.decade(int(m[1]))}{m[2]}", text)
        text = _COMPOUND.sub(lambda m: f"{self._joined(int(m[1]))}{m[2]}", text)
        text = CLOCK_SPAN.sub(r"\1 \2:\3-\4:\5", text)
        text = re.sub(r"\b([Kk]l)\.?\s?(\d{1,2})\.(\d\d)(?!\d)", r"\1. \2:\3", text)
        text = re.sub(r"(?<!\w)(?:kr\.?\s?)?(\d[\d. ]*),-(?!\w)", r"\1 kr", text)
        return _CLOCK.sub("klokken ", text)

    def _joined(self, number: int) -> str:
        return "ett" if number == 1 else self.cardinal(number)

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        if number < 1000:
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        return f"{self.cardinal(century)}{'hundre' if not rest else self.cardinal(rest)}"

    def year(self, number: int, around: Context = NOWHERE) -> str:
        if not (1100 <= number <= 1999 or 2010 <= number <= 2099):
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        if not rest:
            return f"{self.cardinal(century)} hundre"
        if rest < 10:
            return f"{self.cardinal(century)} hundre og {self.cardinal(rest)}"
        return f"{self.cardinal(century)} {self.cardinal(rest)}"

    def part_name(self, denominator: int) -> str:
        return "halv" if denominator == 2 else self.ordinal(denominator)
