"""Arrays of rows, streamed line by line or read in whatever layout they have."""

import json
import os
import tracemalloc

import pytest

from utils.files import atomic_path, read_json_rows, write_json_rows

ROWS = [{"a": i, "text": "é\u2028}, {\n"} for i in range(5)]


@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS])
def test_rows_come_back_in_any_layout(tmp_path, rows):
    path = tmp_path / "rows.json"
    write_json_rows(path, iter(rows))
    assert list(read_json_rows(path)) == json.loads(path.read_text(encoding="utf-8")) == rows
    assert len(path.read_text(encoding="utf-8").split("\n")) == (len(rows) + 3 if rows else 2)
    for indent in (None, 0, 2):
        path.write_text(json.dumps(rows, indent=indent))
        assert list(read_json_rows(path)) == rows


@pytest.mark.parametrize("text", ["[\n", '[\n{"a": 1},\n', '[\n{"a": 1},\n{"a"', "", "{}", "[1]"])
def test_what_is_cut_off_or_no_array_of_rows_is_an_error(tmp_path, text):
    path = tmp_path / "rows.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"line|early|array"):
        list(read_json_rows(path))


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "rows.json"
    tracemalloc.start()
    write_json_rows(path, ({"i": i, "text": "x" * 500} for i in range(4000)))
    assert sum(1 for _ in read_json_rows(path)) == 4000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 2_000_000
    assert peak < 500_000


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "new" / "a.npy"
    with atomic_path(path) as temporary:
        assert temporary.suffix == ".npy"
        # Truncating a file that is there already is what makes ext4 slow.
        assert not temporary.exists()
        temporary.write_text("first")
        assert not path.exists()
    with pytest.raises(TypeError), atomic_path(path) as temporary:
        temporary.write_text(2)  # fails when the file is there
    assert path.read_text() == "first"
    assert os.listdir(path.parent) == ["a.npy"]
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
