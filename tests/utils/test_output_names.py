"""Names of files: short, fit for a file system, and never another request's."""

from pathlib import Path

import pytest

from utils.errors import UserError
from utils.output_names import OutputNames, file_name, slug


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
