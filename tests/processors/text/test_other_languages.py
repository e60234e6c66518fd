"""Languages other than English: what reaches espeak-ng is what was written."""

import re

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, espeak
from processors.text.cleaning import clean
from processors.text.inventory import canonical
from processors.text.normalizer import normalize

# Letters only, in many languages and scripts.
SENTENCES = {
    "af": "Die son skyn vandag oor die berge en die see",
    "am": "ዛሬ ፀሐይ በጣም ደምቃለች",
    "ar": "الشمس تشرق كل صباح فوق البحر",
    "az": "Günəş hər səhər dənizin üstündə doğur",
    "be": "Сонца ўзыходзіць над вёскай і ракой",
    "bg": "Слънцето изгрява над морето всяка сутрин",
    "bn": "প্রতিদিন সকালে সূর্য ওঠে",
    "bs": "Čovjek šeće pored rijeke i pjeva",
    "ca": "El col·legi és a prop de la plaça i l'església",
    "cs": "Příliš žluťoučký kůň běží přes kopec",
    "cy": "Mae'r haul yn codi dros y môr bob bore",
    "da": "Solen står op over søen og byen vågner",
    "de": "Die Sonne scheint über den Bergen und die Straße glänzt",
    "el": "Ο ήλιος ανατέλλει πάνω από τη θάλασσα",
    "eo": "La suno leviĝas ĉiun matenon super la maro",
    "es": "El niño señaló la montaña y la pequeña ciudad",
    "et": "Päike tõuseb igal hommikul üle mere",
    "eu": "Eguzkia egunero ateratzen da itsasoaren gainean",
    "fa": "خورشید هر روز از پشت کوه می‌تابد",
    "fi": "Aurinko nousee joka aamu meren yllä",
    "fr-fr": "L'été dernier, où êtes-vous allés garçon",
    "ga": "Éiríonn an ghrian gach maidin os cionn na farraige",
    "gu": "સૂરજ રોજ સવારે ઊગે છે",
    "he": "השמש זורחת בכל בוקר מעל הים",
    "hi": "सूरज हर सुबह पहाड़ के ऊपर निकलता है",
    "hr": "Sunce izlazi iznad mora svako jutro",
    "hu": "A nap minden reggel felkel a tenger fölött",
    "hy": "Արևը ամեն առավոտ ծագում է ծովի վրա",
    "id": "Matahari terbit setiap pagi di atas laut",
    "is": "Sólin kemur upp yfir hafið á hverjum morgni",
    "it": "Il sole sorge ogni mattina perché il giorno è già qui",
    "ka": "მზე ყოველ დილით ზღვის თავზე ამოდის",
    "kk": "Күн таңертең теңіздің үстінен шығады",
    "kn": "ಸೂರ್ಯ ಪ್ರತಿದಿನ ಬೆಳಿಗ್ಗೆ ಮೂಡುತ್ತಾನೆ",
    "ko": "해는 매일 아침 바다 위로 떠오른다",
    "lt": "Saulė kiekvieną rytą pakyla virš jūros",
    "lv": "Saule katru rītu lec virs jūras",
    "mk": "Сонцето изгрева над морето секое утро",
    "ml": "സൂര്യൻ എല്ലാ ദിവസവും ഉദിക്കുന്നു",
    "mr": "सूर्य रोज सकाळी उगवतो",
    "mt": "Ix-xemx titla' kuljum fuq il-baħar",
    "my": "နေသည် မနက်တိုင်း ထွက်သည်",
    "nb": "Solen står opp over fjellet og sjøen",
    "ne": "सूर्य हरेक बिहान उदाउँछ",
    "nl": "De zon schijnt over de zee en de kinderen spelen",
    "pa": "ਸੂਰਜ ਹਰ ਸਵੇਰ ਚੜ੍ਹਦਾ ਹੈ",
    "pl": "Słońce wschodzi każdego ranka nad morzem",
    "pt-br": "O sol nasce todas as manhãs sobre o coração do mar",
    "ro": "Soarele răsare în fiecare dimineață peste țară",
    "ru": "Солнце встаёт каждое утро над морем",
    "si": "සූර්යයා සෑම උදෑසනකම නැගී එයි",
    "sk": "Slnko vychádza každé ráno nad morom",
    "sl": "Sonce vzhaja vsako jutro nad morjem",
    "sq": "Dielli lind çdo mëngjes mbi det",
    "sr": "Сунце излази изнад мора сваког јутра",
    "sv": "Solen går upp över sjön varje morgon",
    "sw": "Jua huchomoza kila asubuhi juu ya bahari",
    "ta": "சூரியன் தினமும் காலையில் உதிக்கிறது",
    "te": "సూర్యుడు ప్రతి ఉదయం ఉదయిస్తాడు",
    "th": "ดวงอาทิตย์ขึ้นทุกเช้าเหนือทะเล",
    "tr": "Güneş her sabah denizin üzerinde doğar",
    "tt": "Кояш һәр иртәдә чыга",
    "ug": "قۇياش ھەر كۈنى چىقىدۇ",
    "uk": "Сонце сходить щоранку над морем і п'янить",
    "ur": "سورج ہر صبح سمندر کے اوپر نکلتا ہے",
    "uz": "Quyosh har tong dengiz ustidan chiqadi",
    "vi": "Mặt trời mọc mỗi buổi sáng trên biển",
}


def phonemize(text: str, language: str, normalize: bool = True) -> str:
    config = TextConfig(language=language, normalize=normalize)
    return TextProcessor(config, SymbolTable.default()).phonemize(text)


def alone(text: str, language: str) -> str:
    """Phones as espeak-ng gives them for the text as it is."""
    return " ".join(canonical(espeak.phonemize_words([text], language)[0]).split())


@pytest.mark.parametrize("language", SENTENCES)
def test_letters_are_spoken_as_by_espeak_alone(language: str) -> None:
    text = SENTENCES[language]
    without_marks = re.sub(r"[,]", "", text)
    assert phonemize(without_marks, language) == alone(without_marks, language)
    assert phonemize(text, language) == phonemize(text, language, normalize=False)


NUMBERS = {
    "fr-fr": ["12,50 euros", "06 12 34 56 78", "1er", "21 ans", "½"],
    "fr-be": ["75 ans"],
    "es": ["3,50", "el 1º piso", "la 1ª vez", "1.234", "007"],
    "es-419": ["1.234"],
    "it": ["3,50 euro", "il 1º giorno"],
    "pt-br": ["1º andar", "16", "10,50"],
    "ru": ["8 800 555 35 35", "3,50", "№ 5", "0,10"],
    "vi": ["15 123 31234", "3,50"],
    "pl": ["3,50", "0500 123 456"],
    "tr": ["3,50", "007"],
    "cs": ["3,50", "½"],
    "uk": ["3,50", "-5"],
    "hi": ["५०", "007"],
    "fa": ["۵۰"],
    "ko": ["007"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in NUMBERS.items() for text in texts]
)
def test_numbers_are_read_as_by_espeak_alone(language: str, text: str) -> None:
    assert phonemize(text, language) == alone(text, language)


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("fr-fr", "Il fait -5 degrés.", "Il fait moins 5 degrés."),
        ("fr-fr", "Il fait −5,5 degrés.", "Il fait moins 5,5 degrés."),
        ("es", "Hace -5 grados", "Hace menos 5 grados"),
        ("ca", "fa (-5 graus)", "fa, menys 5 graus"),
        ("pl", "-5 stopni", "minus 5 stopni"),
        ("ru", "-5 градусов", "минус 5 градусов"),
        ("tr", "-5 derece", "eksi 5 derece"),
        ("sk", "-5", "mínus 5"),
        ("he", "-5", "מינוס 5"),
        # espeak-ng says it in these
        ("it", "-5 gradi", "-5 gradi"),
        # spans and hyphens
        ("fr-fr", "5-10 jours", "5-10 jours"),
        ("fr-fr", "le covid-19", "le covid-19"),
        ("ru", "с 5-6 до 10", "с 5-6 до 10"),
        ("es", "1990-1995", "1990-1995"),
    ],
)
def test_minus(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language) == spoken


@pytest.mark.parametrize("language", ["tr", "ca", "sl", "ko"])
def test_minus_is_heard(language: str) -> None:
    assert len(phonemize("-5", language)) > len(phonemize("5", language)) + 2


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("kl", "7", "7"),
        ("ru", "1 000 000 рублей", "1000000 рублей"),
        ("ru", "8 000 555 35", "8 000 555 35"),
        ("es", "la 1.ª vez", "la 1ª vez"),
        ("ca", "col·lega", "col·lega"),
        ("el", "Τι κάνεις;", "Τι κάνεις?"),
        ("ar", "كيف؟", "كيف?"),
        ("hi", "नमस्ते।", "नमस्ते."),
    ],
)
def test_text_is_left_as_it_is_written(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language) == spoken


@pytest.mark.parametrize(
    ("language", "text", "stops"),
    [
        ("nb", "17. mai 1984", 0),
        ("da", "den 3. oktober", 0),
        ("cs", "3. května", 0),
        ("fi", "3. toukokuuta", 0),
        ("de", "Am 3. Oktober 2024", 0),
        ("de", "im 2. stock", 0),
        ("de", "Es waren 5. Dann kam er.", 2),
        ("nb", "Det var i 1984. så kom", 1),
        ("es", "Tengo 5. el otro", 1),
    ],
)
def test_dot_of_an_ordinal_is_no_stop(language: str, text: str, stops: int) -> None:
    assert phonemize(text, language).count(".") == stops


def test_ordinals_that_espeak_reads() -> None:
    assert phonemize("3. maijs", "lv") == alone("3. maijs", "lv")
    assert phonemize("3. maijs", "lv") != phonemize("3 maijs", "lv")


def test_ordinal_signs_stay_signs() -> None:
    assert clean("1º 2ª", "es") == "1º 2ª"
