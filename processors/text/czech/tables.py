"""Czech words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "např.": "například", "tzn.": "to znamená", "tj.": "to jest", "tzv.": "takzvaný",
    "atd.": "a tak dále", "apod.": "a podobně", "aj.": "a jiné", "a j.": "a jiné",
    "atp.": "a tak podobně", "mj.": "mimo jiné", "resp.": "respektive", "popř.": "popřípadě",
    "příp.": "případně", "ev.": "eventuálně", "event.": "eventuálně", "cca": "cirka",
    "ca": "cirka", "kol.": "kolektiv", "srov.": "srovnej", "viz": "viz", "zejm.": "zejména",
    "angl.": "anglicky", "něm.": "německy", "lat.": "latinsky", "franc.": "francouzsky",
    "Ing.": "inženýr", "ing.": "inženýr", "Mgr.": "magistr", "Bc.": "bakalář", "Dr.": "doktor",
    "dr.": "doktor", "MUDr.": "doktor", "JUDr.": "doktor", "PhDr.": "doktor", "RNDr.": "doktor",
    "PaedDr.": "doktor", "MVDr.": "doktor", "prof.": "profesor", "doc.": "docent", "Ph.D.": "P H D",
    "CSc.": "C S C", "DrSc.": "D R S C", "arch.": "architekt", "gen.": "generál",
    "plk.": "plukovník", "pplk.": "podplukovník", "mjr.": "major", "kpt.": "kapitán",
    "por.": "poručík", "npor.": "nadporučík", "prap.": "praporčík",
    "mil.": "milionů", "mld.": "miliard", "tis.": "tisíc", "Kč": "korun", "hal.": "haléřů",
    "nar.": "narozen", "zem.": "zemřel", "zemř.": "zemřel", "př. n. l.": "před naším letopočtem",
    "n. l.": "našeho letopočtu", "př. Kr.": "před Kristem", "po Kr.": "po Kristu",
    "s. r. o.": "S R O", "a. s.": "A S", "v. o. s.": "V O S", "k. s.": "K S", "o. p. s.": "O P S",
    "z. s.": "Z S", "spol.": "společnost",
    "spol. s r. o.": "společnost s ručením omezeným", "mn. č.": "množné číslo",
    "j. č.": "jednotné číslo",
    "tel.": "telefon", "hod.": "hodin", "min.": "minimálně", "max.": "maximálně",
    "vč.": "včetně", "pozn.": "poznámka", "red.": "redakce", "vyd.": "vydání", "ul.": "ulice",
    "nám.": "náměstí", "tř.": "třída", "sv.": "svatý", "Sb.": "sbírky", "okr.": "okres",
    "ob.": "obec",
    "po.": "pondělí", "út.": "úterý", "čt.": "čtvrtek", "pá.": "pátek", "ne.": "neděle",
    "ml.": "mladší", "st.": "starší", "t. č.": "toho času", "t. r.": "tohoto roku",
    "m. j.": "mimo jiné", "m. n. m.": "metrů nad mořem", "m n. m.": "metrů nad mořem",
    "hl. m.": "hlavní město", "p. a.": "ročně", "p. n. l.": "před naším letopočtem",
    "p. o.": "příspěvková organizace", "vs.": "versus", "etc.": "et cetera", "ks": "kusů",
    "stol.": "století", "dop.": "dopoledne", "odp.": "odpoledne", "roč.": "ročník",
}  # fmt: skip
MAY_END = frozenset(
    ["atd.", "apod.", "aj.", "atp.", "př. n. l.", "n. l.", "s. r. o.", "a. s.", "hod.", "ml.",
    "st.",
     "etc.", "Ph.D.", "CSc.", "t. r.", "mil.", "mld.", "tis.", "m n. m.", "stol."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "č.": "číslo", "čís.": "číslo", "str.": "strana", "s.": "strana", "odst.": "odstavec",
    "kap.": "kapitola", "obr.": "obrázek", "tab.": "tabulka", "čl.": "článek", "písm.": "písmeno",
    "sv.": "svazek", "díl": "díl", "roč.": "ročník", "par.": "paragraf", "sb.": "sbírka",
    "ř.": "řádek", "č. p.": "číslo popisné", "čp.": "číslo popisné", "verze": "verze",
    "min.": "minimálně", "max.": "maximálně", "bod": "bod", "v.": "verze",
    "vyd.": "vydání", "tř.": "třída", "vol.": "svazek", "pol.": "polovina", "př.": "příklad",
    "cvič.": "cvičení", "PSČ": "P S Č", "ods.": "odstavec",
}  # fmt: skip
NEVER_END = frozenset(["p.", "pí.", "sl.", "bl.", "čj."])
STARTERS = frozenset(
    """A Ale Ani Ano Aby Až Bez Bude Budou By Byl Byla Bylo Byli Byly Co Což Dnes Do Dále Dokonce
    Dosud I Jak Jako Jaký Jaká Jaké Je Jeho Její Jejich Jen Jenže Ještě Jestli Jestliže Já K Kam
    Každý Každá Každé Kde Kdo Když Kdyby Kolik Která Které Který Kteří Letos Loni Má Mají Mám Mezi
    Mnoho Mohl Může Musí My Možná Na Nad Nakonec Naopak Naše Náš Nebo Neboť Nebyl Nebylo Nejprve
    Není Než Ne Nic Nikdo Nikdy Nyní O Od On Ona Oni Ono Ovšem Pak Po Pod Podle Poté Potom Pouze
    Pokud Pro Proč Proto Protože Přes Před Přesto Při S Se Sice Si Skoro Stále Své Svůj Ta Tady Tak
    Také Taky Takže Takový Tam Tato Tedy Teď Tehdy Tento Ten Ti To Tohle Totiž Toto Třeba Ty Tyto
    Tím Tomu Toho U Už V Ve Vedle Však Vždy Včera Vždyť Všechno Všichni Více Z Za Zatím Zatímco Zde
    Zítra Ze Že Jsou Jsem Jsme Začal Začala Vyšel Zemřel Narodil Nato Druhý Žil Žila
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """rok roku roce rokem roky let léta letech leden únor březen duben květen červen červenec srpen
    září říjen listopad prosinec ledna února března dubna května června července srpna října
    listopadu prosince lednu únoru březnu dubnu květnu červnu červenci srpnu říjnu prosinci
    narozen narozena zemřel jaro jaře léto léto zima zimě podzim
    """.split()  # noqa: SIM905 - a list of words
)
NUMBERED = frozenset(
    """kapitola kapitole číslo čísle číslem strana straně verze verzi článek odstavec bod pokoj sál
    třída linka tramvaj autobus let skupina typ kód paragraf tabulka obrázek příloha nástupiště
    úloha čp. svazek
    """.split()  # noqa: SIM905 - a list of words
)
# Cases that a word before asks for, the usual one first.
PREPOSITIONS = (
    dict.fromkeys(
        """do od ode z ze bez beze u kolem okolo podle během včetně kromě místo vedle uprostřed
        blízko
        pomocí ohledně dle poblíž počátku počátkem začátku začátkem konci koncem konce polovině
        polovinu poloviny průběhu věku výši výše délce délky výšce výšky ceně hodnotě hodnotu
        rychlostí
        rychlosti teplotě teploty skupina skupinu skupiny skupině vzdálenosti ploše objemu přelomu
        úrovni sklonku většina většinu čtvrtina třetina počet počtu součet závěru rozpětí lhůtě
        """.split(),  # noqa: SIM905 - a list of words
        "gen",
    )
    | dict.fromkeys(
        ["k", "ke", "ku", "proti", "kvůli", "díky", "vůči", "navzdory", "oproti"], "dat"
    )
    | dict.fromkeys(["pro", "přes", "skrz"], "acc")
    | dict.fromkeys(["v", "ve"], "loc acc")
    | dict.fromkeys(["na", "o"], "acc loc")
    | dict.fromkeys(["nad", "pod", "před", "přede", "mezi"], "ins acc")
    | {"po": "loc acc", "při": "loc", "za": "acc ins", "s": "ins", "se": "ins"}
)
CONJUNCTIONS = frozenset(["a", "i", "nebo", "či", "až", "do", "ani"])
TRANSPARENT = frozenset(
    """asi přibližně zhruba cca cirka téměř skoro nejméně jen pouze minimálně maximálně nejvýše
    alespoň dokonce celkem
    """.split()  # noqa: SIM905 - a list of words
)

SIGNS = {
    "&": "a", "=": "rovná se", "≈": "přibližně rovná se", "≠": "nerovná se",
    "≤": "menší nebo rovno", "≥": "větší nebo rovno", "±": "plus minus", "×": "krát",
    "÷": "děleno", "→": "šipka", "§§": "paragrafy", "§": "paragraf", "%": "procent",
    "‰": "promile", "°": "stupňů", "€": "eur", "$": "dolarů", "£": "liber",
    "√": "odmocnina z", "∞": "nekonečno", "@": "zavináč", " + ": "plus", "№": "číslo",
    " < ": "menší než", " > ": "větší než", "π": "pí", "†": "zemřel",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "nejvýše", ">=": "nejméně", "<": "méně než", ">": "více než", "~": "přibližně",
    "#": "číslo", "≤": "nejvýše", "≥": "nejméně", "≈": "přibližně", "Ø": "průměr",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "tečka", "/": "lomítko", "@": "zavináč", "-": "pomlčka", "_": "podtržítko",
    "?": "otazník", "=": "rovná se", "&": "a", "#": "křížek", ":": "dvojtečka",
    "%": "procent", "+": "plus", "~": "vlnovka",
}  # fmt: skip


def _noun(forms: str, gender: str = "m", after: str = "", **more: str) -> Noun:
    """Noun from its forms one, few, other and many (of decimals), and words that stay."""
    one, few, other, many = (form + after for form in forms.split("/" if "/" in forms else None))
    return Noun.of(one, other, gender, few=few, many=many, **more)


_KORUNA = _noun("koruna koruny korun koruny", "f")
_ORE = _noun("öre öre öre öre", "n")
_CENT = _noun("cent centy centů centu")
CURRENCIES = {
    "CZK": (_KORUNA, _noun("haléř haléře haléřů haléře", loc_pl="haléřích", ins_pl="haléři")),
    "EUR": (_noun("euro eura eur eura", "n"), _CENT),
    "USD": (_noun("dolar dolary dolarů dolaru"), _CENT),
    "GBP": (_noun("libra libry liber libry", "f"), _noun("pence pence pencí pence", "f")),
    "CHF": (_noun("frank franky franků franku"), _noun("centim centimy centimů centimu")),
    "JPY": (_noun("jen jeny jenů jenu"), None),
    "PLN": (_noun("zlotý zloté zlotých zlotého"), _noun("groš groše grošů groše")),
    "SEK": (_KORUNA, _ORE), "NOK": (_KORUNA, _ORE), "DKK": (_KORUNA, _ORE),
    "RUB": (_noun("rubl rubly rublů rublu"), _noun("kopejka kopejky kopejek kopejky", "f")),
    "UAH": (_noun("hřivna hřivny hřiven hřivny", "f"), None),
    "HUF": (_noun("forint forinty forintů forintu"), None),
    "CNY": (_noun("jüan jüany jüanů jüanu"), None),
    "INR": (_noun("rupie rupie rupií rupie", "f"), None),
    "TRY": (_noun("lira liry lir liry", "f"), None),
    "BRL": (_noun("real realy realů realu"), _noun("centavo centava centav centava", "n")),
}  # fmt: skip
CURRENCY_WORDS = {
    "Kč": "CZK", "korun": "CZK", "koruny": "CZK", "eur": "EUR", "eura": "EUR", "euro": "EUR",
    "dolarů": "USD", "dolary": "USD", "liber": "GBP", "franků": "CHF",
}  # fmt: skip
_MILION = _noun("milion miliony milionů milionu")
_MILIARDA = _noun("miliarda miliardy miliard miliardy", "f")
_TISIC = _noun("tisíc tisíce tisíc tisíce", dat_pl="tisícům", ins_pl="tisíci", loc_pl="tisících")
MAGNITUDES = {
    "tis.": _TISIC, "tis": _TISIC, "mil.": _MILION, "mil": _MILION, "mld.": _MILIARDA,
    "mld": _MILIARDA, "bil.": _noun("bilion biliony bilionů bilionu"), "milion": _MILION,
    "miliony": _MILION, "milionů": _MILION, "milionu": _MILION, "milión": _MILION,
    "milióny": _MILION, "miliónů": _MILION, "miliarda": _MILIARDA, "miliardy": _MILIARDA,
    "miliard": _MILIARDA, "tisíc": _TISIC, "tisíce": _TISIC,
}  # fmt: skip
UNIT_GENDERS = dict.fromkeys(
    ["h", "min", "s", "ms", "µs", "ns", "t", "kWh", "cal", "kcal", "ft", "mph"], "f"
) | {"%": "n", "‰": "n"}
HOUR = _noun("hodina hodiny hodin hodiny", "f")
MINUTE = _noun("minuta minuty minut minuty", "f")
SECOND = _noun("sekunda sekundy sekund sekundy", "f")
MORE_UNITS = {
    "min.": MINUTE, "sek.": SECOND, "sec.": SECOND, "hod.": HOUR, "hod": HOUR,
    "%": _noun("procento procenta procent procenta", "n"),
    "ks": _noun("kus kusy kusů kusu"), "ks.": _noun("kus kusy kusů kusu"),
    "os.": _noun("osoba osoby osob osoby", "f"),
    "dkg": _noun("deka deka deka deka", "n"), "dag": _noun("deka deka deka deka", "n"),
    "q": _noun("metrák metráky metráků metráku"),
    "MWh": _noun("megawatthodina megawatthodiny megawatthodin megawatthodiny", "f"),
    "GWh": _noun("gigawatthodina gigawatthodiny gigawatthodin gigawatthodiny", "f"),
    "TWh": _noun("terawatthodina terawatthodiny terawatthodin terawatthodiny", "f"),
    "Wh": _noun("watthodina watthodiny watthodin watthodiny", "f"),
    "mAh": _noun("miliampérhodina miliampérhodiny miliampérhodin miliampérhodiny", "f"),
    "Ah": _noun("ampérhodina ampérhodiny ampérhodin ampérhodiny", "f"),
    "dB": _noun("decibel decibely decibelů decibelu"),
    "MPa": _noun("megapascal megapascaly megapascalů megapascalu"),
    "Mb/s": _noun("megabit megabity megabitů megabitu", after=" za sekundu"),
    "Mbit/s": _noun("megabit megabity megabitů megabitu", after=" za sekundu"),
    "ot/min": _noun("otáčka otáčky otáček otáčky", "f", after=" za minutu"),
    "ot./min": _noun("otáčka otáčky otáček otáčky", "f", after=" za minutu"),
    "km/hod.": _noun("kilometr kilometry kilometrů kilometru", after=" za hodinu"),
    "mm²": _noun(
        "milimetr čtvereční/milimetry čtvereční/milimetrů čtverečních/milimetru čtverečního"
    ),
    "dm³": _noun(
        "decimetr krychlový/decimetry krychlové/decimetrů krychlových/decimetru krychlového"
    ),
}  # fmt: skip
# Abbreviations that take the case of the preposition before, as six forms.
INFLECTED = {
    "r.": "roku/roku/roku/rok/rokem/roce",
    "ul.": "ulice/ulice/ulici/ulici/ulicí/ulici",
    "nám.": "náměstí/náměstí/náměstí/náměstí/náměstím/náměstí",
    "tř.": "třída/třídy/třídě/třídu/třídou/třídě",
    "č.": "číslo/čísla/číslu/číslo/číslem/čísle",
    "str.": "strana/strany/straně/stranu/stranou/straně",
    "s.": "strana/strany/straně/stranu/stranou/straně",
    "kap.": "kapitola/kapitoly/kapitole/kapitolu/kapitolou/kapitole",
    "odst.": "odstavec/odstavce/odstavci/odstavec/odstavcem/odstavci",
    "čl.": "článek/článku/článku/článek/článkem/článku",
    "tab.": "tabulka/tabulky/tabulce/tabulku/tabulkou/tabulce",
    "obr.": "obrázek/obrázku/obrázku/obrázek/obrázkem/obrázku",
}  # fmt: skip
LETTER_NAMES = {"K": "ká", "S": "es", "V": "vé", "Z": "zet"}
DAYS = {
    "Po": "pondělí", "Út": "úterý", "St": "středa", "Čt": "čtvrtek", "Pá": "pátek", "So": "sobota",
    "Ne": "neděle",
}  # fmt: skip
