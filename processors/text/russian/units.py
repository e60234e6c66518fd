"""Russian names of units and currencies, and their forms by case and number."""

import re

from processors.text.grammar.nouns import Noun

_ADJECTIVE = re.compile(r"(?:ый|ой|ий|ая|ое)$")
# Endings of the singular, from that of the nominative: genitive, dative, accusative, instrumental,
# locative.
_SINGULAR = (
    ("ия", "ии/ии/ию/ией/ии"), ("ча", "чи/че/чу/чей/че"), ("([гкх])а", r"\1и/\1е/\1у/\1ой/\1е"),
    ("а", "ы/е/у/ой/е"), ("я", "и/е/ю/ей/е"), ("ой", "ого/ому/ой/ым/ом"), ("й", "я/ю/й/ем/е"),
    ("рубль", "рубля/рублю/рубль/рублём/рубле"), ("день", "дня/дню/день/днём/дне"),
    ("ь", "я/ю/ь/ем/е"), ("(?<=[^еоиэую])$", "а/у//ом/е"),
)  # fmt: skip
_PLACES = ("gen", "dat", "acc", "ins", "loc")


def singular(noun: Noun, case: str) -> str:
    """Singular of a noun in a case; of its words adjectives and the first noun are declined."""
    forms = dict(noun.forms)
    if case in forms or case == "nom":
        return forms.get(case, forms["one"])
    words = forms["one"].split(" ")
    place = next((at for at, word in enumerate(words) if not _ADJECTIVE.search(word)), 0)
    head = [_adjective(word, case) for word in words[:place]]
    return " ".join([*head, _noun(words[place], case), *words[place + 1 :]])


def _adjective(word: str, case: str) -> str:
    feminine = {"gen": "ой", "dat": "ой", "acc": "ую", "ins": "ой", "loc": "ой"}
    masculine = {"gen": "ого", "dat": "ому", "acc": word[-2:], "ins": "ым", "loc": "ом"}
    endings = feminine if word.endswith("ая") else masculine
    ending = endings[case]
    if ending == "ым" and word.endswith("кий"):
        ending = "им"
    return word[:-2] + ending


def _noun(word: str, case: str) -> str:
    first, hyphen, last = word.rpartition("-")
    for pattern, endings in _SINGULAR:
        ending = endings.split("/")[_PLACES.index(case)]
        declined, count = re.subn(
            f"{pattern}$" if pattern[-1] != "$" else pattern, ending, last, count=1
        )
        if count:
            return first + hyphen + declined
    return word


def _metric(one: str, gender: str = "m", many: str = "") -> Noun:
    """Masculine noun in a consonant, whose genitive plural is in -ов unless it is given."""
    return Noun.of(one, f"{one}а", gender, few=f"{one}а", many=many or f"{one}ов")


def _feminine(stem: str, ending: str = "а") -> Noun:
    few = f"{stem}{'ы' if ending == 'а' and stem[-1] not in 'гкхчжшщ' else 'и'}"
    many = stem if ending == "а" else f"{stem[:-1]}ий" if stem.endswith("и") else f"{stem}ь"
    return Noun.of(stem + ending, few, "f", few=few, many=many)


def _soft(stem: str, many: str = "ей") -> Noun:
    return Noun.of(f"{stem}ь", f"{stem}я", "m", few=f"{stem}я", many=f"{stem}{many}")


def _fixed(word: str, gender: str = "n") -> Noun:
    forms = dict.fromkeys(("gen", "dat", "acc", "ins", "loc"), word)
    plural = {f"{case}_pl": word for case in ("dat", "ins", "loc")}
    return Noun.of(word, word, gender, few=word, many=word, **forms, **plural)


def _with(noun: Noun, words: str) -> Noun:
    """Noun with words after it that stay the same: "километр в час"."""
    return Noun(tuple((name, f"{form} {words}") for name, form in noun.forms), noun.gender)


def _power(noun: Noun, adjective: str) -> Noun:
    """Noun with "квадратный" or "кубический" before it."""
    ending = "ий" if adjective.endswith("к") else "ый"
    others = "их" if ending == "ий" else "ых"
    forms = dict(noun.forms)
    before = {"one": ending, "few": others, "many": others, "other": "ого"}
    return Noun(
        tuple((name, f"{adjective}{before[name]} {forms[name]}") for name in before), noun.gender
    )


def _spoon(adjective: str) -> Noun:
    forms = {f"{case}_pl": f"{adjective}{ending}" for case, ending in _SPOONS.items()}
    return Noun.of(
        f"{adjective}ая ложка", f"{adjective}ой ложки", "f", few=f"{adjective}ые ложки",
        many=f"{adjective}ых ложек", **forms,
    )  # fmt: skip


_SPOONS = {"dat": "ым ложкам", "ins": "ыми ложками", "loc": "ых ложках"}
_LENGTH, _KILOMETER = _metric("метр"), _metric("километр")
_CENTIMETER, _MILLIMETER, _DECIMETER = (
    _metric("сантиметр"),
    _metric("миллиметр"),
    _metric("дециметр"),
)
_GRAM, _KILOGRAM, _MILLIGRAM = _metric("грамм"), _metric("килограмм"), _metric("миллиграмм")
_LITER, _MILLILITER = _metric("литр"), _metric("миллилитр")
_HOUR, _MINUTE, _SECOND = _metric("час"), _feminine("минут"), _feminine("секунд")
_BYTE, _BIT = _metric("байт", many="байт"), _metric("бит", many="бит")
_PREFIXES = {"К": "кило", "М": "мега", "Г": "гига", "Т": "тера"}
_PERCENT = _metric("процент")
_DEGREE = _metric("градус")


def _prefixed(prefixes: str, sign: str, one: str, many: str = "") -> dict[str, Noun]:
    """Units with prefixes: "кГц", "МГц"."""
    names = {
        "н": "нано", "мк": "микро", "м": "милли", "к": "кило", "М": "мега", "Г": "гига",
        "Т": "тера", "г": "гекто", "": "",
    }  # fmt: skip
    return {
        prefix + sign: _metric(names[prefix] + one, many=many and names[prefix] + many)
        for prefix in prefixes.split(",")
    }


def _latin(units: dict[str, Noun], latin: dict[str, str]) -> dict[str, Noun]:
    """The same units by their Latin signs."""
    return {sign: units[ours] for sign, ours in latin.items()}


UNITS = {
    "км": _KILOMETER, "м": _LENGTH, "дм": _DECIMETER, "см": _CENTIMETER, "мм": _MILLIMETER,
    "мкм": _metric("микрометр"), "нм": _metric("нанометр"), "га": _metric("гектар"),
    "л": _LITER, "мл": _MILLILITER, "дл": _metric("децилитр"), "т": _feminine("тонн"),
    "ц": _metric("центнер"), "кг": _KILOGRAM, "г": _GRAM, "гр": _GRAM, "мг": _MILLIGRAM,
    "мкг": _metric("микрограмм"), "ч": _HOUR, "час.": _HOUR, "ч.": _HOUR, "мин": _MINUTE,
    "мин.": _MINUTE, "сек": _SECOND, "сек.": _SECOND, "мс": _feminine("миллисекунд"),
    "мкс": _feminine("микросекунд"), "нс": _feminine("наносекунд"),
    "сут.": Noun.of("сутки", "суток", "pl", few="суток", many="суток"),
    "км/ч": _with(_KILOMETER, "в час"), "м/с": _with(_LENGTH, "в секунду"),
    "м/мин": _with(_LENGTH, "в минуту"), "км/с": _with(_KILOMETER, "в секунду"),
    "м/с²": _with(_LENGTH, "на секунду в квадрате"), "кал": _feminine("калори", "я"),
    "ккал": _feminine("килокалори", "я"), "Дж": _soft("джоул"), "кДж": _soft("килоджоул"),
    "МДж": _soft("мегаджоул"), "Па": _soft("паскал"), "гПа": _soft("гектопаскал"),
    "кПа": _soft("килопаскал"), "МПа": _soft("мегапаскал"), "бар": _metric("бар", many="бар"),
    "атм": _feminine("атмосфер"), "атм.": _feminine("атмосфер"), "Н": _metric("ньютон"),
    "моль": _soft("мол"), "лк": _metric("люкс", many="люкс"), "лм": _metric("люмен"),
    "дБ": _metric("децибел", many="децибел"), "кВт ч": _metric("киловатт-час"),
    "кВт*ч": _metric("киловатт-час"), "кВтч": _metric("киловатт-час"),
    "кВт-ч": _metric("киловатт-час"), "мм рт. ст.": _with(_MILLIMETER, "ртутного столба"),
    "мАч": _metric("миллиампер-час"), "мА ч": _metric("миллиампер-час"),
    "А ч": _metric("ампер-час"), "об/мин": _with(Noun.of(
        "оборот", "оборота", "m", few="оборота", many="оборотов"), "в минуту"),
    "л.с.": Noun.of("лошадиная сила", "лошадиной силы", "f", few="лошадиные силы",
                    many="лошадиных сил", dat_pl="лошадиным силам",
                    ins_pl="лошадиными силами", loc_pl="лошадиных силах"),
    "л. с.": Noun.of("лошадиная сила", "лошадиной силы", "f", few="лошадиные силы",
                     many="лошадиных сил", dat_pl="лошадиным силам", ins_pl="лошадиными силами",
                     loc_pl="лошадиных силах"),
    "%": _PERCENT, "‰": _fixed("промилле"), "п. п.": Noun.of(
        "процентный пункт", "процентного пункта", "m", few="процентных пункта",
        many="процентных пунктов"),
    "°": _DEGREE, "°C": _with(_DEGREE, "Цельсия"), "°С": _with(_DEGREE, "Цельсия"),
    "°F": _with(_DEGREE, "Фаренгейта"), "°К": _metric("кельвин", many="кельвинов"),
    "шт.": _feminine("штук"), "шт": _feminine("штук"),
    "чел.": Noun.of("человек", "человека", "m", few="человека", many="человек",
                    dat_pl="людям", ins_pl="людьми", loc_pl="людях"),
    "экз.": _metric("экземпляр"), "коп.": Noun.of(
        "копейка", "копейки", "f", few="копейки", many="копеек"),
    "мес.": Noun.of("месяц", "месяца", "m", few="месяца", many="месяцев"),
    "нед.": Noun.of("неделя", "недели", "f", few="недели", many="недель"),
    "дн.": Noun.of("день", "дня", "m", few="дня", many="дней"),
    "ед.": _feminine("единиц"), "дюйм.": _metric("дюйм"), "балл.": _metric("балл"),
    "Мбит/с": _with(_metric("мегабит", many="мегабит"), "в секунду"),
    "Гбит/с": _with(_metric("гигабит", many="гигабит"), "в секунду"),
    "Кбит/с": _with(_metric("килобит", many="килобит"), "в секунду"),
    "кбит/с": _with(_metric("килобит", many="килобит"), "в секунду"),
    "Мб/с": _with(_metric("мегабайт", many="мегабайт"), "в секунду"),
    "ст. л.": _spoon("столов"), "ст.л.": _spoon("столов"), "ч. л.": _spoon("чайн"),
    "ч.л.": _spoon("чайн"), "байт": _BYTE, "бит": _BIT, "ft": _metric("фут"), "mph": _with(Noun.of(
        "миля", "мили", "f", few="мили", many="миль"), "в час"),
}  # fmt: skip
UNITS |= (
    _prefixed("к,М,Г", "Гц", "герц", "герц") | {"Гц": _metric("герц", many="герц")}
    | _prefixed("м,,к,М,Г", "Вт", "ватт", "ватт") | _prefixed("м,к", "В", "вольт", "вольт")
    | _prefixed("м", "А", "ампер", "ампер") | _prefixed(",к,М", "Ом", "ом", "ом")
)  # fmt: skip
for _prefix, _name in _PREFIXES.items():
    for _sign in (f"{_prefix}Б", f"{_prefix}б", f"{_prefix}байт"):
        UNITS[_sign] = _metric(f"{_name}байт", many=f"{_name}байт")
UNITS |= {"кБ": UNITS["КБ"]}
for _sign, _noun_of in (
    ("мм", _MILLIMETER), ("см", _CENTIMETER), ("дм", _DECIMETER), ("м", _LENGTH), ("км", _KILOMETER)
):  # fmt: skip
    UNITS |= {
        f"{_sign}²": _power(_noun_of, "квадратн"), f"кв. {_sign}": _power(_noun_of, "квадратн"),
        f"кв.{_sign}": _power(_noun_of, "квадратн"), f"{_sign}³": _power(_noun_of, "кубическ"),
        f"куб. {_sign}": _power(_noun_of, "кубическ"), f"куб.{_sign}": _power(_noun_of, "кубическ"),
    }  # fmt: skip
UNITS |= {"пог. м": _power(_LENGTH, "погонн")}
UNITS |= _latin(
    UNITS,
    {
        "km": "км", "m": "м", "dm": "дм", "cm": "см", "mm": "мм", "µm": "мкм", "nm": "нм",
        "km²": "км²", "m²": "м²", "cm²": "см²", "ha": "га", "km³": "км³", "m³": "м³",
        "cm³": "см³", "l": "л", "L": "л", "ml": "мл", "mL": "мл", "t": "т", "kg": "кг", "g": "г",
        "mg": "мг", "µg": "мкг", "h": "ч", "min": "мин", "s": "сек", "ms": "мс", "km/h": "км/ч",
        "m/s": "м/с", "Hz": "Гц", "kHz": "кГц", "MHz": "МГц", "GHz": "ГГц", "W": "Вт",
        "kW": "кВт", "MW": "МВт", "GW": "ГВт", "kB": "КБ", "KB": "КБ", "MB": "МБ", "GB": "ГБ",
        "TB": "ТБ", "kcal": "ккал", "cal": "кал", "dB": "дБ", "Ω": "Ом",
    },
)  # fmt: skip

_RUBLE = _soft("рубл")
_KOPECK = UNITS["коп."]
_DOLLAR, _CENT, _CROWN = _metric("доллар"), _metric("цент"), _feminine("крон")
CURRENCIES = {
    "RUB": (_RUBLE, _KOPECK), "USD": (_DOLLAR, _CENT), "EUR": (_fixed("евро"), _CENT),
    "GBP": (_metric("фунт"), _metric("пенс")), "UAH": (
        Noun.of("гривна", "гривны", "f", few="гривны", many="гривен"), _KOPECK),
    "BYN": (_with(_RUBLE, "Белоруссии"), _KOPECK), "KZT": (_fixed("тенге"), None),
    "JPY": (_feminine("иен"), None), "CNY": (_soft("юан"), None),
    "CHF": (Noun.of("франк", "франка", "m", few="франка", many="франков"), None),
    "CZK": (_CROWN, None), "SEK": (_CROWN, None), "NOK": (_CROWN, None), "DKK": (_CROWN, None),
    "PLN": (Noun.of("злотый", "злотого", "m", few="злотых", many="злотых", gen="злотого",
                    dat="злотому", ins="злотым", loc="злотом"), None),
    "TRY": (_feminine("лир"), None), "INR": (_feminine("рупи", "я"), None),
    "CAD": (_power(_DOLLAR, "канадск"), _CENT), "AUD": (_power(_DOLLAR, "австралийск"), _CENT),
}  # fmt: skip
CURRENCY_WORDS = {
    "руб.": "RUB", "руб": "RUB", "р.": "RUB", "долл.": "USD", "долл. США": "USD",
    "грн": "UAH", "грн.": "UAH", "тенге": "KZT",
}  # fmt: skip
CURRENCY_SIGNS = {"₸": "KZT", "BYN": "BYN", "KZT": "KZT"}
_THOUSAND = Noun.of("тысяча", "тысячи", "f", few="тысячи", many="тысяч")
MAGNITUDES = {
    "тыс.": _THOUSAND, "тыс": _THOUSAND, "млн": _metric("миллион"), "млн.": _metric("миллион"),
    "млрд": _metric("миллиард"), "млрд.": _metric("миллиард"), "трлн": _metric("триллион"),
    "трлн.": _metric("триллион"),
}  # fmt: skip
SCALES = {
    1000: _THOUSAND, 10**6: _metric("миллион"), 10**9: _metric("миллиард"),
    10**12: _metric("триллион"),
}  # fmt: skip
# End of the genitive singular (of an adjective, the plural) to dative, instrumental and locative.
PLURAL_ENDINGS = (
    ("(?<=к)их", "им/ими/их"), ("ых", "ым/ыми/ых"), ("а", "ам/ами/ах"),
    ("(?<=[гкхчжшщ])и", "ам/ами/ах"), ("ы", "ам/ами/ах"), ("[яи]", "ям/ями/ях"),
)  # fmt: skip
