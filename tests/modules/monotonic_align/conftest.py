"""Both implementations, by name, for every test that asks for one."""

from collections.abc import Iterator

import pytest

from modules.monotonic_align import search


@pytest.fixture(params=["compiled", "numpy"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "compiled":
        pytest.importorskip("modules.monotonic_align.core", reason="the core is not built")
        monkeypatch.delenv(search.BACKEND_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(search.BACKEND_VARIABLE, "numpy")
    search.find_backend.cache_clear()
    yield request.param
    search.find_backend.cache_clear()
