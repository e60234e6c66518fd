"""German words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "Abk.": "Abkürzung", "allg.": "allgemein", "a. a. O.": "am angegebenen Ort",
    "a. D.": "außer Dienst", "a. M.": "am Main", "Aufl.": "Auflage", "bes.": "besonders",
    "betr.": "betreffend", "bez.": "bezüglich", "bezgl.": "bezüglich", "bzgl.": "bezüglich",
    "bspw.": "beispielsweise", "bzw.": "beziehungsweise", "ca.": "circa", "d. h.": "das heißt",
    "d. i.": "das ist", "d. M.": "dieses Monats", "d. J.": "dieses Jahres", "d. Ä.": "der Ältere",
    "dgl.": "dergleichen",
    "Dipl.-Ing.": "Diplomingenieur", "Dr.": "Doktor", "Dres.": "Doktores",
    "ebd.": "ebenda", "ehem.": "ehemals", "einschl.": "einschließlich", "engl.": "englisch",
    "entspr.": "entsprechend", "etc.": "et cetera", "etw.": "etwas", "e. V.": "E V",
    "ev.": "evangelisch", "evtl.": "eventuell", "exkl.": "exklusive", "Fa.": "Firma",
    "med.": "med", "phil.": "phil", "jur.": "jur", "rer. nat.": "rer nat", "h. c.": "H C",
    "Mag.": "Magister", "Ing.": "Ingenieur", "gez.": "gezeichnet", "Jun.": "Juni", "Jul.": "Juli",
    "f. d. R.": "für die Richtigkeit", "frz.": "französisch", "geb.": "geboren",
    "gegr.": "gegründet",
    "gem.": "gemäß", "gen.": "genannt", "gest.": "gestorben", "ggf.": "gegebenenfalls",
    "ggfs.": "gegebenenfalls",
    "griech.": "griechisch", "Hbf.": "Hauptbahnhof", "hl.": "heilige", "Hr.": "Herr",
    "Hrn.": "Herrn", "Hrsg.": "Herausgeber", "hrsg.": "herausgegeben", "i. A.": "im Auftrag",
    "i. Allg.": "im Allgemeinen", "i. d. R.": "in der Regel", "i. e. S.": "im engeren Sinne",
    "i. H. v.": "in Höhe von", "i. S. v.": "im Sinne von", "i. V.": "in Vertretung",
    "i. V. m.": "in Verbindung mit", "inkl.": "inklusive", "insb.": "insbesondere",
    "insbes.": "insbesondere", "Inh.": "Inhaber", "ital.": "italienisch", "jew.": "jeweils",
    "Jh.": "Jahrhundert", "Jhd.": "Jahrhundert", "Jhs.": "Jahrhunderts", "jun.": "junior",
    "kath.": "katholisch", "lat.": "lateinisch", "lt.": "laut", "max.": "maximal",
    "m. E.": "meines Erachtens", "mind.": "mindestens", "min.": "minimal",
    "n. Chr.": "nach Christus",
    "n. u. Z.": "nach unserer Zeitrechnung", "o. Ä.": "oder Ähnliches", "o. ä.": "oder ähnliche",
    "o. g.": "oben genannte", "Pfd.": "Pfund", "Pkt.": "Punkt", "Prof.": "Professor",
    "rd.": "rund", "röm.": "römisch", "s. a.": "siehe auch", "s. o.": "siehe oben",
    "s. u.": "siehe unten", "sen.": "senior", "sog.": "sogenannte", "St.": "Sankt",
    "Stellv.": "Stellvertreter", "stellv.": "stellvertretende", "Std.": "Stunden",
    "Str.": "Straße", "str.": "straße", "Tel.": "Telefon", "tägl.": "täglich",
    "u. a.": "unter anderem",
    "u. Ä.": "und Ähnliches", "u. ä.": "und ähnliche", "u. a. m.": "und anderes mehr",
    "u. U.": "unter Umständen", "u. v. a.": "und viele andere",
    "u. v. m.": "und vieles mehr", "übl.": "üblich", "urspr.": "ursprünglich",
    "usf.": "und so fort",
    "usw.": "und so weiter", "v. a.": "vor allem", "v. Chr.": "vor Christus",
    "v. u. Z.": "vor unserer Zeitrechnung", "verh.": "verheiratet", "verst.": "verstorben",
    "vgl.": "vergleiche", "vllt.": "vielleicht", "Vors.": "Vorsitzender", "vorm.": "vormals",
    "wg.": "wegen",
    "Wwe.": "Witwe", "z. B.": "zum Beispiel", "z. Hd.": "zu Händen", "z. T.": "zum Teil",
    "z. Z.": "zur Zeit", "z. Zt.": "zur Zeit", "zz.": "zurzeit", "zzgl.": "zuzüglich",
    "zzt.": "zurzeit", "Ztr.": "Zentner", "zw.": "zwischen", "dt.": "deutsch", "amtl.": "amtlich",
    "Jan.": "Januar", "Feb.": "Februar", "Apr.": "April", "Aug.": "August", "Sept.": "September",
    "Okt.": "Oktober", "Nov.": "November", "Dez.": "Dezember", "Mo.": "Montag", "Di.": "Dienstag",
    "Mi.": "Mittwoch", "Do.": "Donnerstag", "Fr.": "Freitag", "Sa.": "Samstag",
    "GmbH": "G M B H", "Co.": "Co", "KG": "K G", "AG": "A G", "mbH": "M B H", "LKW": "L K W",
    "Lkw": "L K W", "PKW": "P K W",
    "Pkw": "P K W", "Kfz": "K F Z", "StGB": "S T G B", "BGB": "B G B",
}  # fmt: skip
MAY_END = frozenset(
    ["usw.", "etc.", "u. a.", "usf.", "u. Ä.", "o. Ä.", "u. v. m.", "u. a. m.", "n. Chr.",
     "v. Chr.", "e. V.", "Str.", "str.", "Hbf.", "Std.", "Min.", "Jh.", "jun.", "sen."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "Abb.": "Abbildung", "Abs.": "Absatz", "Abschn.": "Abschnitt", "Anm.": "Anmerkung",
    "Art.": "Artikel", "Bd.": "Band", "Bde.": "Bände", "Bl.": "Blatt", "Hs.": "Handschrift",
    "Kap.": "Kapitel", "Nr.": "Nummer", "Nrn.": "Nummern", "No.": "Nummer", "Par.": "Paragraf",
    "Pos.": "Position", "S.": "Seite", "Tab.": "Tabelle", "Ziff.": "Ziffer", "Zi.": "Zimmer",
    "Z.": "Zeile", "Jg.": "Jahrgang", "Sp.": "Spalte", "Vers.": "Version", "Lfg.": "Lieferung",
    "Sure": "Sure",
}  # fmt: skip
BEFORE_NAMES = {"Fr.": "Frau", "Frl.": "Fräulein", "Bhf.": "Bahnhof"}
NEVER_END = frozenset(["Nr.", "Abs.", "Art.", "Bd.", "Mio.", "Mrd.", "Min.", "Sek.", "Tsd."])
# Words that begin a sentence far more often than they are a noun after an ordinal.
STARTERS = frozenset(
    """Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ihr Ich Du Man Dies Diese
    Dieser Dieses Diesen Jene Jener Dort Da Dann Danach Davor Dabei Damit Doch Aber Und Oder Denn
    Wenn Weil Als Ob Wer Was Wo Wann Warum Wie Wieso Welche Welcher In Im An Am Auf Aus Bei Beim
    Bis Durch Für Gegen Mit Nach Ohne Seit Seitdem Über Um Unter Von Vom Vor Während Wegen Zu Zum
    Zur Zwischen Hier Heute Gestern Morgen Jetzt Nun Nur Noch Schon Auch Sein Seine Seinen Ihre
    Ihren Mein Meine Unser Unsere Kein Keine Alle Alles Viele Einige Manche Mehr Später Früher
    Zuerst Zunächst Zuvor Bald Nachdem Obwohl Trotzdem Deshalb Daher Darum Dazu Außerdem
    Allerdings Jedoch Insgesamt Leider Ja Nein So Bitte Ist Sind War Waren Hat Haben Wird Werden
    Kann Können
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """jahr jahre jahres jahren seit bis von vor nach ab um anno sommer winter herbst frühjahr
    frühling januar februar märz april mai juni juli august september oktober november dezember
    ende anfang mitte geboren gestorben ca circa
    """.split()  # noqa: SIM905 - a list of words
)
NUMBERED = frozenset(
    """kapitel abschnitt nummer seite version absatz artikel paragraf punkt ziffer band raum zimmer
    vitamin klasse typ gruppe plan
    """.split()  # noqa: SIM905 - a list of words
)

SIGNS = {
    "&": "und", "=": "gleich", "≈": "ungefähr gleich", "≠": "ungleich", "≤": "kleiner oder gleich",
    "≥": "größer oder gleich", "±": "plus minus", "×": "mal", "÷": "geteilt durch", "→": "Pfeil",
    "§§": "Paragrafen", "§": "Paragraf", "%": "Prozent", "‰": "Promille", "°": "Grad", "€": "Euro",
    "$": "Dollar", "£": "Pfund", "√": "Wurzel aus", "∞": "unendlich", "@": "at", " + ": "plus",
    "№": "Nummer", " < ": "kleiner als", " > ": "größer als", "π": "Pi", "†": "gestorben",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "höchstens", ">=": "mindestens", "<": "kleiner als", ">": "größer als", "~": "circa",
    "#": "Nummer", "Ø": "durchschnittlich", "≤": "höchstens", "≥": "mindestens", "≈": "circa",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "Punkt", "/": "Schrägstrich", "@": "at", "-": "Bindestrich", "_": "Unterstrich",
    "?": "Fragezeichen", "=": "gleich", "&": "und", "#": "Raute", ":": "Doppelpunkt",
    "%": "Prozent", "+": "plus", "~": "Tilde",
}  # fmt: skip

CURRENCIES = {
    "EUR": (Noun.of("Euro"), Noun.of("Cent")),
    "USD": (Noun.of("Dollar"), Noun.of("Cent")),
    "GBP": (Noun.of("Pfund", gender="n"), Noun.of("Pence")),
    "CHF": (Noun.of("Franken"), Noun.of("Rappen")),
    "JPY": (Noun.of("Yen"), None),
    "PLN": (Noun.of("Zloty"), Noun.of("Groschen")),
    "CZK": (Noun.of("Krone", "Kronen", "f"), Noun.of("Heller")),
    "SEK": (Noun.of("Krone", "Kronen", "f"), Noun.of("Öre", gender="n")),
    "NOK": (Noun.of("Krone", "Kronen", "f"), Noun.of("Öre", gender="n")),
    "DKK": (Noun.of("Krone", "Kronen", "f"), Noun.of("Öre", gender="n")),
    "RUB": (Noun.of("Rubel"), Noun.of("Kopeke", "Kopeken", "f")),
    "TRY": (Noun.of("Lira", gender="f"), None),
    "INR": (Noun.of("Rupie", "Rupien", "f"), None),
    "BRL": (Noun.of("Real"), Noun.of("Centavo", "Centavos")),
    "CAD": (Noun.of("kanadischer Dollar", "kanadische Dollar"), Noun.of("Cent")),
    "AUD": (Noun.of("australischer Dollar", "australische Dollar"), Noun.of("Cent")),
    "DEM": (Noun.of("Mark", gender="f"), Noun.of("Pfennig")),
}  # fmt: skip
CURRENCY_WORDS = {
    "Euro": "EUR", "Dollar": "USD", "US-Dollar": "USD", "Pfund": "GBP", "Franken": "CHF",
    "Fr.": "CHF", "sFr.": "CHF", "DM": "DEM", "Mark": "DEM", "D-Mark": "DEM", "Yen": "JPY",
    "Kronen": "SEK",
}  # fmt: skip
MAGNITUDES = {
    "Tsd.": Noun.of("tausend"), "Mio.": Noun.of("Million", "Millionen", "f"),
    "Mill.": Noun.of("Million", "Millionen", "f"), "Mrd.": Noun.of("Milliarde", "Milliarden", "f"),
    "Bio.": Noun.of("Billion", "Billionen", "f"), "Million": Noun.of("Million", "Millionen", "f"),
    "Millionen": Noun.of("Million", "Millionen", "f"),
    "Milliarde": Noun.of("Milliarde", "Milliarden", "f"),
    "Milliarden": Noun.of("Milliarde", "Milliarden", "f"),
}  # fmt: skip
# Feminine and neuter units; the others are masculine.
UNIT_GENDERS = {
    "h": "f", "min": "f", "s": "f", "ms": "f", "µs": "f", "ns": "f", "t": "f", "kcal": "f",
    "cal": "f", "kg": "n", "g": "n", "mg": "n", "µg": "n", "W": "n", "kW": "n", "MW": "n",
    "GW": "n", "mW": "n", "V": "n", "A": "n", "mA": "n", "Ω": "n", "J": "n", "kJ": "n", "N": "n",
    "Pa": "n", "hPa": "n", "kPa": "n", "mbar": "n", "bar": "n", "kB": "n", "KB": "n", "MB": "n",
    "GB": "n", "TB": "n", "px": "n", "Hz": "n", "kHz": "n", "MHz": "n", "GHz": "n", "%": "n",
    "‰": "n", "mol": "n", "lm": "n", "lx": "n",
}  # fmt: skip
MORE_UNITS = {
    "Std.": Noun.of("Stunde", "Stunden", "f"), "Std": Noun.of("Stunde", "Stunden", "f"),
    "Min.": Noun.of("Minute", "Minuten", "f"), "Sek.": Noun.of("Sekunde", "Sekunden", "f"),
    "Pfd.": Noun.of("Pfund", gender="n"), "St.": Noun.of("Stück", gender="n"),
    "Stk.": Noun.of("Stück", gender="n"), "EL": Noun.of("Esslöffel"), "TL": Noun.of("Teelöffel"),
    "PS": Noun.of("P S", gender="n"), "Ah": Noun.of("Amperestunde", "Amperestunden", "f"),
    "mAh": Noun.of("Milliamperestunde", "Milliamperestunden", "f"),
    "MWh": Noun.of("Megawattstunde", "Megawattstunden", "f"),
    "GWh": Noun.of("Gigawattstunde", "Gigawattstunden", "f"),
    "TWh": Noun.of("Terawattstunde", "Terawattstunden", "f"),
    "Wh": Noun.of("Wattstunde", "Wattstunden", "f"), "dB": Noun.of("Dezibel", gender="n"),
    "MPa": Noun.of("Megapascal", gender="n"), "Mbit/s": Noun.of("Megabit pro Sekunde"),
    "Gbit/s": Noun.of("Gigabit pro Sekunde"),
    "U/min": Noun.of("Umdrehung pro Minute", "Umdrehungen pro Minute", "f"),
    "Kg": Noun.of("Kilogramm", gender="n"), "°C": Noun.of("Grad Celsius"),

    "h/Woche": Noun.of("Stunde pro Woche", "Stunden pro Woche", "f"),
    "Uhr": Noun.of("Uhr", gender="m"),
    "mm²": Noun.of("Quadratmillimeter"), "mm³": Noun.of("Kubikmillimeter"),
    "dm²": Noun.of("Quadratdezimeter"), "dm³": Noun.of("Kubikdezimeter"),
    "J.": Noun.of("Jahr", "Jahre", "n"),
}  # fmt: skip
