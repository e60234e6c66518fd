"""Names of files, and what the lines of a file and the rows of a dataset ask for."""

import json
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from models.tts.base.requests import (
    OutputNames,
    Request,
    dataset_requests,
    file_name,
    file_requests,
    slug,
)
from utils.errors import UserError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Hello, this is a test of GlowTTS synthesis.",
            "hello-this-is-a-test-of-glowtts-synthesis",
        ),
        ("Über 3 Äpfel!", "uber-3-apfel"),
        ("It's John's.", "its-johns"),
        ("你好，世界。", "你好-世界"),
        ("Привет!", "привет"),
        ("[[həˈloʊ]]", "həˈloʊ"),
        ("../../etc/passwd", "etc-passwd"),
        ("?!", "speech"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 300, "x" * 60),
    ],
)
def test_slug(text: str, name: str) -> None:
    assert slug(text) == name


def test_names_fit_a_file_system() -> None:
    for text in ("漢" * 300, "漢 " * 300, "x" * 300):
        for name in (slug(text), file_name(text)):
            assert len(name.encode()) <= 200
            name.encode().decode()


@pytest.mark.parametrize(
    ("uid", "name"),
    [("LJ001-0001", "LJ001-0001"), ("../a/b c", "_a_b_c"), ("..", "speech"), ("für.1", "für.1")],
)
def test_file_name(uid: str, name: str) -> None:
    assert file_name(uid) == name


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


def test_same_request_same_name_other_request_a_number(tmp_path: Path) -> None:
    hello, other = {"text": "hello", "seed": 0}, {"text": "hello", "seed": 1}
    assert OutputNames(tmp_path).assign([("hello", hello)]) == ["hello"]
    (tmp_path / "hello.wav").touch()
    assert OutputNames(tmp_path).assign([("hello", other)]) == ["hello-2"]
    (tmp_path / "hello-2.wav").touch()
    assert OutputNames(tmp_path).assign([("hello", hello)]) == ["hello"]
    assert OutputNames(tmp_path).assign([("hello", other)]) == ["hello-2"]


def test_files_of_unknown_origin_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "b.json").touch()
    wanted = [("a", {"n": 1}), ("b", {"n": 2}), ("requests", {"n": 3}), ("speed", {"n": 4})]
    assert OutputNames(tmp_path).assign(wanted) == ["a-2", "b-2", "requests-2", "speed-2"]


def test_names_within_one_run(tmp_path: Path) -> None:
    wanted = [("a", {"n": 1}), ("a", {"n": 2}), ("a", {"n": 1}), ("a-2", {"n": 3})]
    assert OutputNames(tmp_path).assign(wanted) == ["a", "a-2", "a", "a-2-2"]


def test_a_name_without_files_is_free_again(tmp_path: Path) -> None:
    OutputNames(tmp_path).assign([("a", {"n": 1})])
    assert OutputNames(tmp_path).assign([("a", {"n": 2})]) == ["a"]


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_broken_manifest_is_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / "requests.json").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"requests\.json.*move it away"):
        OutputNames(tmp_path)
