"""Danish: how each mark of a text is spoken."""

import re

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.scandinavian.language import CLOCK_SPAN, Scandinavian
from processors.text.scandinavian.numerals import DANISH

_DECADE = re.compile(r"(?<![\w.,])(\d{1,2}00|\d{1,4}0)-?('?erne|tallets?)(?!\w)")
_COMPOUND = re.compile(r"(?<![\w.,])(\d{1,4})-(årig\w*|års\w*|dages|timers|procents|dobbelt\w*)")
_CLOCK = re.compile(r"\b[Kk]l\.?\s?(?=\d)")
_ABBREVIATIONS = {
    "adm.": "administrerende", "afd.": "afdeling", "alm.": "almindelig", "apr.": "april",
    "aug.": "august", "bl.a.": "blandt andet", "bl. a.": "blandt andet", "ca.": "cirka",
    "dec.": "december",
    "d.d.": "dags dato", "dir.": "direktør", "dr.": "doktor", "d.v.s.": "det vil sige",
    "dvs.": "det vil sige",
    "e.Kr.": "efter Kristus", "e. Kr.": "efter Kristus", "e.l.": "eller lignende",
    "eks.": "eksempel",
    "ekskl.": "eksklusive", "eng.": "engelsk", "etc.": "et cetera", "evt.": "eventuelt",
    "f.eks.": "for eksempel",
    "f. eks.": "for eksempel", "fx": "for eksempel", "f.Kr.": "før Kristus",
    "f. Kr.": "før Kristus",
    "feb.": "februar", "fhv.": "forhenværende", "fig.": "figur", "fr.": "fru",
    "f.t.": "for tiden", "gl.": "gamle",
    "gns.": "gennemsnit", "hhv.": "henholdsvis", "hr.": "hr", "ift.": "i forhold til",
    "inkl.": "inklusive",
    "jan.": "januar", "jf.": "jævnfør", "jvf.": "jævnfør", "jr.": "junior", "kl.": "klokken",
    "m.a.o.": "med andre ord",
    "maks.": "maksimalt", "m.fl.": "med flere", "mfl.": "med flere",
    "m.h.p.": "med henblik på", "mht.": "med hensyn til",
    "m.h.t.": "med hensyn til", "min.": "mindst", "m.m.": "med mere", "mv.": "med videre",
    "m.v.": "med videre",
    "nov.": "november", "nuv.": "nuværende", "o.a.": "og andre", "obs.": "observer",
    "okt.": "oktober",
    "o.l.": "og lignende", "osv.": "og så videre", "o.s.v.": "og så videre",
    "pga.": "på grund af",
    "p.g.a.": "på grund af", "prof.": "professor", "pr.": "per", "pct.": "procent",
    "red.": "redaktør",
    "resp.": "respektive", "s.u.": "svar udbedes", "sen.": "senior", "sept.": "september",
    "skt.": "sankt", "sml.": "sammenlign",
    "st.": "stuen", "stk.": "styk", "såk.": "såkaldte", "tlf.": "telefon",
    "t.o.m.": "til og med", "tidl.": "tidligere",
    "udg.": "udgave", "vedr.": "vedrørende", "vha.": "ved hjælp af", "v.hj.a.": "ved hjælp af",
    "vs.": "versus", "årh.": "århundrede",
    "ang.": "angående", "div.": "diverse", "forts.": "fortsættes", "iflg.": "ifølge",
    "u.å.": "uden år",
}  # fmt: skip
_BEFORE_NUMBERS = {
    "nr.": "nummer", "nr": "nummer", "s.": "side", "kap.": "kapitel", "bd.": "bind",
    "art.": "artikel", "fig.": "figur", "tab.": "tabel", "stk.": "stykke", "pkt.": "punkt",
}  # fmt: skip
_SIGNS = {
    "&": "og", "=": "er lig med", "≈": "er cirka", "≠": "er ikke lig med",
    "≤": "mindre end eller lig med", "≥": "større end eller lig med", "±": "plus minus",
    "×": "gange", "÷": "divideret med", "→": "pil", "§": "paragraf", "%": "procent",
    "‰": "promille", "°": "grader", "€": "euro", "$": "dollar", "£": "pund", "@": "snabel-a",
    "√": "kvadratroden af", "∞": "uendelig", " < ": "mindre end", " > ": "større end",
    "π": "pi",
}  # fmt: skip
_SIGNS_BEFORE_NUMBERS = {
    "<=": "højst", ">=": "mindst", "<": "mindre end", ">": "større end", "~": "cirka",
    "#": "nummer", "≤": "højst", "≥": "mindst", "≈": "cirka",
}  # fmt: skip
_ADDRESS_WORDS = {
    ".": "punktum", "/": "skråstreg", "@": "snabel-a", "-": "bindestreg", "_": "underscore",
    "?": "spørgsmålstegn", "=": "lig med", "&": "og", "#": "havelåge", ":": "kolon",
    "%": "procent", "+": "plus", "~": "tilde",
}  # fmt: skip
_CURRENCIES = {
    "DKK": (Noun.of("krone", "kroner", "c"), Noun.of("øre", gender="c")),
    "SEK": (Noun.of("svensk krone", "svenske kroner", "c"), Noun.of("øre", gender="c")),
    "NOK": (Noun.of("norsk krone", "norske kroner", "c"), Noun.of("øre", gender="c")),
    "EUR": (Noun.of("euro", gender="c"), Noun.of("cent", gender="c")),
    "USD": (Noun.of("dollar", gender="c"), Noun.of("cent", gender="c")),
    "GBP": (Noun.of("pund", gender="n"), Noun.of("pence", gender="c")),
}  # fmt: skip
_CURRENCY_WORDS = {"kroner": "DKK", "euro": "EUR", "dollar": "USD", "pund": "GBP"}
_MORE_CURRENCY_SIGNS = {"kr": "DKK", "kr.": "DKK", "Kr": "DKK", "Kr.": "DKK"}
_MAGNITUDES = {
    "mio.": Noun.of("million", "millioner"), "mia.": Noun.of("milliard", "milliarder"),
    "mio": Noun.of("million", "millioner"), "mia": Noun.of("milliard", "milliarder"),
    "millioner": Noun.of("million", "millioner"),
    "milliarder": Noun.of("milliard", "milliarder"),
}  # fmt: skip
_UNIT_GENDERS = {
    "kg": "n", "g": "n", "mg": "n", "µg": "n", "t": "n", "min": "n", "s": "n", "ms": "n",
}  # fmt: skip
_MORE_UNITS = {
    "min.": Noun.of("minut", "minutter", "n"), "sek.": Noun.of("sekund", "sekunder", "n"),
    "t": Noun.of("time", "timer"), "h": Noun.of("time", "timer"),
    "stk.": Noun.of("styk", gender="n"),
    "hk": Noun.of("hestekraft", "hestekræfter"),
    "°C": Noun.of("grad celsius", "grader celsius"),
    "dB": Noun.of("decibel"), "MWh": Noun.of("megawatttime", "megawatttimer"),
    "km/t": Noun.of("kilometer i timen"), "pct.": Noun.of("procent"),
}  # fmt: skip


class Danish(Scandinavian):
    """Danish."""

    locale = "da"
    number_code = "da"
    numerals = DANISH
    formats = Formats(dotted_ordinals=True)
    decimal_mark, point, to, ratio, by, power = "komma", "punktum", "til", "", "gange", "i"
    minus, plus, over, times, and_, per = "minus", "plus", "over", "gange", "og", "per"
    half, part = ("en halv", "halvanden"), ("del", "dele")
    neuter_one = "et"
    cents_joiner, names_cents = " og ", True
    century = r"århundrede"
    neuter = re.compile(
        r"(?:\w*år|\w*barn|\w*hus|\w*mål|\w*kilo|\w*rum|\w*bord|\w*point|\w*liv|\w*forsøg|\w*skridt|"
        r"\w*æg|\w*dyr|\w*århundrede|\w*tilfælde|\w*par|\w*hold|\w*stykke|\w*land|\w*ton|\w*gram|\w*minut|\w*sekund)"
    )
    counted = r"(?:\w+e\s)?\w+(?:er|ere|kroner|mennesker|børn|stykker)\b"
    rulers = frozenset(
        """Christian Frederik Margrethe Erik Valdemar Knud Harald Svend Oluf Hans Christoffer
        Magnus Karl Gustav Henrik Ludvig Pave Johannes Paul Pius Benedikt Elisabeth Wilhelm
        Napoleon
        """.split()  # noqa: SIM905
    )
    abbreviations = _ABBREVIATIONS
    may_end = frozenset(
    """osv. o.s.v. etc. m.m. m.fl. mfl. mv. m.v. o.l. e.l. f.Kr. e.Kr. o.a.
    """.split()  # noqa: SIM905 - a list of words
)  # fmt: skip
    before_numbers = _BEFORE_NUMBERS
    never_end = frozenset(["mio.", "mia.", "kr."])
    starters = frozenset(
        """Den Det De En Et Han Hun Vi I Jeg Du Man Dette Denne Disse Der Her Da Men Og Eller For
        Når Hvis Fordi At Hvad Hvem Hvor Hvordan Hvorfor Hvilken På Af Med Til Fra Under Efter
        Før Siden Nu Så Også Ifølge Selv Senere Først Alle Alt Mange Nogle Ingen Ikke Ja Nej
        Er Hans Hendes Deres Min Mit Vores Desuden Derfor Dog Imidlertid Derefter Om
        """.split()  # noqa: SIM905
    )
    numbered = frozenset(
        """kapitel nummer side version artikel paragraf rum del klasse gruppe
        """.split()  # noqa: SIM905 - a list of words
    )
    year_words = frozenset(
        """år året siden i til fra omkring cirka januar februar marts april maj juni juli august
        september oktober november december sommeren vinteren efteråret foråret født død
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
    telephone_words = r"(?i:tlf|telefon|telefonnummer|fax|mobil|ring)\b\.?:?"

    def before_marks(self, text: str) -> str:
        """Text after what only Danish writes: "1980'erne", "5-årig", "kl. 14.30", "200,-"."""
        text = _DECADE.sub(lambda m: f"{self.decade(int(m[1]))}{self._of_decade(m[2])}", text)
        text = _COMPOUND.sub(lambda m: f"{self._joined(int(m[1]))}{m[2]}", text)
        text = CLOCK_SPAN.sub(r"\1 \2:\3-\4:\5", text)
        text = re.sub(r"\b([Kk]l)\.?\s?(\d{1,2})\.(\d\d)(?!\d)", r"\1. \2:\3", text)
        text = re.sub(r"(?<!\w)(?:kr\.?\s?)?(\d[\d. ]*),-(?!\w)", r"\1 kr", text)
        return _CLOCK.sub("klokken ", text)

    def form(self, noun: Noun, number: Number) -> str:
        """Form of a noun after a number: plural after decimals, "1,5 timer"."""
        return noun.form("other") if number.decimals else super().form(noun, number)

    def _of_decade(self, ending: str) -> str:
        return ending if ending.startswith("tal") else "erne"

    def _joined(self, number: int) -> str:
        return "et" if number == 1 else self.cardinal(number)

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        words = super().ordinal(number, around)
        is_neuter = around.word_before() in ("det", "et") or self.neuter.fullmatch(
            around.word_after()
        )
        return "andet" if number == 2 and is_neuter else words

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        if number < 1000:
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        words = f"{self.cardinal(century)}hundrede"
        if rest:
            return f"{words} og {self.cardinal(rest)}"
        return words

    def year(self, number: int, around: Context = NOWHERE) -> str:
        if not 1100 <= number <= 1999:
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        words = f"{self.cardinal(century)}hundrede"
        return f"{words} og {self.cardinal(rest)}" if rest else words
