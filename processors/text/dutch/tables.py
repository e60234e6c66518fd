"""Dutch words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "a.u.b.": "alstublieft", "a.d.h.v.": "aan de hand van", "afb.": "afbeelding",
    "afd.": "afdeling",
    "alg.": "algemeen", "apr.": "april", "aug.": "augustus", "b.g.g.": "bij geen gehoor",
    "bijv.": "bijvoorbeeld", "b.v.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "blz.": "bladzijde",
    "c.q.": "casu quo", "ca.": "circa", "d.d.": "de dato", "d.m.v.": "door middel van",
    "d.w.z.": "dat wil zeggen", "dec.": "december", "dhr.": "de heer", "dr.": "doctor",
    "drs.": "doctorandus", "dw.z.": "dat wil zeggen", "e.a.": "en andere", "e.d.": "en dergelijke",
    "e.e.a.": "een en ander", "enz.": "enzovoort", "etc.": "et cetera", "evt.": "eventueel",
    "excl.": "exclusief", "e.v.": "en volgende", "feb.": "februari", "fig.": "figuur",
    "gem.": "gemiddeld", "geb.": "geboren", "i.a.": "in afwachting", "i.c.m.": "in combinatie met",
    "i.h.a.": "in het algemeen", "i.h.b.": "in het bijzonder", "i.p.v.": "in plaats van",
    "i.t.t.": "in tegenstelling tot", "i.v.m.": "in verband met", "incl.": "inclusief",
    "ing.": "ingenieur", "ir.": "ingenieur", "jan.": "januari", "jl.": "jongstleden",
    "jhr.": "jonkheer", "jr.": "junior", "k.k.": "kosten koper", "km.": "kilometer",
    "m.a.w.": "met andere woorden", "m.b.t.": "met betrekking tot", "m.b.v.": "met behulp van",
    "m.i.v.": "met ingang van", "m.m.v.": "met medewerking van", "m.n.": "met name",
    "m.u.v.": "met uitzondering van", "max.": "maximaal", "mej.": "mejuffrouw",
    "mevr.": "mevrouw", "mw.": "mevrouw", "min.": "minimaal", "mr.": "meester",
    "n.a.v.": "naar aanleiding van", "n.Chr.": "na Christus", "n. Chr.": "na Christus",
    "nl.": "namelijk", "nov.": "november", "o.a.": "onder andere", "o.b.v.": "op basis van",
    "o.i.d.": "of iets dergelijks", "o.l.v.": "onder leiding van", "o.m.": "onder meer",
    "okt.": "oktober", "p.p.": "per persoon", "p.m.": "per maand", "p.st.": "per stuk",
    "p/m": "per maand", "plm.": "plusminus", "prof.": "professor", "resp.": "respectievelijk",
    "sept.": "september", "sr.": "senior", "st.": "sint", "str.": "straat",
    "t.a.v.": "ter attentie van",
    "t.b.v.": "ten behoeve van", "t.g.v.": "ten gevolge van", "t.n.v.": "ten name van",
    "t.o.v.": "ten opzichte van", "t.w.v.": "ter waarde van", "t.z.t.": "te zijner tijd",
    "t/m": "tot en met", "tel.": "telefoon", "v.Chr.": "voor Christus", "v. Chr.": "voor Christus",
    "v.a.": "vanaf", "vgl.": "vergelijk", "vlg.": "volgende", "wo.": "woensdag",
    "z.g.": "zogenaamd",
    "zgn.": "zogenaamd", "z.o.z.": "zie ommezijde", "a.s.": "aanstaande", "o.g.": "onroerend goed",
    "m.i.": "mijns inziens", "s.v.p.": "alstublieft", "ong.": "ongeveer", "vs.": "versus",
}  # fmt: skip
MAY_END = frozenset(
    """enz. etc. e.d. e.a. o.i.d. jl. a.s. a.u.b. s.v.p. n.Chr. v.Chr.
    """.split()  # noqa: SIM905 - a list of words
)
BEFORE_NUMBERS = {
    "nr.": "nummer", "nrs.": "nummers", "no.": "nummer", "p.": "pagina", "pag.": "pagina",
    "art.": "artikel", "hfdst.": "hoofdstuk", "par.": "paragraaf", "tab.": "tabel", "dl.": "deel",
    "vol.": "volume", "lid.": "lid", "jrg.": "jaargang",
}  # fmt: skip
NEVER_END = frozenset(["mln.", "mld."])
STARTERS = frozenset(
    """De Het Een Hij Zij Ze Wij We Jij Je Jullie U Ik Dit Dat Deze Die Daar Hier Er Maar En Of
    Want Als Toen Omdat Hoewel Wie Wat Waar Wanneer Waarom Hoe Welke In Op Aan Bij Met Na Naar
    Om Onder Over Tegen Tijdens Tot Uit Van Vanaf Voor Zonder Sinds Nu Dan Daarna Daarom Ook
    Nog Vandaag Gisteren Morgen Later Eerst Toch Zo Zijn Haar Hun Ons Onze Mijn Jouw Alle
    Alles Veel Sommige Geen Niet Ja Nee Is Was Waren Heeft Had Volgens Intussen Inmiddels
    Bovendien Misschien Helaas
    """.split()  # noqa: SIM905
)
NUMBERED = frozenset(
    "hoofdstuk nummer pagina versie artikel paragraaf kamer deel type klas groep lijn".split()  # noqa: SIM905
)
YEAR_WORDS = frozenset(
    """in sinds tot vanaf jaar uit anno rond omstreeks na voor tussen van en begin eind zomer
    winter herfst voorjaar najaar januari februari maart april mei juni juli augustus
    september oktober november december geboren overleden
    """.split()  # noqa: SIM905
)
SIGNS = {
    "&": "en", "=": "is gelijk aan", "≈": "is ongeveer", "≠": "is niet gelijk aan",
    "≤": "kleiner dan of gelijk aan", "≥": "groter dan of gelijk aan", "±": "plus min", "×": "keer",
    "÷": "gedeeld door", "→": "pijl", "§": "paragraaf", "%": "procent", "‰": "promille",
    "°": "graden", "€": "euro", "$": "dollar", "£": "pond", "√": "wortel", "∞": "oneindig",
    "@": "apenstaartje", "№": "nummer", " < ": "kleiner dan", " > ": "groter dan", "π": "pi",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "hoogstens", ">=": "minstens", "<": "kleiner dan", ">": "groter dan", "~": "circa",
    "#": "nummer", "≤": "hoogstens", "≥": "minstens", "≈": "circa", "±": "ongeveer",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "punt", "/": "slash", "@": "apenstaartje", "-": "streepje", "_": "liggend streepje",
    "?": "vraagteken", "=": "is", "&": "en", "#": "hekje", ":": "dubbele punt", "%": "procent",
    "+": "plus", "~": "tilde",
}  # fmt: skip
CURRENCIES = {
    "EUR": (Noun.of("euro"), Noun.of("cent")),
    "USD": (Noun.of("dollar"), Noun.of("cent")),
    "GBP": (Noun.of("pond"), Noun.of("pence")),
    "CHF": (Noun.of("Zwitserse frank"), Noun.of("rappen")),
    "JPY": (Noun.of("yen"), None),
    "SEK": (Noun.of("kroon", "kronen"), None), "NOK": (Noun.of("kroon", "kronen"), None),
    "DKK": (Noun.of("kroon", "kronen"), None), "CZK": (Noun.of("kroon", "kronen"), None),
    "RUB": (Noun.of("roebel"), None), "INR": (Noun.of("roepie"), None),
    "BRL": (Noun.of("real"), None), "PLN": (Noun.of("zloty"), None), "TRY": (Noun.of("lira"), None),
}  # fmt: skip
CURRENCY_WORDS = {"euro": "EUR", "dollar": "USD", "pond": "GBP", "gulden": "NLG"}
CURRENCIES["NLG"] = (Noun.of("gulden"), Noun.of("cent"))
MAGNITUDES = {
    "mln.": Noun.of("miljoen"), "mln": Noun.of("miljoen"), "mld.": Noun.of("miljard"),
    "mld": Noun.of("miljard"), "miljoen": Noun.of("miljoen"), "miljard": Noun.of("miljard"),
}  # fmt: skip
MORE_UNITS = {
    "u": Noun.of("uur"), "min.": Noun.of("minuut", "minuten"),
    "sec.": Noun.of("seconde", "seconden"),
    "st.": Noun.of("stuk", "stuks"), "gr.": Noun.of("gram"),
    "°C": Noun.of("graad Celsius", "graden Celsius"),
    "pk": Noun.of("P K"), "dB": Noun.of("decibel"), "MWh": Noun.of("megawattuur"),
    "GWh": Noun.of("gigawattuur"), "Wh": Noun.of("wattuur"), "kWh": Noun.of("kilowattuur"),
    "%": Noun.of("procent"), "h": Noun.of("uur"), "Mbit/s": Noun.of("megabit per seconde"),
    "mAh": Noun.of("milliampère-uur"), "mm²": Noun.of("vierkante millimeter"),
}  # fmt: skip
