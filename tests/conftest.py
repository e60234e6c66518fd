"""What every test shares: the random seed and the optional folder of real recordings."""

import os
import signal
from pathlib import Path

import pytest
import torch

REPOSITORY = Path(__file__).resolve().parents[1]

# A job started in the background, or with nohup, ignores these, and so would all that it starts:
# what is tested of them is what a terminal's jobs do.
for _number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


# Runs that are compared with each other have one number of threads, however busy the machine is.
os.environ.setdefault("OMP_NUM_THREADS", str(torch.get_num_threads()))

# A card that torch cannot use would be an error in what the tests start; they need none.
if not torch.cuda.is_available():
    os.environ["CUDA_VISIBLE_DEVICES"] = ""


SLOW_SECONDS = 3600


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests get a limit of their own, as all others have one in pyproject.toml."""
    if not config.pluginmanager.hasplugin("timeout"):
        return
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_SECONDS))


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real clips (ljspeech_mini, libritts_mini, sentences_en.txt), if there is one."""
    folder = Path(os.environ.get("TTS_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("no real recordings here: set TTS_TEST_DATA to a folder that has them")
    return folder
