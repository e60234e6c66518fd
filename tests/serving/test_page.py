"""The page in a browser: speak, hear, see the words, change a phoneme, download, an error."""

from pathlib import Path

import httpx
import pytest
import soundfile

from serving.pages import FOLDER
from tests.serving.browser import opened_page, wait
from tests.serving.servers import running_voices

VOICES = "document.getElementById('voice').options.length > 0"
DURATION = "document.getElementById('audio').duration || 0"
IDLE = "document.getElementById('stop').disabled"


def test_the_pages_are_served_with_a_policy_and_name_nothing_outside(url: str) -> None:
    for address in ("/", "/docs", "/page/page.js", "/page/page.css", "/page/icon.svg"):
        answer = httpx.get(f"{url}{address}")
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text  # what a text says is never markup


@pytest.mark.slow
def test_speak_hear_edit_download(voices: Path, tmp_path: Path) -> None:
    with running_voices(voices / "tiny", voices / "two") as url, opened_page(url) as page:
        wait(page, VOICES)
        page.fill("#text", "One two three four.")
        page.keyboard.press("Control+Enter")
        wait(page, "document.querySelectorAll('#words .lit').length")
        seconds = wait(page, DURATION)
        assert seconds > 0.4
        words = page.locator("#words button")
        assert words.all_inner_texts() == ["One", "two", "three", "four"]
        assert page.locator("#phones span").count() > 6
        wait(page, IDLE)
        for kind in ("wav", "mp3", "TextGrid", "srt"):
            with page.expect_download() as download:
                page.click(f"[data-download={kind}]")
            path = tmp_path / download.value.suggested_filename
            download.value.save_as(path)
            assert path.suffix == f".{kind}"
            if kind == "wav":
                assert soundfile.info(path).duration == pytest.approx(seconds, abs=0.02)
            else:
                assert path.stat().st_size > 50
        words.nth(1).dblclick()
        page.fill("#pronounce-phones", "tˈɑːtɑː")
        page.press("#pronounce-phones", "Enter")
        assert page.input_value("#text") == "One [[tˈɑːtɑː]] three four."
        wait(page, "document.querySelectorAll('#take-list li').length === 2")
        assert "extra_body" not in page.inner_text("#python")
        assert "[[tˈɑːtɑː]]" in page.locator("#curl").text_content()
        page.reload()
        wait(page, "document.querySelectorAll('#take-list li').length === 2")
        page.locator("#take-list button").first.click()
        assert wait(page, DURATION) > 0.4


@pytest.mark.slow
def test_phonemes_speakers_errors_and_stop(voices: Path) -> None:
    with running_voices(voices / "tiny", voices / "two") as url, opened_page(url) as page:
        wait(page, VOICES)
        page.select_option("#voice", "two")
        page.select_option("#speaker", "Bob")
        page.fill("#text", "Hello there.")
        page.click("#show-phonemes")
        field = page.locator("#segments textarea")
        assert field.input_value().startswith("həlˈoʊ")
        field.fill("bˈaɪ")
        assert '"voice":"two/Bob"' in page.locator("#curl").text_content()
        page.click("#speak")
        wait(page, "document.querySelectorAll('#words button').length === 1")
        wait(page, DURATION)
        page.fill("#text", "?!")
        page.click("#speak")
        wait(page, "!document.getElementById('error').hidden")
        assert "There is nothing to say" in page.inner_text("#error")
        assert page.locator("#words button").count() == 1  # what was spoken before is still there
        page.fill("#text", "This is a long text that goes on. " * 40)
        page.click("#speak")
        wait(page, "document.querySelectorAll('#words button').length > 3")
        page.keyboard.press("Escape")
        wait(page, IDLE)


@pytest.mark.slow
def test_a_narrow_screen_has_no_sideways_scrolling_and_asks_for_the_key(voices: Path) -> None:
    size = {"width": 360, "height": 740}
    with (
        running_voices(voices / "tiny", api_key="s3cret") as url,
        opened_page(url, viewport=size, color_scheme="dark") as page,
    ):
        wait(page, "!document.getElementById('key-field').hidden")
        page.fill("#key", "s3cret")
        page.press("#key", "Tab")
        wait(page, VOICES)
        page.click("#speak")
        assert wait(page, DURATION) > 0.4
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        unlabeled = page.evaluate(
            "[...document.querySelectorAll('input,select,textarea,button')].filter(e =>"
            " !(e.labels?.length || e.ariaLabel || e.textContent.trim())).map(e => e.id)"
        )
        assert unlabeled == []
