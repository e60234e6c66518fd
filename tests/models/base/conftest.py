"""Each test of a trainer begins as a new process would."""

from collections.abc import Iterator

import pytest

from tests.models.base.toy import reset_accelerate


@pytest.fixture(autouse=True)
def _fresh_accelerate() -> Iterator[None]:
    reset_accelerate()
    yield
    reset_accelerate()
