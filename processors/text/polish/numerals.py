"""Polish numerals by case, and what the endings of nouns say of case and gender."""

import re

from processors.text.grammar.nouns import Noun
from processors.text.slavic.declension import Ending

CARDINALS = {
    0: "zero/zera/zeru/zero/zerem/zerze",
    1: "jeden/jednego/jednemu/jeden/jednym/jednym",
    2: "dwa/dwóch/dwóm/dwa/dwoma/dwóch",
    3: "trzy/trzech/trzem/trzy/trzema/trzech",
    4: "cztery/czterech/czterem/cztery/czterema/czterech",
    5: "pięć/pięciu/pięcioma", 6: "sześć/sześciu/sześcioma", 7: "siedem/siedmiu/siedmioma",
    8: "osiem/ośmiu/ośmioma", 9: "dziewięć/dziewięciu/dziewięcioma",
    10: "dziesięć/dziesięciu/dziesięcioma", 11: "jedenaście/jedenastu/jedenastoma",
    12: "dwanaście/dwunastu/dwunastoma", 13: "trzynaście/trzynastu/trzynastoma",
    14: "czternaście/czternastu/czternastoma", 15: "piętnaście/piętnastu/piętnastoma",
    16: "szesnaście/szesnastu/szesnastoma", 17: "siedemnaście/siedemnastu/siedemnastoma",
    18: "osiemnaście/osiemnastu/osiemnastoma", 19: "dziewiętnaście/dziewiętnastu/dziewiętnastoma",
    20: "dwadzieścia/dwudziestu/dwudziestoma", 30: "trzydzieści/trzydziestu/trzydziestoma",
    40: "czterdzieści/czterdziestu/czterdziestoma",
    50: "pięćdziesiąt/pięćdziesięciu/pięćdziesięcioma",
    60: "sześćdziesiąt/sześćdziesięciu/sześćdziesięcioma",
    70: "siedemdziesiąt/siedemdziesięciu/siedemdziesięcioma",
    80: "osiemdziesiąt/osiemdziesięciu/osiemdziesięcioma",
    90: "dziewięćdziesiąt/dziewięćdziesięciu/dziewięćdziesięcioma",
    100: "sto/stu", 200: "dwieście/dwustu", 300: "trzysta/trzystu", 400: "czterysta/czterystu",
    500: "pięćset/pięciuset", 600: "sześćset/sześciuset", 700: "siedemset/siedmiuset",
    800: "osiemset/ośmiuset", 900: "dziewięćset/dziewięciuset",
}  # fmt: skip
CARDINALS_BY_GENDER = {
    "f": {
        1: "jedna/jednej/jednej/jedną/jedną/jednej",
        2: "dwie/dwóch/dwóm/dwie/dwiema/dwóch",
    },
    "n": {1: "jedno/jednego/jednemu/jedno/jednym/jednym"},
    # "Men" in the nominative: "dwaj studenci".
    "men": {
        2: "dwaj/dwóch/dwóm/dwóch/dwoma/dwóch",
        3: "trzej/trzech/trzem/trzech/trzema/trzech",
        4: "czterej/czterech/czterem/czterech/czterema/czterech",
    },
    # Children, doors and what else has only a plural: "dwoje dzieci".
    "group": {
        2: "dwoje/dwojga/dwojgu/dwoje/dwojgiem/dwojgu",
        3: "troje/trojga/trojgu/troje/trojgiem/trojgu",
        4: "czworo/czworga/czworgu/czworo/czworgiem/czworgu",
        **{
            number: f"{word}o/{word}ga/{word}gu/{word}o/{word}giem/{word}gu"
            for number, word in (
                (5, "pięcior"),
                (6, "sześcior"),
                (7, "siedmior"),
                (8, "ośmior"),
                (9, "dziewięcior"),
                (10, "dziesięcior"),
            )
        },
    },
    "pl": {1: "jedne/jednych/jednym/jedne/jednymi/jednych"},
}
SCALES = {
    1000: Noun.of("tysiąc", "tysiąca", "m", few="tysiące", many="tysięcy", dat="tysiącowi",
                  ins="tysiącem", loc="tysiącu"),
    10**6: Noun.of("milion", "miliona", "m", few="miliony", many="milionów", dat="milionowi",
                   ins="milionem", loc="milionie"),
    10**9: Noun.of("miliard", "miliarda", "m", few="miliardy", many="miliardów", dat="miliardowi",
                   ins="miliardem", loc="miliardzie"),
    10**12: Noun.of("bilion", "biliona", "m", few="biliony", many="bilionów", dat="bilionowi",
                    ins="bilionem", loc="bilionie"),
}  # fmt: skip
ORDINALS = {
    0: "zerowy", 1: "pierwszy", 2: "drugi", 3: "trzeci", 4: "czwarty", 5: "piąty", 6: "szósty",
    7: "siódmy", 8: "ósmy", 9: "dziewiąty", 10: "dziesiąty", 11: "jedenasty", 12: "dwunasty",
    13: "trzynasty", 14: "czternasty", 15: "piętnasty", 16: "szesnasty", 17: "siedemnasty",
    18: "osiemnasty", 19: "dziewiętnasty", 20: "dwudziesty", 30: "trzydziesty",
    40: "czterdziesty", 50: "pięćdziesiąty", 60: "sześćdziesiąty", 70: "siedemdziesiąty",
    80: "osiemdziesiąty", 90: "dziewięćdziesiąty", 100: "setny", 200: "dwusetny",
    300: "trzechsetny", 400: "czterechsetny", 500: "pięćsetny", 600: "sześćsetny",
    700: "siedemsetny", 800: "osiemsetny", 900: "dziewięćsetny", 1000: "tysięczny",
    2000: "dwutysięczny", 3000: "trzytysięczny", 4000: "czterotysięczny",
    5000: "pięciotysięczny", 10000: "dziesięciotysięczny", 20000: "dwudziestotysięczny",
    100000: "stutysięczny", 10**6: "milionowy",
}  # fmt: skip
_HARD = {
    "m": "y/ego/emu/y/ym/ym", "f": "a/ej/ej/ą/ą/ej", "n": "e/ego/emu/e/ym/ym",
    "pl": "e/ych/ym/e/ymi/ych",
}  # fmt: skip
ADJECTIVE_ENDINGS = {
    "y": _HARD,
    "gi": {"m": "gi/giego/giemu/gi/gim/gim", "f": "ga/giej/giej/gą/gą/giej",
           "n": "gie/giego/giemu/gie/gim/gim", "pl": "gie/gich/gim/gie/gimi/gich"},
    "ci": {"m": "ci/ciego/ciemu/ci/cim/cim", "f": "cia/ciej/ciej/cią/cią/ciej",
           "n": "cie/ciego/ciemu/cie/cim/cim", "pl": "cie/cich/cim/cie/cimi/cich"},
}  # fmt: skip
# Plural of the units: dative, instrumental and locative, from the form after "two".
PLURAL_ENDINGS = (
    ("(?<=[on])e", "ym/ymi/ych"), ("(?<=w)e", "ym/ymi/ych"), ("kie", "kim/kimi/kich"),
    ("(?<=o)", "//"), ("[yea]", "om/ami/ach"), ("(?<=[kg])i", "om/ami/ach"),
)  # fmt: skip

_GENITIVES = "|".join(
    """dnia roku wieku miesiąca tygodnia syna króla prezydenta premiera ucznia zawodnika męża brata
    cesarza księcia papieża pacjenta gracza kandydata gola autora mistrza punktu kota psa konia
    człowieka chłopca pana studenta lekarza posła piłkarza
    """.split()  # noqa: SIM905
)
_LOCATIVES = "|".join(
    """piętrze mieście świecie sezonie rozdziale kwartale tomie semestrze etapie akcie secie
    dystansie numerze okresie obwodzie dywizjonie batalionie rzędzie terminie peronie torze
    koncercie czasie kanale programie poziomie wymiarze planie oddziale dniu trymestrze rocie
    artykule punkcie zdaniu standardzie filmie albumie teście egzaminie kursie stopniu szczycie
    zespole ustępie paragrafie gimnazjum liceum krześle odcinku albumie tygodniu miesiącu biegu
    """.split()  # noqa: SIM905
)
# What the word after an ordinal says; the first that fits counts.
ENDINGS = (
    Ending("^(?:dzień|tydzień|miesiąc|raz|etap|rok|wiek)", "nom", "m"),
    Ending(f"^(?:{_LOCATIVES})", "loc", "m", "loc"),
    Ending(f"^(?:{_GENITIVES})", "gen", "m", "gen ins"),
    Ending("^(?:roku|wieku|tygodniu|miesiącu|dniu)", "loc", "m", "loc"),
    Ending(f"^(?:{_GENITIVES})", "gen", "m"),
    Ending("^(?:część|noc|rzecz|powieść|wieś|płeć|twarz|sieć|oś|jesień|odpowiedź|kolej|baza)|ość",
           "acc", "f", "acc"),
    Ending("^(?:część|noc|rzecz|powieść|wieś|płeć|twarz|sieć|oś|jesień|odpowiedź|kolej)|ość",
           "nom", "f"),
    Ending("^(?:mężczyzna|kolega|kierowca|sędzia|poeta|artysta|turysta|gitarzysta)", "nom", "m"),
    Ending("^(?:lata|urodziny|drzwi|wybory|mistrzostwa|igrzyska|zawody|targi)", "nom", "pl"),
    Ending("^(?:urodzin|drzwi|wyborów|mistrzostw|igrzysk|zawodów|targów|lat)|ych|ich|ów", "gen",
           "pl"),
    Ending("ach", "loc", "pl"), Ending("ami|ymi", "ins", "pl"),
    Ending("(?<!i)om", "dat", "pl", "dat"),
    Ending("ego", "gen", "m"), Ending("emu", "dat", "m"), Ending("ej", "gen", "f"),
    Ending("[yi]m", "loc", "m", "loc ins"), Ending("ą", "ins", "f"), Ending("ę", "acc", "f"),
    Ending("owi", "dat", "m"), Ending("em", "ins", "m", "ins"),
    Ending("u", "loc", "m", "loc"), Ending("u", "gen", "m"),
    Ending("(?:ce|ze|ie|le)", "loc", "f", "loc"),
    Ending("[nc]ia|^(?:miejsca|piętra|okna|pola|miasta)", "gen", "m"),
    Ending("um|o|e", "nom", "n"),
    Ending("[yi]", "gen", "f"),
    Ending("a", "gen", "m", "gen"), Ending("a", "nom", "f"),
    Ending(r"\w", "nom", "m"),
)  # fmt: skip
# What a noun in the plural says. "same" is the case of the preposition, nominative without one.
PLURAL_CASES = (
    Ending("ach", "loc", "m"), Ending("ami|[dćńś]źmi|[ćńź]mi|^laty", "ins", "m"),
    Ending("(?<!i)om", "dat", "m", "dat"),
)  # fmt: skip
ADJECTIVE_AFTER = (
    r"[^\W\d_]+(?:ych|ich|ymi|imi|owe|ne|kie|sze|ego|ej|ym|owy|owa|ny|na|ski|ska|cki|szy)"
)

# Nouns that count as feminine with "two": stems in the forms that a number has after it.
GROUPS = re.compile(r"(?:dzieci\w*|dziećmi|niemowlęt\w*|niemowląt|drzwi\w*|skrzypiec|sań)$")
FEMININE = re.compile(
    r"(?:karet|godzin|minut|sekund|osob|osób|kobiet|dziewczyn|córk|siostr|książ[ek]|stron|szklan|łyż[ek]|"
    r"grup|drużyn|bram[ek]|sztuk|rzecz|noc|kategori|klas|szk[oó]ł|częś|prób|ręk|ręc|n[oó]g|par[yaę]|"
    r"dob[yaę]|firm|gmin|rodzin|kopi[ei]|kart|liter[yaę]|liczb|cyfr|ofiar|umow|zasad|różnic|przyczyn|"
    r"form|metod|dr[oó]g|ulic|lini|rund|parti|kolej[ek]|zmian|fal[eai]|woj[en]|rol[eai]|wież|kaw|"
    r"herbat|butel|puszk|paczk|kropl|kostk|dekad|epok|ton[yaę]|mil[eaę]|st[oó]p|rat[yaę]|wizyt|ulotk|"
    r"ocen|uwag|usług|płyt|piosen|scen|seri|wycieczk|podróż|nagrod|nagród|kobyl|krow|kur[yaę]|ryb|świni|"
    r"owc|kacz|ścian|szaf|półk|lamp|kanap|torb|koszul|spód|sukien|czap|walizk|gazet|ustaw|spraw|"
    r"decyzj|ankiet|bak|belk|beczk|cebul|kromk|marchew|pomarańcz|gruszk|śliw|trus|jagod|bomb|rakiet|"
    r"armi|bitw|brygad|dywizj|kompani|gwiazd|planet|płaszczyzn|działk|hal[eaę]|katedr|wysp|rzek|gór|"
    r"dolin|plaż|tabel|kolumn|warstw|trzecie|czwart|dziesiąt)\w*"
    r"|\w+(?:[csz]j[eaęiąo]|cjami|cjach|ości\w*|ówk\w+|eczk\w+|iczk\w+|gie|yni|ynie|nic[eaęy])$"
)
# Groups with a man in it: the number is a genitive, "pięciu studentów".
MEN = re.compile(
    r"(?:studentów|ludzi|mężczyzn|uczniów|żołnierzy|policjantów|posłów|senatorów|chłopców|widzów|"
    r"pasażerów|turystów|uczestników|mieszkańców|pracowników|zawodników|kandydatów|lekarzy|sędziów|"
    r"braci|synów|panów|gości|przyjaciół|kolegów|dziennikarzy|naukowców|ekspertów|członków|obywateli|"
    r"nauczycieli|właścicieli|klientów|użytkowników|graczy|piłkarzy|kibiców|strażaków|pacjentów|"
    r"chorych|rannych|zabitych|kierowców|sportowców|robotników|urzędników|radnych|ministrów|"
    r"prezydentów|premierów|królów|papieży|księży|biskupów|świadków|oskarżonych|zakładników|jeńców|"
    r"górników|rolników|inżynierów|muzyków|aktorów|autorów|pisarzy|poetów|artystów|malarzy|Polaków|"
    r"Niemców|Rosjan|Ukraińców|Czechów|Żydów|Amerykanów|imigrantów|uchodźców|migrantów|"
    r"funkcjonariuszy|dorosłych|rodziców|dziadków|wujków|wyborców|delegatów|ochotników|więźniów|"
    r"abonentów|słuchaczy|czytelników|bezrobotnych|emerytów|partnerów|rywali|przeciwników|"
    r"zwolenników)$"
)
MEN_NOMINATIVE = re.compile(
    r"(?:\w+owie|mężczyźni|chłopcy|bracia|ludzie|Polacy|\w+(?:nicy|ańcy|[aeiy]nci|enci|[iy]ści)|"
    r"policjanci|lekarze|piłkarze|żołnierze|dziennikarze|nauczyciele|obywatele|koledzy|przyjaciele|"
    r"aktorzy|kierowcy|sportowcy|gracze|kibice|goście|księża|pisarze)$"
)
# First names of rulers and saints.
_WOMEN = "elżbiet|katarzyn|ann|krystyn|małgorzat|joann|teres|barbar|izabel|kleopatr|julian"
NAME_ENDINGS = (
    Ending(f"^(?:{_WOMEN}|mari|wiktori|jadwig|kunegund|aleksandr|łucj|cecyli|agnieszk|faustyn)a",
           "nom", "f"),
    Ending(f"^(?:{_WOMEN})y|^(?:mari|wiktori|łucj|cecyli)i|^(?:jadwi|agniesz)[gk]i|izabeli", "gen",
           "f"),
    Ending("^(?:elżbiecie|katarzynie|annie|krystynie|małgorzacie|joannie|teresie|barbarze|jadwidze)",
           "loc", "f"),
    Ending("ę", "acc", "f"), Ending("ą", "ins", "f"),
    Ending("ego", "gen", "m"), Ending("emu|owi", "dat", "m"), Ending("em|[rtn][iy]m", "ins", "m"),
    Ending("a", "gen", "m"), Ending("[lcżzśkg]u|ie|rze", "loc", "m"),
)  # fmt: skip
