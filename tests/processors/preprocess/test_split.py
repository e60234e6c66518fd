"""Splits: seeded, unempty, and steady when the corpus is not."""

import random
from collections import Counter

import pytest

from processors.preprocess.speakers import add_speakers
from processors.preprocess.split import assign_splits
from processors.processed.rows import load_speakers
from utils.errors import UserError

UIDS = [f"LJ{i:03d}" for i in range(200)]


def split(uids, bad=(), seed=1234, valid=0.05, test=0.05):
    return assign_splits(list(uids), set(bad), seed, valid, test)


def sizes(assigned):
    return [list(assigned.values()).count(name) for name in ("train", "valid", "test")]


def test_90_5_5():
    assert sizes(split(UIDS)) == [180, 10, 10]
    assert sizes(split(UIDS, valid=0.1, test=0.2)) == [140, 20, 40]


def test_the_order_of_the_corpus_does_not_matter():
    shuffled = random.Random(0).sample(UIDS, len(UIDS))
    assert split(shuffled) == split(UIDS)


def test_bad_clips_move_no_other():
    whole, bad = split(UIDS), set(random.Random(0).sample(UIDS, 40))
    assert split(UIDS, bad) == {uid: name for uid, name in whole.items() if uid not in bad}


def test_the_seed_matters():
    assert split(UIDS, seed=1) != split(UIDS, seed=2)
    assert split(UIDS, seed=1) == split(UIDS, seed=1)


@pytest.mark.parametrize("n", range(3, 30))
@pytest.mark.parametrize("fraction", [0.001, 0.05, 0.49])
def test_no_split_is_empty(n, fraction):
    assigned = split(UIDS[:n], valid=fraction, test=fraction)
    assert len(assigned) == n
    assert min(sizes(assigned)) >= 1


def test_a_split_whose_clips_are_all_bad_gets_another():
    whole = split(UIDS)
    for name in ("valid", "test"):
        assigned = split(UIDS, [uid for uid in UIDS if whole[uid] == name])
        assert min(sizes(assigned)) == 1
    train = [uid for uid in UIDS if whole[uid] == "train"]
    assert sizes(split(UIDS, train)) == [1, 9, 10]


def test_fewer_than_three_is_an_error():
    with pytest.raises(UserError, match="2 usable clips"):
        split(UIDS[:5], bad=UIDS[:3])


def owners_of(**counts):
    """Speakers of uids, so many a speaker."""
    return {f"{name}_{i}": name for name, count in counts.items() for i in range(count)}


def split_voices(owners, bad=(), seed=1234, fraction=0.05):
    return assign_splits(list(owners), set(bad), seed, fraction, fraction, owners)


def check_voices(owners, assigned, bad=()):
    heard = {owners[uid] for uid, name in assigned.items() if name == "train"}
    assert heard == {name for uid, name in owners.items() if uid not in bad}
    assert min(sizes(assigned)) >= 1
    assert assigned.keys() == owners.keys() - set(bad)


@pytest.mark.parametrize("seed", range(20))
def test_every_speaker_is_trained_on(seed):
    owners = owners_of(many=40, one=1, two=2, few=3, single=1)
    check_voices(owners, split_voices(owners, seed=seed, fraction=0.4))


@pytest.mark.parametrize("seed", range(20))
def test_those_who_have_one_clip_do_not_spare_it(seed):
    owners = owners_of(**{f"s{i}": 1 for i in range(20)}, rich=3)
    assigned = split_voices(owners, seed=seed)
    check_voices(owners, assigned)
    assert {owners[uid] for uid, name in assigned.items() if name != "train"} == {"rich"}


def test_large_splits_of_speakers_are_those_without():
    owners = {uid: f"s{i % 10}" for i, uid in enumerate(UIDS)}
    assert split_voices(owners) == split(UIDS)
    assert split_voices(dict(reversed(owners.items()))) == split(UIDS)


def test_bad_clips_of_speakers_move_only_who_must():
    owners = {uid: f"s{i % 10}" for i, uid in enumerate(UIDS)}
    whole, rng = split_voices(owners), random.Random(0)
    bad = set(rng.sample(UIDS, 150)) | {uid for uid in UIDS if owners[uid] == "s3"}
    assigned = split_voices(owners, bad)
    check_voices(owners, assigned, bad)
    assert Counter(whole[uid] == assigned[uid] for uid in assigned)[False] <= 2


def test_nobody_has_a_clip_to_spare():
    with pytest.raises(UserError, match=r"20 speakers, and none has clips to spare.*subsets"):
        split_voices(owners_of(**{f"s{i}": 1 for i in range(20)}))
    with pytest.raises(UserError, match="none has clips to spare"):
        split_voices(owners_of(**{f"s{i}": 1 for i in range(20)}, two=2))


def test_speakers_are_numbered_once(tmp_path):
    assert add_speakers(tmp_path, ["b", "a"]) == {"a": 0, "b": 1}
    assert add_speakers(tmp_path, ["0", "b"]) == {"a": 0, "b": 1, "0": 2}
    assert load_speakers(tmp_path) == {"a": 0, "b": 1, "0": 2}


def test_a_broken_speaker_file_is_not_replaced(tmp_path):
    (tmp_path / "spk2id.json").write_text("{")
    with pytest.raises(UserError, match=r"spk2id\.json: cannot be read"):
        add_speakers(tmp_path, ["a"])
    assert (tmp_path / "spk2id.json").read_text() == "{"


def test_speakers_that_are_gone_lose_their_number(tmp_path):
    add_speakers(tmp_path, ["a", "b", "c"])
    assert add_speakers(tmp_path, ["b", "d"], gone=["a", "b"]) == {"b": 1, "c": 2, "d": 3}
