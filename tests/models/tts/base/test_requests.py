"""What the lines of a file and the rows of a dataset ask for."""

import json
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from models.tts.base.requests import (
    Request,
    dataset_requests,
    file_requests,
)
from utils.errors import UserError


def test_lines_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text(
        "\ufeffFirst sentence.\n\n  a1|With an id.\r\nb2|2 raw|two normalized\n"
        "[[a|b]] bar inside.\n|no id\n",
        encoding="utf-8",
    )
    assert file_requests(path, "someone") == [
        Request("first-sentence", "First sentence.", "someone"),
        Request("a1", "With an id.", "someone"),
        Request("b2", "two normalized", "someone"),
        Request("a-b-bar-inside", "[[a|b]] bar inside.", "someone"),
        Request("no-id", "|no id", "someone"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"\n \n", "no lines"), (b"\xff\xfe\xfa", "not UTF-8")],
)
def test_bad_files(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "lines.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        file_requests(path)


def write_rows(processed: Path, dataset: str, rows: list[dict[str, str]]) -> None:
    folder = processed / dataset
    folder.mkdir(parents=True)
    (folder / "test.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "meta_info.json").write_text("{}", encoding="utf-8")


def test_rows_of_a_dataset(tmp_path: Path) -> None:
    rows = [{"Uid": "clip 1", "Text": "One.", "Singer": "a"}]
    write_rows(tmp_path, "Mine", rows)
    config = ExperimentConfig(
        dataset=["Mine", "Other"],
        dataset_path={"Mine": "x", "Other": "y"},
        preprocess={"processed_dir": str(tmp_path)},
    )
    assert dataset_requests(config, "Mine", "test") == [Request("clip_1", "One.", None)]
    own = dataset_requests(config, "Mine", "test", own_speakers=True)
    assert own == [Request("clip_1", "One.", "a")]
    given = dataset_requests(config, "Mine", "test", "b", own_speakers=True)
    assert given == [Request("clip_1", "One.", "b")]
    with pytest.raises(UserError, match="name one of the voice's datasets: Mine, Other"):
        dataset_requests(config, None, "test")
    with pytest.raises(UserError, match="no processed data for dataset 'Nope'"):
        dataset_requests(config, "Nope", "test")
