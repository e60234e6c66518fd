"""The reader of LibriTTS: its layout, its subsets, and what cannot be part of it."""

import pytest

from processors.corpora import CorpusError, read_corpus


class Tree:
    """LibriTTS with (empty) recordings."""

    def __init__(self, folder):
        self.folder = folder

    def add(self, subset, uid, text: str | bytes | None = "Hello.", audio=True):
        speaker, chapter, *_ = uid.split("_")
        folder = self.folder / subset / speaker / chapter
        folder.mkdir(parents=True, exist_ok=True)
        if audio:
            (folder / f"{uid}.wav").touch()
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (folder / f"{uid}.normalized.txt").write_bytes(data)
            (folder / f"{uid}.original.txt").write_text("another text")
        return folder

    def read(self, subsets=None):
        return list(read_corpus("LibriTTS", self.folder, subsets))


@pytest.fixture
def tree(tmp_path):
    tree = Tree(tmp_path / "LibriTTS")
    for subset, speaker in (("train-clean-100", 103), ("train-clean-360", 14), ("dev-clean", 84)):
        for chapter in (1241, 7):
            tree.add(subset, f"{speaker}_{chapter}_000000_000001", f"Speaker {speaker}.\n")
    return tree


def test_what_is_read(tree):
    rows = tree.read(["dev-clean", "train-clean-100"])
    uids = [f"{s}_{c}_000000_000001" for s in (84, 103) for c in (1241, 7)]
    assert [row.uid for row in rows] == uids
    assert {row.speaker for row in rows} == {"84", "103"}
    assert rows[0].text == "Speaker 84."
    folder = tree.folder / "dev-clean" / "84" / "1241"
    assert rows[0].path == str(folder / "84_1241_000000_000001.wav")


def test_without_a_choice_all_training_subsets_are_read(tree):
    assert {row.speaker for row in tree.read()} == {"103", "14"}


def test_text_comes_on_one_line(tree):
    tree.add("train-x", "1_2_3_4", b"\xef\xbb\xbf one\r\n two ")
    assert [row.text for row in tree.read(["train-x"])] == ["one two"]


def test_halves_and_undecodable_texts_are_left_to_stage_1(tree):
    tree.add("train-x", "1_2_000000_000001", None)
    tree.add("train-x", "1_2_000000_000002", audio=False)
    tree.add("train-x", "1_2_000000_000003", b"caf\xe9")
    assert [row.text for row in tree.read(["train-x"])] == ["", "Hello.", ""]


@pytest.mark.parametrize(
    ("subsets", "message"),
    [
        (["train-clean-100", "trian"], "no subset trian; there are dev-clean, train-clean-100, tr"),
        (["../secret"], r"no subset \.\./secret"),
        ([], "no subset chosen; there are dev-clean"),
    ],
)
def test_a_wrong_choice_lists_what_is_there(tree, subsets, message):
    (tree.folder.parent / "secret").mkdir()
    with pytest.raises(CorpusError, match=message):
        tree.read(subsets)


def test_nothing_to_train_on_says_what_is_there_and_where_to_get_it(tmp_path):
    with pytest.raises(CorpusError, match=r"is not there[^$]*openslr\.org/60"):
        list(read_corpus("LibriTTS", tmp_path / "nowhere"))
    (tmp_path / "LibriTTS" / "dev-clean").mkdir(parents=True)
    with pytest.raises(CorpusError, match=r"no train-\* subset; there are dev-clean\."):
        list(read_corpus("LibriTTS", tmp_path / "LibriTTS"))
    with pytest.raises(CorpusError, match=r"is .*LibriTTS the one for dataset_path"):
        list(read_corpus("LibriTTS", tmp_path))
    with pytest.raises(CorpusError, match="no utterances in dev-clean; expected SUBSET/SPEAKER"):
        list(read_corpus("LibriTTS", tmp_path / "LibriTTS", ["dev-clean"]))


def test_only_libritts_comes_in_subsets(tmp_path):
    with pytest.raises(CorpusError, match="dataset 'mine' has none"):
        read_corpus("mine", tmp_path, ["train"])


def test_names_that_are_not_of_this_chapter(tree):
    folder = tree.add("train-clean-100", "103_1241_000000_000002")
    (folder / "my recording.wav").touch()
    with pytest.raises(CorpusError, match=r"my recording\.wav: .* begin with 103_1241_"):
        tree.read()


def test_the_same_chapter_in_two_subsets(tree):
    tree.add("train-clean-360", "103_7_000000_000009")
    with pytest.raises(CorpusError, match=r"the same chapter as .*train-clean-100/103/7"):
        tree.read()


def test_folders_of_the_layout_may_be_links(tree, tmp_path):
    subset = tree.folder / "train-clean-100"
    subset.rename(tmp_path / "disk2")
    subset.symlink_to(tmp_path / "disk2")
    (tmp_path / "corpus").symlink_to(tree.folder)
    assert len(list(read_corpus("LibriTTS", tmp_path / "corpus", ["train-clean-100"]))) == 2


@pytest.mark.parametrize(
    "place", ["103", "103/666", "103/7/103_7_0_0.wav", "103/7/103_7_0_0.normalized.txt"]
)
def test_links_that_lead_out_are_refused(tree, tmp_path, place):
    outside = tmp_path / "outside" / "7"
    outside.mkdir(parents=True)
    link = tree.folder / "train-clean-100" / place
    if link.exists():
        link.rename(tmp_path / "away")
    link.symlink_to(outside if "." not in place else "/etc/hostname")
    with pytest.raises(CorpusError, match=r"a link out of the dataset folder .*LibriTTS"):
        tree.read()


def test_the_real_corpus(shared_data):
    subsets = ["train-clean-360", "test-clean", "test-other"]
    rows = list(read_corpus("LibriTTS", shared_data / "libritts_mini", subsets))
    assert (len(rows), len({row.speaker for row in rows})) == (28, 23)
    assert all(row.text and row.path.endswith(f"{row.uid}.wav") for row in rows)
