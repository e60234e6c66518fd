"""Endings of German ordinals, by the words around them.

An ending follows article, case and gender of its noun. Article and preposition stand before it and
mostly decide; where none does, the gender of the noun does, and an unknown noun is masculine.
"""

import re

from processors.text.grammar.numerals import Context

# Before these an ordinal ends in -en: dative or genitive, or accusative masculine.
_WEAK = frozenset(
    """am im zum beim vom zur dem den des einem einen einer eines diesem diesen dieses jedem jeden
    jenem seinem seinen seiner ihrem ihren ihrer meinem meinen meiner deinem unserem unseren
    unserer eurem keinem keinen keiner welchem welchen ab bis spätestens frühestens seit vor unterm
    hinterm überm beiden alle allen ihres seines meines eures jedes
    """.split()  # noqa: SIM905
)
# ... and in -e: nominative, or accusative feminine and neuter.
_STRONG_E = frozenset(
    """die das ins ans aufs fürs eine diese jene jede seine ihre meine deine unsere eure keine
    """.split()  # noqa: SIM905
)
_INDEFINITE = frozenset("ein sein ihr mein dein unser euer kein".split())  # noqa: SIM905
# Prepositions with the dative: "der" after one of them is feminine.
_DATIVE = frozenset(
    """in an auf aus bei mit nach seit von zu vor hinter unter über neben zwischen ab gegenüber laut
    während wegen trotz dank anhand aufgrund innerhalb außerhalb mitte ende anfang
    """.split()  # noqa: SIM905
)
_ACCUSATIVE = frozenset("durch für gegen ohne um".split())  # noqa: SIM905
_FEMININE = re.compile(
    r"(?:Schwester|Tochter|Mutter|Nacht|Stadt|Tür|Wand|Uhr|Bank|Zahl|Fahrt|Auflage|Ausgabe|Ausfahrt|Bundesliga|Dame|Dekade|Dimension|Division|Ebene|Episode|Etage|"
    r"Fassung|"
    r"Folge|Frau|Generation|Hälfte|Halbzeit|Hand|Hilfe|Instanz|Karte|Kategorie|Klasse|Kurve|Lesung|"
    r"Liga|Linie|Mannschaft|Minute|Nacht|Norm|Ordnung|Person|Phase|Potenz|"
    r"Reihe|Republik|Runde|Sekunde|Seite|Serie|"
    r"Sinfonie|Sitzung|Spalte|Staffel|Station|Stelle|Strophe|Stufe|Stunde|Symphonie|Szene|Tür|Version|"
    r"Welle|Wahl|Woche|Zeile|\w+(?:ung|heit|keit|schaft|tion|ität))(?:n|en)?$"
)
_NEUTER = re.compile(
    r"(?:Album|Bataillon|Buch|Bild|Byte|Drittel|Element|Fach|Gebot|Geschoss|Gesetz|Glied|Gleis|Haus|"
    r"Jahr|Jahres|Jahrhundert|Jahrhunderts|Jahrtausend|Jahrzehnt|Kapitel|Kind|Konzert|"
    r"Lebensjahr|Lied|Mal|Obergeschoss|Quartal|Rad|Regiment|Reich|"
    r"Semester|Spiel|Stockwerk|Stück|Team|Tor|Trimester|Viertel|Wort|Zeichen|Zimmer)$"
)
_PAIRED = re.compile(r"(?:\d{1,2}\.,? (?:und |oder |bis |sowie )?)+$")
_ORDINAL = re.compile(r"(?:te|ten|ter|tes|erste|ersten|erster|erstes)$")
_WEEKDAY = re.compile(r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)$")
_SHORT_WEEKDAY = re.compile(r"\b(?:Mo|Di|Mi|Do|Fr|Sa|So)\.,?\s*$")
_MONTH = re.compile(r"\s*(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|\d)", re.IGNORECASE)


def ending(around: Context, followed_by_month: bool = False) -> str:
    """Ending of an ordinal: "e", "en", "er" or "es"."""
    # "am 3. und 4. Mai": both have the ending that the first one has.
    around = Context(_PAIRED.sub("", around.before), around.after)
    words = around.words_before(4)
    last = words[-1] if words else ""
    before_last = words[-2] if len(words) > 1 else ""
    if _SHORT_WEEKDAY.search(around.before):
        return "en" if before_last in ("am", "dem", "vom", "zum", "den", "diesen") else "er"
    clause = re.search(r"[.;:!?]\s*$", around.before)
    if clause:
        return _by_noun(around, followed_by_month)
    if last in ("und", "oder", "sowie", "bis") and _ORDINAL.search(before_last):
        return re.search(r"t(e[nrs]?)$", before_last)[1]
    if re.search(r"\w,\s*$", around.before) and _ORDINAL.search(last):
        return re.search(r"t(e[nrs]?)$", last)[1]
    if _WEEKDAY.search(last):
        return "en" if before_last in ("am", "dem", "vom", "zum", "den", "diesen") else "er"
    if last in _WEAK:
        return "en"
    if last in _STRONG_E:
        return "e"
    if last == "der":
        return "en" if before_last in _DATIVE else "e"
    if last in _INDEFINITE:
        found = _by_noun(around, followed_by_month)
        return found if found != "e" else "er"
    if last in _DATIVE and not followed_by_month:
        return "er" if _by_noun(around, False) == "e" else "em"
    return _by_noun(around, followed_by_month)


def _by_noun(around: Context, followed_by_month: bool) -> str:
    if followed_by_month or _MONTH.match(around.after):
        return "er"
    noun = _noun_after(around)
    if _FEMININE.search(noun):
        return "e"
    return "es" if _NEUTER.search(noun) else "er"


def gender_after(around: Context) -> str:
    """Gender of the noun after a number, as far as its form tells: "m", "f" or "n"."""
    noun = _noun_after(around)
    if _FEMININE.search(noun) or re.search("[^aeiou]e$", noun):
        return "f"
    return "n" if _NEUTER.search(noun) else "m"


def _noun_after(around: Context) -> str:
    """The first capitalized word after the ordinal, adjectives skipped."""
    match = re.match(r"\s*(?:[a-zäöüß]+e[nrms]?\s+){0,2}([A-ZÄÖÜ][\w-]*)", around.after)
    return match[1].split("-")[-1] if match else ""


_FEMALE_NAMES = re.compile(
    r"\b(?:Elisabeth|Elizabeth|Katharina|Maria|Margarethe|Isabella|Beatrix|Christina|Anna|Johanna|"
    r"Kleopatra|Juliana|Eleonore|Victoria|Viktoria|Charlotte|Königin|Kaiserin|Zarin|"
    r"Fürstin|Herzogin)s?\s*$"
)


def ruler(ordinal_stem: str, around: Context) -> str:
    """Ordinal after the name of a ruler: "der Zweite", "dem Zweiten", "des Zweiten"."""
    words = around.words_before(4)
    name = words[-1] if words else ""
    previous = words[-2] if len(words) > 1 else ""
    if previous in _TITLES and len(words) > 2:
        previous = words[-3]
    stem = ordinal_stem[0].upper() + ordinal_stem[1:]
    feminine = _FEMALE_NAMES.search(around.before)
    genitive = previous == "des" or (
        name.endswith("s") and name not in _NAMES_IN_S and not feminine
    )
    if genitive:
        return f"des {stem}en"
    if previous in _DATIVE or previous in ("zum", "vom", "beim", "dem", "am", "im"):
        return f"{'der' if feminine else 'dem'} {stem}en"
    if previous in _ACCUSATIVE or previous == "den":
        return f"die {stem}e" if feminine else f"den {stem}en"
    return f"die {stem}e" if feminine else f"der {stem}e"


_TITLES = frozenset(
    """könig kaiser papst zar prinz fürst herzog graf kurfürst königs kaisers papstes königin
    kaiserin zarin sultan pharao großherzog
    """.split()  # noqa: SIM905
)
_NAMES_IN_S = frozenset(
    """julius pius darius xerxes nikolaus alexios johannes ptolemäus ramses thutmosis clemens
    innozenz paulus sixtus claudius tiberius theodosius amenophis louis charles jesus markus
    hans nikolas
    """.split()  # noqa: SIM905
)
