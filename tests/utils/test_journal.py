"""The journal after being cut off anywhere."""

from pathlib import Path

import pytest

from utils.journal import Journal


@pytest.mark.parametrize("lost", [0, 1, 2, 5])
def test_a_torn_line_is_left_out_and_spoils_none_after_it(tmp_path: Path, lost: int) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    assert list(journal.read()) == []
    journal.append([["a", 1], ["é", 2]])
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[: len(content) - lost])
    Journal(journal.path).append([["c", 3]])
    whole = [["a", 1], ["é", 2]] if lost < 2 else [["a", 1]]  # 1: only the line's end
    assert list(journal.read()) == [*whole, ["c", 3]]
    journal.rewrite(entry for entry in [["c", 3]])
    assert journal.path.read_text() == '["c", 3]\n'
