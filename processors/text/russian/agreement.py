"""Case and gender in Russian, from the preposition before a number and the word after it."""

import re

from processors.text.russian.numerals import CARDINALS, CARDINALS_BY_GENDER
from processors.text.slavic.declension import Ending

_GENITIVE = """
    без близ более больше вместо вне внутри возле вокруг впереди выше для до достиг достигает
    достигала достигать достигла достигло достигнет достигал достигают из из-за из-под
    исключая кроме меньше менее младше моложе мимо накануне напротив насчёт ниже ок. около
    относительно от ото помимо порядка посреди после прежде против путём ради раньше позже
    позднее сверх свыше сзади среди старше у хватит хватает возрасте течение продолжение
    протяжении количестве размере объёме сумме числе пределах длиннее короче дороже дешевле
    тяжелее легче быстрее медленнее глубже шире возраста вследствие ввиду превышение высоте
    глубине расстоянии скорости температуре уровне мощности порога отметки
"""
PREPOSITIONS = dict.fromkeys(_GENITIVE.split(), "gen") | {
    "в": "acc loc", "во": "acc loc", "на": "acc loc", "о": "loc", "об": "loc", "обо": "loc",
    "при": "loc", "с": "gen ins", "со": "gen ins", "за": "acc ins", "под": "acc ins",
    "по": "acc dat", "через": "acc", "про": "acc", "сквозь": "acc", "спустя": "acc",
    "к": "dat", "ко": "dat", "благодаря": "dat", "вопреки": "dat", "согласно": "dat",
    "равен": "dat", "равна": "dat", "равно": "dat", "равны": "dat", "соответствует": "dat",
    "соответственно": "dat", "над": "ins", "надо": "ins", "перед": "ins", "передо": "ins",
    "между": "ins", "меж": "ins", "владеет": "ins",
    "располагает": "ins", "включая": "acc", "см.": "acc", "ср.": "acc",
}  # fmt: skip
TRANSPARENT = frozenset(
    """не всего почти примерно приблизительно лишь только ещё ровно каждые каждых каждым первые
    первых последние последних ближайшие ближайших минимум максимум целых все всех всем всеми эти
    этих этим этими свои своих моих наших
    """.split()  # noqa: SIM905 - a list of words
)
# Words after a number that are no nouns.
_NO_NOUNS = frozenset(
    """а без более бы был была были было в вместо во все всё вы где для до же за и из или к как ко
    когда ли либо лишь мне между менее мы на над не нет ни но ну о об однако он она они от по под
    после потом при про против с свыше со так также там те тем то тогда только тоже у уже
    через что чтобы это я ещё если даже около плюс минус равно будет есть стал стала стали
    """.split()  # noqa: SIM905 - a list of words
)
_VERB = re.compile(r"(?:лся|лась|лось|лись|тся|ться|[аеиыуя]л[ао]?|[аеиуюя]т|[аеиуы]ть|ишь|ешь)$")
_LIKE_VERBS = frozenset(
    """дело тело село мыло зеркало одеяло правило начало крыло школа школы сила силы скала пчела
    метал канал канала километр часть солдат штат мать дебют институт университет факультет
    минут рут депутат билет бюджет комитет кабинет лет свет цвет ответ совет предмет пакет
    портрет аппарат автомат адвокат кандидат результат формат стать печать материал материала
    сигнал сигнала журнал журнала идеал капитал вал вала зал зала балл балла тонул стул стула
    угол предел предела отдел отдела раздел раздела автомобиль мил миль метила кит кредит лимит
    сорт спирт маршрут атрибут салют
    """.split()  # noqa: SIM905 - a list of words
)

# Masculine nouns that end as an instrumental does, and feminine ones in a soft sign.
_MASCULINE = (
    r"^дом|^том|^лом|^гром|^атом|^альбом|диплом|симптом|слом|перелом|разлом|приём|объём|подъём|"
    r"съём|заём|проём|^музей|^лицей|^юбилей|^трофей|^хоккей|^клей|^чемпион|ий|ый"
)
_FEMININE_SOFT = (
    r"часть|степень|очередь|дверь|область|ночь|роль|модель|ость|жизнь|дочь|мысль|печь|речь|сеть|цель|"
    r"кровать|площадь|запись|ступень|ось|четверть|треть|осень|связь|скорость|тетрадь|лошадь|помощь|"
    r"вещь|церковь|память|медаль|деталь|мать|смерть|дробь|ветвь|крепость|нефть|соль|кость"
)
# Stems of feminine nouns whose locative and dative look like those of masculine ones.
_FEMININE_STEMS = (
    r"^минут|секунд|недел|стран|^глав|групп|страниц|улиц|попытк|^игр|^строк|полос|^мил|тысяч|книг|школ|"
    r"комнат|квартир|команд|бригад|палат|больниц|планет|войн|машин|карт|статья|стать|программ|задач|"
    r"таблиц|сцен|смен|колонк|полк|доск|дорог|точк|ставк|ветк|стадии|половин|неделе|бумаг|парт|пар|"
    r"сборн|клетк|ступеньк|газет|ракет|заявк|поездк|встреч|пятилетк|десятк|сотн"
)
# Genitives of nouns that follow ranks; others in -а and -я are feminine nominatives.
_MASCULINE_GENITIVES = (
    r"века|года|класса|курса|этажа|тура|раунда|сезона|съезда|месяца|^ряда|^тома|разряда|созыва|ранга|сорта|"
    r"порядка|уровня|^типа|^рода|выпуска|чемпионата|конгресса|отдела|канала|района|округа|корпуса|"
    r"полка|батальона|отряда|фронта|флота|завода|^дома|подъезда|номера|пункта|параграфа|квартала|"
    r"блока|цеха|участка|матча|гола|места|числа|^дня|^часа|человека|издания|поколения|полугодия|"
    r"отделения|столетия|тысячелетия|десятилетия|собора|интернационала|рейха|разъезда|тайма|периода"
)

# What the word after a rank, or after "one", says; the first that fits.
ENDINGS = (
    Ending(_MASCULINE, "nom", "m"),
    Ending("ая|яя", "nom", "f"),
    Ending("ую|юю", "acc", "f"),
    Ending("ого|его", "gen", "m"),
    Ending("ому|ему", "dat", "m"),
    Ending("ыми|ими|ами|ями|ьми", "ins", "pl"),
    Ending("ах|ях", "loc", "pl"),
    Ending("(?<![мр])ам|ям", "dat", "pl"),
    Ending("ым|им", "dat", "pl", "dat"),
    Ending("ым|им", "ins", "m"),
    Ending("ых|их|ов|ев", "gen", "pl"),
    Ending("(?:[аеяиу]н|т|в|л|р|ц|ш)ие", "nom", "n"),
    Ending("ые|ие", "nom", "pl"),
    Ending("[еео]е", "nom", "n"),
    Ending(_FEMININE_SOFT, "acc", "f", "acc"),
    Ending(_FEMININE_SOFT, "nom", "f"),
    Ending("ью|ой", "gen", "f"),
    Ending("ом|ем|ём", "ins", "m", "ins"),
    Ending("ом|ем|ём", "loc", "m", "loc"),
    Ending("ом|ем|ём", "ins", "m"),
    Ending("ей", "gen", "f"),
    Ending("(?:н|т|в|л)ии", "loc", "n", "loc"),
    Ending("ы|и", "gen", "f"),
    Ending(_MASCULINE_GENITIVES, "gen", "m"),
    Ending("(?<!и)я|а", "gen", "m", "gen"),
    Ending("(?:[аеяи]н|т|в)ия", "gen", "n", "gen"),
    Ending("ия", "gen", "f", "gen"),
    Ending("а|я", "nom", "f"),
    Ending("году|ряду|полку|краю|бою|строю|углу|этажу|шкафу|саду|порту", "loc", "m", "loc"),
    Ending("году|веку|классу|этажу|туру|съезду|кварталу|дню|часу|месту|числу|кругу", "dat", "m"),
    Ending("у|ю", "dat", "m", "dat"),
    Ending("у|ю", "acc", "f"),
    Ending(f"(?:{_FEMININE_STEMS})е", "loc", "f"),
    Ending("е", "loc", "m", "loc"),
    Ending("е", "dat", "f", "dat"),
    Ending("е|о", "nom", "n"),
    Ending("[бвгджзйклмнпрстфхцчшщь]", "nom", "m"),
)
# What the noun after a cardinal from two on says of its case.
PLURAL_CASES = (
    Ending("ами|ями|ьми|ыми|ими", "ins", "m"),
    Ending("ах|ях", "loc", "m"),
    Ending("(?<![мр])ам|ям", "dat", "m"),
    Ending("ым|им", "dat", "m", "dat"),
    Ending("(?<=[бвгджзклмнпрстфхцчшщ])ы|и", "any", "f"),
)
ADJECTIVE_AFTER = "ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ую|юю|ых|их|ыми|ими|ым|им"
_GENITIVE_PLURAL = re.compile(r"(?:ов|ев|ёв|ей|людей|человек|[бвгджзклмнпрстфхцчшщ])$")
_MEN = re.compile(r"^(?:мужчин|дедушк|дядь?|юнош|судь|папы|коллег|старост)")
NUMERALS = frozenset(
    form
    for table in (CARDINALS, *CARDINALS_BY_GENDER.values())
    for forms in table.values()
    for form in forms.split("/")
) | frozenset(
    """тысяча тысячи тысяч тысячам тысячами тысячах миллион миллиона миллионов миллионами
    """.split()  # noqa: SIM905 - a list of words
)
_LAST = re.compile(r"([^\W\d_][\w'’-]*\.?)\s*([,–—-]?)\s*$")
_AND = frozenset(["и", "или", "либо"])


def governing_word(before: str) -> str:
    """The word before a number that may govern it, in small letters.

    Words such as "почти" are skipped, and so are numbers before it ("между пятью и 10").
    """
    after_and, before = False, before.rstrip("+ ")
    while match := _LAST.search(before[-60:]):
        word, mark = match[1].lower(), match[2]
        is_numeral = word in NUMERALS
        if (mark or after_and) and not is_numeral:
            return ""
        if not (is_numeral or word in _AND or word in TRANSPARENT):
            return word
        after_and = word in _AND
        before = before[: len(before) - len(match[0])]
    return ""


def is_noun(word: str) -> bool:
    """Whether a word after a number may be what it counts."""
    small = word.lower()
    return (
        len(word) > 2
        and small not in _NO_NOUNS
        and (_VERB.search(small) is None or (small in _LIKE_VERBS))
    )


def is_genitive_plural(word: str) -> bool:
    """Whether a noun after a number looks like a genitive plural: "друзей", "стран"."""
    return _GENITIVE_PLURAL.search(word.lower()) is not None


def gender_of_two(word: str) -> str:
    """Gender of the noun that stands in the genitive singular after 2, 3 or 4."""
    word = word.lower()
    return "f" if re.search("[ыи]$", word) and not _MEN.match(word) else "m"


def follows_mark(before: str) -> bool:
    """Whether nothing or a mark stands before a number: the nominative is meant.

    The dot of a short abbreviation is no such mark.
    """
    return re.search(r"(?:[^\W_]|\b[а-яё]{1,3}\.)\s*$", before) is None
