"""The espeak backend: punctuation, order, languages, processes."""

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from processors.text import espeak
from processors.text.symbols import SymbolTable
from utils.errors import UserError

SAMPLES = {
    "Latn": "Hello world 1 2 3 11 20 100 1999: the quick brown fox, äöüß çñ éèêë åøæ šžč łśź ğış?",
    "Cyrl": "Привет мир, это простой текст. Съешь же ещё этих мягких булок; ґ є ї љ њ џ",
    "Arab": "مرحبا بالعالم، قلب ضوء ظل عين غرب حق پ چ گ ڈ ٹ",
    "Deva": "नमस्ते दुनिया ज्ञान क्षमा हिन्दी मराठी ळ ऋ",
    "Hans": "你好世界 今天天气很好 黄河 二十 雪 绿 日 吃 儿",
    "Hang": "안녕하세요 세계 한국어 발음 없다",
    "Kana": "こんにちは トウキョウ ちゃ きゅう っぱ ふ ん",
    "Grek": "γειά σου κόσμε ξένος ψυχή άνθρωπος",
    "Geor": "გამარჯობა მსოფლიო ყველა წყალი",
    "Viet": "Xin chào thế giới tiếng Việt người đường ngủ",
    "Thai": "สวัสดีชาวโลก",
    "Taml": "வணக்கம் உலகம்",
    "Ethi": "ሰላም ልዑል",
    "Hebr": "שלום עולם",
    "Beng": "নমস্কার পৃথিবী",
}


def test_stress_words_and_punctuation() -> None:
    assert espeak.phonemize(["Hello, world!"], "en-us") == ["həlˈoʊ, wˈɜːld!"]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("", ""),
        ("   ", ""),
        ("...", "..."),
        ("?!", "?!"),
        ("^", ""),
        (". Hello", ". həlˈoʊ"),
        ('"Go!"', '"ɡˈoʊ!"'),
        ("¿Go?", "¿ɡˈoʊ?"),
        ("go—go", "ɡˈoʊ—ɡˈoʊ"),
        ("go , go", "ɡˈoʊ , ɡˈoʊ"),
        ("go (go) [go]", "ɡˈoʊ (ɡˈoʊ) [ɡˈoʊ]"),
        ("go,\tgo\n", "ɡˈoʊ, ɡˈoʊ"),
        ("^ cat ^ , cat", "kˈæt , kˈæt"),
        ("don't", "dˈoʊnt"),
    ],
)
def test_marks_stay_where_they_are(text: str, phones: str) -> None:
    assert espeak.phonemize([text], "en-us") == [phones]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("5.50", "fˈaɪv pɔɪnt fˈaɪv zˈiəɹoʊ"),
        ("3:30", "θɹˈiː θˈɜːɾi"),
        ("U.S.A", "jˌuːˌɛsˈeɪ"),
        ("five P.M.", "fˈaɪv pˌiːˈɛm."),
    ],
)
def test_mark_inside_a_number_reaches_espeak(text: str, phones: str) -> None:
    assert espeak.phonemize([text], "en-us") == [phones]


def test_batch_keeps_count_and_order() -> None:
    texts = ["one", "", "two. three", "...", "^", "four", "U.S.", "one"] * 20
    together = espeak.phonemize(texts, "en-us")
    assert together == [espeak.phonemize([text], "en-us")[0] for text in texts]


def test_language_switch_flags_are_removed() -> None:
    phones = espeak.phonemize(["j'aime le football et le world wide web"], "fr-fr")[0]
    assert "(" not in phones
    assert "fˈʊt" in phones


def test_word_counts_are_nobodys_business(caplog: pytest.LogCaptureFixture) -> None:
    espeak._backends.clear()
    with caplog.at_level(logging.DEBUG):
        espeak.phonemize(["in the U.S. of A", "twenty-one"], "en-us")
    assert not caplog.records


@pytest.mark.parametrize(
    ("language", "near"), [("en", "en-us"), ("en_US", "en-us"), ("fr-ca", "fr-fr"), ("-", "known:")]
)
def test_unknown_language_names_the_nearest(language: str, near: str) -> None:
    with pytest.raises(UserError, match=f"no language '{language}'.*{near}"):
        espeak.phonemize(["a"], language)


def test_greenlandic_digits_do_not_end_the_process() -> None:
    with pytest.raises(UserError, match="write numbers as words"):
        espeak.phonemize(["7 8"], "kl")
    assert espeak.phonemize(["aluu"], "kl")[0]


def test_library_that_does_not_load_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "libespeak-ng.so"
    broken.write_bytes(b"no library")
    code = (
        "import espeakng_loader; "
        f"espeakng_loader.get_library_path = lambda: {str(broken)!r}\n"
        "from processors.text.espeak import phonemize\n"
        "from utils.errors import UserError\n"
        "try: phonemize(['a'], 'en-us')\n"
        "except UserError as error: print(error)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "libespeak-ng.so" in done.stdout
    assert done.stdout.strip().endswith("file too short"), "the loader's own words"


def test_threads_share_the_backend() -> None:
    texts = [f"word {word}" for word in ("one", "two", "three", "four")] * 25
    expected = espeak.phonemize(texts, "en-us")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_phonemize, texts)) == expected


WORKERS = """
import multiprocessing, sys
from processors.text import espeak

def phonemize(text):
    return espeak.phonemize([text], "en-us")[0]

if __name__ == "__main__":
    espeak.phonemize(["warm"], "en-us")
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(*pool.map(phonemize, ["cat", "two"]))
"""
FORK_WHILE_SPEAKING = """
import multiprocessing, sys
from processors.text import espeak

espeak.phonemize(["warm"], "en-us")
with espeak._lock:  # as another thread would hold it
    process = multiprocessing.get_context("fork").Process(
        target=espeak.phonemize, args=(["one"], "en-us")
    )
    process.start()
    process.join(60)
    code = process.exitcode
    process.kill()
sys.exit(0 if code == 0 else "the child waited for the parent's lock")
"""


def _run_apart(code: str, tmp_path: Path, *arguments: str) -> str:
    """Output of a fresh interpreter; the one that runs the tests has threads, and is not forked."""
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes(method: str, tmp_path: Path) -> None:
    assert _run_apart(WORKERS, tmp_path, method) == "kˈæt tˈuː"


def test_fork_while_another_thread_speaks(tmp_path: Path) -> None:
    _run_apart(FORK_WHILE_SPEAKING, tmp_path)


def _phonemize(text: str) -> str:
    return espeak.phonemize([text], "en-us")[0]


def test_importing_is_cheap() -> None:
    code = (
        "import sys, processors.text; "
        "print([m for m in ('phonemizer', 'num2words', 'torch', 'numpy', 'pydantic') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_language_stays_inside_the_default_table() -> None:
    table = SymbolTable.default()
    outside: dict[str, set[str]] = {}
    codes = [code for code in espeak.languages() if code != "kl"]
    assert len(codes) > 100
    for code in codes:
        for phones in espeak.phonemize(list(SAMPLES.values()), code):
            for symbol in table.encode(phones, add_blank=False)[1]:
                outside.setdefault(symbol, set()).add(code)
    assert outside == {}


def test_worker_leaves_no_copy_of_the_library(tmp_path: Path) -> None:
    code = (
        "import multiprocessing\n"
        "from processors.text.espeak import phonemize\n"
        "process = multiprocessing.get_context('fork').Process(\n"
        "    target=phonemize, args=(['one'], 'en-us'))\n"
        "process.start(); process.join()\n"
        "assert process.exitcode == 0\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []
