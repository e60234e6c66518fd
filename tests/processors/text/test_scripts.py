"""Scripts and mixed text: tones, characters, foreign words, stretches of another language."""

import sys

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, espeak, reading, split_sentences
from processors.text.languages import find_language
from processors.text.normalizer import normalize
from processors.text.scripts import japanese, mandarin
from utils.errors import UserError


def phonemize(text: str, language: str, foreign_words: str | None = None) -> str:
    config = TextConfig(language=language, foreign_words=foreign_words)
    processor = TextProcessor(config, SymbolTable.default(), refuse_unreadable=True)
    phones = processor.phonemize(text)
    processor.encode(phones)
    assert not processor.dropped
    return phones


MANDARIN = {
    "我有2个苹果。": "我有两个苹果.",
    "一共205人": "一共二百零五人",
    "1,500人": "一千五百人",
    "10086": "一万零八十六",
    "12345678": "一千二百三十四万五千六百七十八",
    "15": "十五",
    "007": "零零七",
    "3.14": "三点一四",
    "第3名": "第三名",
    "今天-5度": "今天负五度",
    "2024年10月3日": "二零二四年十月三日",
    "1984年": "一九八四年",
    "20年前": "二十年前",
    "2024-10-03": "二零二四年十月三日",
    "14:30": "十四点三十分",
    "8:05": "八点零五分",
    "9:00": "九点",
    "5%": "百分之五",
    "3/4": "四分之三",
    "¥50": "五十元",
    "$1,000": "一千美元",
    "120km/h": "一百二十公里每小时",
    "20°C": "二十摄氏度",
    "5-10元": "五到十元",
    "版本2.0.1": "版本二点零点一",
    "13812345678": "幺三八幺二三四五六七八",
}


@pytest.mark.parametrize(("written", "spoken"), MANDARIN.items())
def test_mandarin_marks_in_characters(written: str, spoken: str) -> None:
    assert normalize(written, "cmn") == spoken


@pytest.mark.parametrize(
    ("initial", "final", "phones"),
    [
        ("m", "a1", "ma1"), ("m", "a4", "ma4"), ("t", "ian1", "tʰjɛn1"), ("d", "ian4", "tjɛn4"),
        ("sh", "i4", "ʂɻ̩4"), ("z", "i3", "tsɹ̩3"), ("j", "v2", "tɕy2"), ("", "o5", "o5"),
        ("b", "o1", "pwo1"), ("q", "iong2", "tɕʰjʊŋ2"), ("l", "v4", "ly4"),
    ],
)  # fmt: skip
def test_syllables(initial: str, final: str, phones: str) -> None:
    assert mandarin.syllable(initial, final) == phones


def test_the_tones_of_mandarin_are_five() -> None:
    pytest.importorskip("pypinyin", reason="pip install -e '.[zh]'")
    pytest.importorskip("jieba", reason="pip install -e '.[zh]'")
    tones = [phonemize(character, "cmn") for character in "妈麻马骂吗"]
    assert tones == ["ma1", "ma2", "ma3", "ma4", "ma5"]
    assert phonemize("天", "cmn") != phonemize("电", "cmn")
    assert phonemize("是", "cmn") != phonemize("师", "cmn")
    assert phonemize("银行", "cmn") == "in2xaŋ2"
    assert phonemize("你好，世界。", "cmn").count(".") == 1


def test_latin_words_in_mandarin() -> None:
    pytest.importorskip("pypinyin", reason="pip install -e '.[zh]'")
    pytest.importorskip("jieba", reason="pip install -e '.[zh]'")
    english = espeak.phonemize(["Windows"], "en-us")[0]
    assert phonemize("我喜欢Windows。", "cmn", "en-us") == f"wo3 ɕi3xwan1 {english}."


@pytest.mark.parametrize(
    ("language", "module", "reader"),
    [("cmn", "pypinyin", mandarin._libraries), ("ja", "pyopenjtalk", japanese._library)],
)
def test_a_missing_library_is_named_with_its_remedy(
    language: str, module: str, reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    reader.cache_clear()
    with pytest.raises(UserError, match=r"pip install -e '\.\[(zh|ja)\]'"):
        phonemize("日本", language)
    reader.cache_clear()


def test_japanese_is_read_with_its_kanji() -> None:
    pytest.importorskip("pyopenjtalk", reason="pip install -e '.[ja]'")
    assert japanese.to_kana("今日は天気がいいです.") == "キョーワ テンキガ イイデス."
    assert phonemize("東京", "ja") == phonemize("とーきょー", "ja")
    english = espeak.phonemize(["Windows"], "en-us")[0]
    assert english in phonemize("東京でWindowsを買った。", "ja", "en-us")


def test_cantonese_has_its_third_tone() -> None:
    phones = [phonemize(character, "yue") for character in "詩史試時市事"]
    assert [phone[-1] for phone in phones] == list("123456")


def test_latin_words_in_another_script() -> None:
    english = espeak.phonemize(["hot water"], "en-us")[0]
    assert phonemize("Я купил hot water.", "ru", "en-us").endswith(f" {english}.")
    assert english not in phonemize("Я купил hot water.", "ru")


def test_words_between_flags_are_read_in_the_named_language() -> None:
    own = reading.phonemize(["le world wide web est grand"], "fr-fr")[0]
    assert reading.phonemize(["le world wide web est grand"], "fr-fr", "en-us")[0] == own
    german = reading.phonemize(["le world wide web est grand"], "fr-fr", "de")[0]
    expected = " ".join(espeak.phonemize_words(["world", "wide", "web"], "de"))
    assert german == own.replace("wˈɜːld wˈaɪd wˈɛb", expected)


def test_a_stretch_of_another_language() -> None:
    text = 'He said <lang xml:lang="fr-fr">bonjour à 14h30</lang>, and left.'
    french = phonemize("bonjour à 14h30", "fr-fr")
    assert phonemize(text, "en-us") == f"hiː sˈɛd {french}, ænd lˈɛft."
    with pytest.raises(UserError, match="no language 'xx'"):
        phonemize('<lang xml:lang="xx">a</lang>', "en-us")


def test_a_stretch_of_another_language_is_not_cut() -> None:
    text = 'One. He said <lang xml:lang="de">Ja. Nein.</lang> and left. <b>Two.</b>'
    assert split_sentences(text) == [
        "One.", 'He said <lang xml:lang="de">Ja. Nein.</lang> and left.', "Two.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "near"), [("zh", "cmn"), ("zh-cn", "cmn"), ("no", "nb"), ("jp", "ja")]
)
def test_other_codes_get_a_hint(language: str, near: str) -> None:
    with pytest.raises(UserError, match=f"did you mean .*{near}"):
        espeak.phonemize(["a"], language)


def test_pinyin_keeps_its_tones() -> None:
    assert find_language("cmn-latn-pinyin") is None
    assert phonemize("ma1 ma4", "cmn-latn-pinyin")
