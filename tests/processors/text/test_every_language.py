"""Every language of espeak-ng: words without marks and digits are spoken as by espeak-ng alone."""

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, espeak
from processors.text.inventory import canonical
from utils.errors import UserError

# Listed by espeak-ng, but the wheel has no dictionary for them: it says nothing.
WITHOUT_DICTIONARY = ("fo", "kaa", "xex")
# Read by rules of the toolkit.
READ_OTHERWISE = ("cmn", "ja", "yue")
# Words only, in the script that espeak-ng reads (Cherokee in Latin letters; of Konkani, it names
# vowel signs). A code without its variant stands for all variants.
SENTENCES = {
    "af": "Die son skyn vandag oor die berge en die see",
    "am": "ዛሬ ፀሐይ በጣም ደምቃለች",
    "an": "O sol sale cada maitino dencima de la mar",
    "ar": "الشمس تشرق كل صباح فوق البحر",
    "as": "প্ৰতিদিনে পুৱা সূৰ্য উঠে",
    "az": "Günəş hər səhər dənizin üstündə doğur",
    "ba": "Ҡояш һәр иртә диңгеҙ өҫтөнән сыға",
    "be": "Сонца ўзыходзіць над вёскай і ракой",
    "bg": "Слънцето изгрява над морето всяка сутрин",
    "bn": "প্রতিদিন সকালে সূর্য ওঠে",
    "bpy": "প্রতিদিন বিয়ানে বেলি উঠের",
    "bs": "Čovjek šeće pored rijeke i pjeva",
    "ca": "El col·legi és a prop de la plaça i l'església",
    "chr-US-Qaaa-x-west": "osda sunalei siyo gvgeyuhi",
    "cmn-latn-pinyin": "tài yáng měi tiān cóng hǎi shàng shēng qǐ",
    "cs": "Příliš žluťoučký kůň běží přes kopec",
    "cv": "Хӗвел кашни ирех тинӗс ҫийӗн тухать",
    "cy": "Mae'r haul yn codi dros y môr bob bore",
    "da": "Solen står op over søen og byen vågner",
    "de": "Die Sonne scheint über den Bergen und die Straße glänzt",
    "el": "Ο ήλιος ανατέλλει πάνω από τη θάλασσα",
    "en-shaw": "𐑞 𐑕𐑳𐑯 𐑮𐑲𐑟𐑩𐑟 𐑴𐑝𐑼 𐑞 𐑕𐑰",
    "en": "The sun rises over the quiet sea every morning",
    "eo": "La suno leviĝas ĉiun matenon super la maro",
    "es": "El niño señaló la montaña y la pequeña ciudad",
    "et": "Päike tõuseb igal hommikul üle mere",
    "eu": "Eguzkia egunero ateratzen da itsasoaren gainean",
    "fa": "خورشید هر روز از پشت کوه می‌تابد",
    "fa-latn": "khorshid har ruz az poshte kuh mitabad",
    "fi": "Aurinko nousee joka aamu meren yllä",
    "fr": "L'été dernier où êtes-vous allés garçon",
    "ga": "Éiríonn an ghrian gach maidin os cionn na farraige",
    "gd": "Tha a ghrian ag èirigh os cionn na mara gach madainn",
    "gn": "Kuarahy osẽ káda pyhareve yguasu ári",
    "grc": "ὁ ἥλιος ἀνατέλλει ὑπὲρ τῆς θαλάσσης",
    "gu": "સૂરજ રોજ સવારે ઊગે છે",
    "hak": "ngit thèu mî chêu chhiùng hói song sâng hí",
    "haw": "Puka mai ka lā i kēlā me kēia kakahiaka ma luna o ke kai",
    "he": "השמש זורחת בכל בוקר מעל הים",
    "hi": "सूरज हर सुबह पहाड़ के ऊपर निकलता है",
    "hr": "Sunce izlazi iznad mora svako jutro",
    "ht": "Solèy la leve chak maten sou lanmè a",
    "hu": "A nap minden reggel felkel a tenger fölött",
    "hy": "Արևը ամեն առավոտ ծագում է ծովի վրա",
    "hyw": "Արեւը ամէն առաւօտ կը ծագի ծովուն վրայ",
    "ia": "Le sol leva se cata matino super le mar",
    "id": "Matahari terbit setiap pagi di atas laut",
    "io": "La suno levas su omnamatine super la maro",
    "is": "Sólin kemur upp yfir hafið á hverjum morgni",
    "it": "Il sole sorge ogni mattina perché il giorno è già qui",
    "jbo": "le solri cu tolcanci le xamsi ca lo cerni",
    "ka": "მზე ყოველ დილით ზღვის თავზე ამოდის",
    "kk": "Күн таңертең теңіздің үстінен шығады",
    "kl": "Seqineq ullaakkut immap qulaani nuisarpoq",
    "kn": "ಸೂರ್ಯ ಪ್ರತಿದಿನ ಬೆಳಿಗ್ಗೆ ಮೂಡುತ್ತಾನೆ",
    "ko": "해는 매일 아침 바다 위로 떠오른다",
    "kok": "दर वयर घर मन जन नगर",
    "ku": "Roj her sibe li ser deryayê hiltê",
    "ky": "Күн ар күнү эртең менен деңиздин үстүнөн чыгат",
    "la": "Sol cotidie super mare oritur",
    "lb": "Moies geet Sonn iwwer dem Mier op an et gëtt schéin",
    "lfn": "La sol leva cada matina supra la mar",
    "lt": "Saulė kiekvieną rytą pakyla virš jūros",
    "ltg": "Saule kotru reitu lac viers jiuras",
    "lv": "Saule katru rītu lec virs jūras",
    "mi": "Ka ara te rā i runga i te moana i ia ata",
    "mk": "Сонцето изгрева над морето секое утро",
    "ml": "സൂര്യൻ എല്ലാ ദിവസവും ഉദിക്കുന്നു",
    "mr": "सूर्य रोज सकाळी उगवतो",
    "ms": "Matahari terbit setiap pagi di atas laut",
    "mt": "Ix-xemx titla' kuljum fuq il-baħar",
    "mto": "yë xëëw jats ja poo kääjp",
    "my": "နေသည် မနက်တိုင်း ထွက်သည်",
    "nb": "Solen står opp over fjellet og sjøen",
    "nci": "In tonatiuh quiza momoztla ilhuicatitech",
    "ne": "सूर्य हरेक बिहान उदाउँछ",
    "nl": "De zon schijnt over de zee en de kinderen spelen",
    "nog": "Куьн аьр эртенъ тенъиз уьстинден шыгады",
    "om": "Aduun ganama ganama galaana irratti baati",
    "or": "ସୂର୍ଯ୍ୟ ପ୍ରତିଦିନ ସକାଳେ ଉଦୟ ହୁଏ",
    "pa": "ਸੂਰਜ ਹਰ ਸਵੇਰ ਚੜ੍ਹਦਾ ਹੈ",
    "pap": "Solo ta lanta riba laman tur mainta",
    "piqd": "\uf8e4\uf8d7\uf8db\uf8d0\uf8db \uf8da\uf8d7\uf8d9",
    "pl": "Słońce wschodzi każdego ranka nad morzem",
    "pt": "O sol nasce todas as manhãs sobre o coração do mar",
    "pt-br": "O sol nasce todas as manhãs sobre o coração do mar",
    "py": "hyikdoka tyutwa mina kali",
    "qdb": "Beltalowda im kopeng fo da bik",
    "qu": "Inti sapa paqarin quchapa hawanpi lluqsimun",
    "quc": "Ri qij kel loq pa ri saqarik",
    "qya": "Anar orta or eär ilya amaurë",
    "ro": "Soarele răsare în fiecare dimineață peste țară",
    "ru": "Солнце встаёт каждое утро над морем",
    "sd": "سج روز صبح جو سمنڊ مٿان اڀري ٿو",
    "shn": "ၵႃ ပႃ တႃ ယူႇ လႆႈ မိူဝ်ႈ ၵႂႃႇ",
    "si": "සූර්යයා සෑම උදෑසනකම නැගී එයි",
    "sjn": "Anor eria or aear ilaur",
    "sk": "Slnko vychádza každé ráno nad morom",
    "sl": "Sonce vzhaja vsako jutro nad morjem",
    "smj": "Biejvve badján juohkka idet",
    "sq": "Dielli lind çdo mëngjes mbi det",
    "sr": "Сунце излази изнад мора сваког јутра",
    "sv": "Solen går upp över sjön varje morgon",
    "sw": "Jua huchomoza kila asubuhi juu ya bahari",
    "ta": "சூரியன் தினமும் காலையில் உதிக்கிறது",
    "te": "సూర్యుడు ప్రతి ఉదయం ఉదయిస్తాడు",
    "th": "ดวงอาทิตย์ขึ้นทุกเช้าเหนือทะเล",
    "ti": "ጸሓይ ኩሉ ንግሆ ትበርቕ",
    "tk": "Gün her gün irden deňziň üstünden dogýar",
    "tn": "Letsatsi le tlhaba moso mongwe le mongwe",
    "tr": "Güneş her sabah denizin üzerinde doğar",
    "tt": "Кояш һәр иртәдә чыга",
    "ug": "قۇياش ھەر كۈنى چىقىدۇ",
    "uk": "Сонце сходить щоранку над морем і п'янить",
    "ur": "سورج ہر صبح سمندر کے اوپر نکلتا ہے",
    "uz": "Quyosh har tong dengiz ustidan chiqadi",
    "vi": "Mặt trời mọc mỗi buổi sáng trên biển",
}


def sentence_of(language: str) -> str:
    """The sentence of a code, or of the longest part of it that has one."""
    parts = language.split("-")
    codes = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next(SENTENCES[code] for code in codes if code in SENTENCES)


def alone(text: str, language: str) -> str:
    """Phones as espeak-ng gives them for the text as it is."""
    return " ".join(canonical(espeak.phonemize_words([text], language)[0]).split())


@pytest.mark.parametrize(
    "language", sorted({*espeak.languages()} - {*WITHOUT_DICTIONARY, *READ_OTHERWISE})
)
def test_words_are_spoken_as_by_espeak_alone(language: str) -> None:
    text = sentence_of(language)
    expected = alone(text, language)
    assert expected
    for normalize in (True, False):
        config = TextConfig(language=language, normalize=normalize)
        assert TextProcessor(config, SymbolTable.default()).phonemize(text) == expected


def test_every_sentence_is_of_a_language_of_espeak() -> None:
    codes = espeak.languages()
    assert all(any(code.split("-")[0] == own.split("-")[0] for code in codes) for own in SENTENCES)


@pytest.mark.parametrize("language", WITHOUT_DICTIONARY)
def test_a_language_without_a_dictionary_is_an_error(language: str) -> None:
    processor = TextProcessor(TextConfig(language=language), SymbolTable.default())
    with pytest.raises(UserError, match="nothing to say"):
        processor.phonemize("sala mera tona")
