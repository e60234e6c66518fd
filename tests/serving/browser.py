"""Headless Chromium through Playwright, where both are installed; tests skip without."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    "--autoplay-policy=no-user-gesture-required",
]


@contextlib.contextmanager
def opened_page(url: str, *flags: str, **context: Any) -> Iterator[Any]:
    """A page of the browser; an error in it fails the test."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs: pip install playwright")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("needs Chromium: apt-get install chromium, or CHROMIUM=/path/to/it")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags = (*flags, "--no-sandbox")  # it refuses to run as root with one
    errors: list[str] = []
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        try:
            page = browser.new_context(accept_downloads=True, **context).new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            requests: list[str] = []
            page.on("request", lambda request: requests.append(request.url))
            page.goto(url)
            yield page
            outside = [one for one in requests if not one.startswith((url, "blob:", "data:"))]
            assert outside == []
        finally:
            browser.close()
    assert errors == []


def wait(page: Any, script: str, seconds: float = 30.0) -> Any:
    """Value of a script once it is true; the page's policy forbids Playwright's own way."""
    deadline = time.monotonic() + seconds
    while not (value := page.evaluate(script)):
        assert time.monotonic() < deadline, script
        time.sleep(0.05)
    return value
