"""Polish words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "np.": "na przykład", "m.in.": "między innymi", "m. in.": "między innymi",
    "tzn.": "to znaczy", "tj.": "to jest", "tzw.": "tak zwany", "itd.": "i tak dalej",
    "itp.": "i tym podobne", "etc.": "et cetera", "dr": "doktor", "dra": "doktora",
    "drem": "doktorem", "mgr": "magister", "inż.": "inżynier", "prof.": "profesor",
    "hab.": "habilitowany", "doc.": "docent", "lek.": "lekarz", "med.": "medycyny",
    "n. med.": "nauk medycznych",
    "red.": "redaktor", "dyr.": "dyrektor", "im.": "imienia", "ds.": "do spraw",
    "ok.": "około", "wg": "według", "ww.": "wyżej wymieniony", "jw.": "jak wyżej",
    "zob.": "zobacz", "por.": "porównaj", "cd.": "ciąg dalszy", "cdn.": "ciąg dalszy nastąpi",
    "ur.": "urodzony", "zm.": "zmarły", "p.n.e.": "przed naszą erą", "n.e.": "naszej ery",
    "r. ż.": "roku życia", "n.p.m.": "nad poziomem morza", "bm.": "bieżącego miesiąca",
    "płk": "pułkownik", "ppłk": "podpułkownik", "gen.": "generał",
    "mjr": "major", "kpt.": "kapitan", "ppor.": "podporucznik", "sierż.": "sierżant",
    "ks.": "ksiądz", "bp": "biskup", "abp": "arcybiskup", "kard.": "kardynał",
    "pn.": "poniedziałek", "pon.": "poniedziałek", "wt.": "wtorek", "śr.": "środa",
    "czw.": "czwartek", "pt.": "piątek", "sob.": "sobota", "niedz.": "niedziela",
    "sp. z o.o.": "spółka z ograniczoną odpowiedzialnością",
    "sp. j.": "spółka jawna", "tel.": "telefon", "kom.": "komórka", "maks.": "maksymalnie",
    "max.": "maksymalnie", "min.": "minimum", "jedn.": "jednostka", "ang.": "angielskie",
    "niem.": "niemieckie", "łac.": "łacińskie", "fr.": "francuskie", "dawn.": "dawniej",
    "daw.": "dawniej", "pot.": "potocznie", "ew.": "ewentualnie", "wł.": "właściwie",
    "wyd.": "wydanie", "zł": "złotych", "gr": "groszy", "tys.": "tysięcy", "mln": "milionów",
    "mld": "miliardów", "proc.": "procent", "szt.": "sztuk", "vs": "kontra",
    "br.": "bieżącego roku",
    "ub.": "ubiegłego", "m.st.": "miasta stołecznego", "pw.": "pod wezwaniem", "zł.": "złotych",
    "woj.": "województwo", "pow.": "powiat", "gm.": "gmina", "os.": "osiedle",
    "jun.": "junior", "sen.": "senior", "Jr.": "junior", "śp.": "świętej pamięci",
    "dz.u.": "Dziennik Ustaw",
    "Dz. U.": "Dziennik Ustaw", "b.d.": "brak danych", "b.z.": "bez zmian", "o.o.": "O O",
    "ps.": "pseudonim", "dot.": "dotyczy", "godz.": "godzin", "nt.": "na temat",
    "wsch.": "wschodni", "zach.": "zachodni", "płn.": "północny",
    "płd.": "południowy",
}  # fmt: skip
MAY_END = frozenset(
    ["itd.", "itp.", "etc.", "p.n.e.", "n.e.", "cdn.", "sp. z o.o.", "jun.", "sen.", "zł.", "godz.",
     "proc.", "tys.", "szt.", "jw.", "br."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "s.": "strona", "str.": "strona", "nr": "numer", "nr.": "numer", "t.": "tom",
    "rozdz.": "rozdział", "art.": "artykuł", "ust.": "ustęp", "pkt": "punkt", "lit.": "litera",
    "poz.": "pozycja", "rys.": "rysunek", "tab.": "tabela", "zał.": "załącznik", "m.": "mieszkania",
    "lok.": "lokal", "w.": "wers", "ryc.": "rycina", "zad.": "zadanie", "wyd.": "wydanie",
    "par.": "paragraf", "kl.": "klasa", "min.": "minimum", "wersja": "wersja", "Nr": "Numer",
    "wer.": "wersja", "vol.": "wolumin",
}  # fmt: skip
NEVER_END = frozenset(["św.", "ul.", "al.", "pl.", "mjr.", "dr.", "mgr.", "godz.", "nr.", "wg."])
STARTERS = frozenset(
    """A Ale Ależ Albo Bo Bowiem By Było Była Był Byli Były Chociaż Choć Czy Czyli Dla Dlaczego
    Dlatego Do Dopiero Dzisiaj Dziś Gdy Gdyby Gdzie I Ich Im Inni Ja Jak Jakie Jaki Jaka Jako Jego
    Jej Jeśli Jeżeli Jednak Jest Jestem Już Kiedy Kto Która Który Które Którzy Lecz Ma Mam Mimo
    Może Można Musi My Na Nad Najpierw Nasz Nasza Nasze Natomiast Nie Nigdy Nikt Nic No O Obecnie
    Od On Ona One Oni Ono Oraz Oto Po Pod Podczas Podobno Potem Poza Później Ponieważ Ponadto Przed
    Przez Przy Przecież Są Się Skąd Swój Ta Tak Taki Taka Takie Także Tam Te Tego Ten Teraz Też Tej
    To Trzeba Tu Tutaj Tylko Tym Twój U W We Wczoraj Wcześniej Więc Wobec Wreszcie Wszyscy Wszystko
    Wtedy Według Więcej Właśnie Wśród Wy Z Za Zanim Zaś Zatem Zawsze Ze Znów Że Żeby Jutro Następnie
    Niestety Również Jeszcze Każdy Każda Każde Ktoś Coś Oprócz Zamiast Dzięki Niech Mój Moja Moje
    Proszę Pan Pani Państwo Co Ile Bardzo Aby Aż Nawet Mieszka Mieszkał
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """rok roku rokiem lata latach styczeń luty marzec kwiecień maj czerwiec lipiec sierpień
    wrzesień
    październik listopad grudzień stycznia lutego marca kwietnia maja czerwca lipca sierpnia
    września
    października listopada grudnia styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu
    wrześniu
    październiku listopadzie grudniu wiosną latem jesienią zimą wiosna lato jesień zima wiosny
    jesieni
    zimy urodzony urodzona ur. zmarły zmarła zm.
    """.split()  # noqa: SIM905 - a list of words
)
NUMBERED = frozenset(
    """rozdział rozdziale rozdziału numer numerze numeru strona stronie strony wersja wersji artykuł
    artykule punkt punkcie pokój pokoju sala sali klasa tom linia tramwaj autobus lot grupa typ kod
    paragraf ustęp pozycja rysunek tabela załącznik peron tor zadanie
    """.split()  # noqa: SIM905 - a list of words
)
# Cases that a word before asks for, the usual one first.
PREPOSITIONS = (
    dict.fromkeys(
        """do od ode bez dla u spod znad sprzed oprócz podczas wśród spośród około ok. powyżej
        poniżej
        wokół obok zamiast według wobec mimo koło blisko prócz wzdłuż ciągu okres okresu okresie
        grupa
        grupy grupę grupie grupą lista listy listę liście wysokości wartości długości szerokości
        głębokości wieku prędkości prędkością temperaturze temperatury odległości powierzchni wadze
        wagi mocy pojemności kwota kwoty kwotę kwocie kwotą suma sumy sumę sumie powodu końca
        początku połowy połowie końcu liczbie liczby liczbę przeciągu większość połowa poziomu
        poziomie
        udziałem spośród minimum maksimum
        """.split(),  # noqa: SIM905 - a list of words
        "gen",
    )
    | dict.fromkeys(["w", "we"], "loc acc")
    | dict.fromkeys(["z", "ze"], "gen ins")
    | dict.fromkeys(["na", "o"], "acc loc")
    | dict.fromkeys(["przed", "nad", "pod", "między", "pomiędzy", "poza"], "ins acc")
    | dict.fromkeys(["dzięki", "ku", "przeciw", "wbrew"], "dat")
    | {"po": "loc acc", "przy": "loc", "za": "acc ins", "przez": "acc"}
)
CONJUNCTIONS = frozenset(["i", "oraz", "lub", "albo", "a", "do"])
TRANSPARENT = frozenset(
    ["prawie", "niemal", "ponad", "aż", "nawet", "tylko", "zaledwie", "jedynie"]
)


SIGNS = {
    "&": "i", "=": "równa się", "≈": "w przybliżeniu równa się", "≠": "nie równa się",
    "≤": "mniejsze lub równe", "≥": "większe lub równe", "±": "plus minus", "×": "razy",
    "÷": "podzielić przez", "→": "strzałka", "§§": "paragrafy", "§": "paragraf", "%": "procent",
    "‰": "promili", "°": "stopni", "€": "euro", "$": "dolarów", "£": "funtów",
    "√": "pierwiastek z", "∞": "nieskończoność", "@": "małpa", " + ": "plus", "№": "numer",
    " < ": "mniejsze niż", " > ": "większe niż", "π": "pi", "†": "zmarły",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "najwyżej", ">=": "co najmniej", "<": "mniej niż", ">": "więcej niż", "~": "około",
    "#": "numer", "≤": "najwyżej", "≥": "co najmniej", "≈": "około", "Ø": "średnica",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "kropka", "/": "ukośnik", "@": "małpa", "-": "myślnik", "_": "podkreślenie",
    "?": "znak zapytania", "=": "równa się", "&": "i", "#": "krzyżyk", ":": "dwukropek",
    "%": "procent", "+": "plus", "~": "tylda",
}  # fmt: skip


def _noun(forms: str, gender: str = "m", after: str = "", **more: str) -> Noun:
    """Noun from its forms one, few, many and other, and words that stay as they are."""
    one, few, many, other = (form + after for form in forms.split("/" if "/" in forms else None))
    return Noun.of(one, other, gender, few=few, many=many, **more)


_ZLOTY = _noun("złoty złote złotych złotego", dat_pl="złotym", ins_pl="złotymi", loc_pl="złotych")
_CENT = _noun("cent centy centów centa")
_KORONA = _noun("korona korony koron korony", "f")
CURRENCIES = {
    "PLN": (_ZLOTY, _noun("grosz grosze groszy grosza")),
    "EUR": (Noun.of("euro", gender="n"), _CENT),
    "USD": (_noun("dolar dolary dolarów dolara"), _CENT),
    "GBP": (_noun("funt funty funtów funta"), _noun("pens pensy pensów pensa")),
    "CHF": (_noun("frank franki franków franka"),
            _noun("centym centymy centymów centyma")),
    "JPY": (_noun("jen jeny jenów jena"), None),
    "CZK": (_KORONA, _noun("halerz halerze halerzy halerza")),
    "SEK": (_KORONA, Noun.of("öre", gender="n")), "NOK": (_KORONA, Noun.of("öre", gender="n")),
    "DKK": (_KORONA, Noun.of("öre", gender="n")),
    "RUB": (_noun("rubel ruble rubli rubla"),
            _noun("kopiejka kopiejki kopiejek kopiejki", "f")),
    "UAH": (_noun("hrywna hrywny hrywien hrywny", "f"),
            _noun("kopiejka kopiejki kopiejek kopiejki", "f")),
    "HUF": (_noun("forint forinty forintów forinta"), None),
    "CNY": (_noun("juan juany juanów juana"), None),
    "INR": (_noun("rupia rupie rupii rupii", "f"), None),
    "TRY": (_noun("lira liry lir liry", "f"), None),
    "BRL": (_noun("real reale reali reala"), _noun("centavo centavo centavo centavo", "n")),
}  # fmt: skip
CURRENCY_WORDS = {
    "zł": "PLN", "złotych": "PLN", "złote": "PLN", "zł.": "PLN", "złotego": "PLN", "euro": "EUR",
    "dolarów": "USD", "dolary": "USD", "dol.": "USD", "funtów": "GBP", "franków": "CHF",
}  # fmt: skip
_MILION = _noun("milion miliony milionów miliona")
_MILIARD = _noun("miliard miliardy miliardów miliarda")
_TYSIAC = _noun("tysiąc tysiące tysięcy tysiąca")
MAGNITUDES = {
    "tys.": _TYSIAC, "tys": _TYSIAC, "mln": _MILION, "mln.": _MILION, "mld": _MILIARD,
    "mld.": _MILIARD, "bln": _noun("bilion biliony bilionów biliona"),
    "milion": _MILION, "miliony": _MILION, "milionów": _MILION, "miliona": _MILION,
    "miliard": _MILIARD, "miliardy": _MILIARD, "miliardów": _MILIARD, "miliarda": _MILIARD,
    "tysiąc": _TYSIAC, "tysiące": _TYSIAC, "tysięcy": _TYSIAC,
}  # fmt: skip
UNIT_GENDERS = dict.fromkeys(
    ["h", "min", "s", "ms", "µs", "ns", "t", "kWh", "cal", "kcal", "ft", "mph"], "f"
)
_MINUTA = _noun("minuta minuty minut minuty", "f")
SECOND = _noun("sekunda sekundy sekund sekundy", "f")
_SZTUKA = _noun("sztuka sztuki sztuk sztuki", "f")
PERCENT = Noun.of("procent", gender="m", loc="procencie", dat_pl="procentom",
                  ins_pl="procentami", loc_pl="procentach")  # fmt: skip
MORE_UNITS = {
    "min.": _MINUTA, "sek.": SECOND, "sek": SECOND,
    "godz.": _noun("godzina godziny godzin godziny", "f"),
    "godz": _noun("godzina godziny godzin godziny", "f"),
    "proc.": PERCENT, "%": PERCENT,
    "p.p.": _noun(
        "punkt procentowy/punkty procentowe/punktów procentowych/punktu procentowego"
    ),
    "pkt": _noun("punkt punkty punktów punktu"),
    "pkt.": _noun("punkt punkty punktów punktu"),
    "szt.": _SZTUKA, "os.": _noun("osoba osoby osób osoby", "f"),
    "egz.": _noun("egzemplarz egzemplarze egzemplarzy egzemplarza"),
    "KM": _noun(
        "koń mechaniczny/konie mechaniczne/koni mechanicznych/konia mechanicznego"
    ),
    "dag": _noun("dekagram dekagramy dekagramów dekagrama"),
    "mies.": _noun("miesiąc miesiące miesięcy miesiąca"),
    "MWh": _noun("megawatogodzina megawatogodziny megawatogodzin megawatogodziny", "f"),
    "GWh": _noun("gigawatogodzina gigawatogodziny gigawatogodzin gigawatogodziny", "f"),
    "TWh": _noun("terawatogodzina terawatogodziny terawatogodzin terawatogodziny", "f"),
    "Wh": _noun("watogodzina watogodziny watogodzin watogodziny", "f"),
    "mAh": _noun("miliamperogodzina miliamperogodziny miliamperogodzin miliamperogodziny", "f"),
    "Ah": _noun("amperogodzina amperogodziny amperogodzin amperogodziny", "f"),
    "dB": _noun("decybel decybele decybeli decybela"),
    "MPa": _noun("megapaskal megapaskale megapaskali megapaskala"),
    "Mb/s": _noun("megabit megabity megabitów megabita", after=" na sekundę"),
    "Mbit/s": _noun("megabit megabity megabitów megabita", after=" na sekundę"),
    "obr./min": _noun("obrót obroty obrotów obrotu", after=" na minutę"),
    "km/godz.": _noun("kilometr kilometry kilometrów kilometra", after=" na godzinę"),
    "mm²": _noun(
        "milimetr kwadratowy/milimetry kwadratowe/milimetrów kwadratowych/milimetra kwadratowego"
    ),
    "dm³": _noun(
        "decymetr sześcienny/decymetry sześcienne/decymetrów sześciennych/decymetra sześciennego"
    ),
}  # fmt: skip
# Abbreviations that take the case of the preposition before, as six forms.
INFLECTED = {
    "ul.": "ulica/ulicy/ulicy/ulicę/ulicą/ulicy",
    "al.": "aleja/alei/alei/aleję/aleją/alei",
    "pl.": "plac/placu/placowi/plac/placem/placu",
    "os.": "osiedle/osiedla/osiedlu/osiedle/osiedlem/osiedlu",
    "woj.": "województwo/województwa/województwu/województwo/województwem/województwie",
    "godz.": "godzina/godziny/godzinie/godzinę/godziną/godzinie",
    "str.": "strona/strony/stronie/stronę/stroną/stronie",
    "s.": "strona/strony/stronie/stronę/stroną/stronie",
    "nr": "numer/numeru/numerowi/numer/numerem/numerze",
    "art.": "artykuł/artykułu/artykułowi/artykuł/artykułem/artykule",
    "ust.": "ustęp/ustępu/ustępowi/ustęp/ustępem/ustępie",
    "pkt": "punkt/punktu/punktowi/punkt/punktem/punkcie",
    "rozdz.": "rozdział/rozdziału/rozdziałowi/rozdział/rozdziałem/rozdziale",
    "t.": "tom/tomu/tomowi/tom/tomem/tomie",
}  # fmt: skip
LETTER_NAMES = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "gie", "H": "ha",
    "I": "i", "J": "jot", "K": "ka", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pe",
    "Q": "ku", "R": "er", "S": "es", "T": "te", "U": "u", "V": "fał", "W": "wu", "X": "iks",
    "Y": "igrek", "Z": "zet",
}  # fmt: skip
# Days of the week in the genitive, from which and to which something lasts.
DAYS = {
    "pn": "poniedziałku", "pon": "poniedziałku", "wt": "wtorku", "śr": "środy", "czw": "czwartku",
    "pt": "piątku", "sob": "soboty", "niedz": "niedzieli", "nd": "niedzieli",
}  # fmt: skip
