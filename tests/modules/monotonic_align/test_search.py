import numpy as np
import pytest
import torch

from modules.monotonic_align import maximum_path, search_durations
from tests.modules.monotonic_align.oracle import (
    best_score,
    durations_by_rule,
    random_batch,
    score_of,
)

KINDS = ("integers", "floats", "holes")


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("kind", KINDS)
def test_no_path_scores_higher(kind):
    rng = np.random.default_rng(1)
    for _ in range(500):
        log_prob, text_lengths, mel_lengths = random_batch(rng, 3, 5, 8, kind)
        durations = search_durations(log_prob, text_lengths, mel_lengths)
        for item, (n_phones, n_frames) in enumerate(zip(text_lengths, mel_lengths, strict=True)):
            scores = log_prob[item, :n_phones, :n_frames].double().numpy()
            found = durations[item, :n_phones].numpy()
            assert found.min() >= 1
            assert found.sum() == n_frames
            assert not durations[item, n_phones:].any()
            np.testing.assert_allclose(score_of(scores, found), best_score(scores), rtol=1e-5)


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("max_text", "max_mel", "cases"), [(6, 10, 400), (30, 60, 30)])
def test_ties_fall_as_in_the_reference(kind, max_text, max_mel, cases):
    rng = np.random.default_rng(2)
    for _ in range(cases):
        log_prob, text_lengths, mel_lengths = random_batch(rng, 3, max_text, max_mel, kind)
        durations = search_durations(log_prob, text_lengths, mel_lengths)
        for item, (n_phones, n_frames) in enumerate(zip(text_lengths, mel_lengths, strict=True)):
            scores = log_prob[item, :n_phones, :n_frames].numpy()
            assert durations[item, :n_phones].tolist() == durations_by_rule(scores)


@pytest.mark.usefixtures("backend")
def test_a_tie_everywhere_stays_on_the_last_phone():
    durations = search_durations(torch.zeros(1, 3, 7), torch.tensor([3]), torch.tensor([7]))
    assert durations.tolist() == [[1, 1, 5]]


@pytest.mark.usefixtures("backend")
def test_impossible_scores_still_give_a_valid_path():
    log_prob = torch.full((1, 4, 9), -torch.inf)
    durations = search_durations(log_prob, torch.tensor([4]), torch.tensor([9]))
    assert durations.min() >= 1
    assert durations.sum() == 9


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    "restride",
    [
        lambda x: x.mT.contiguous().mT,
        lambda x: x.permute(1, 2, 0).contiguous().permute(2, 0, 1),
        lambda x: x.repeat_interleave(2, 1)[:, ::2],
        lambda x: x.repeat_interleave(3, 2)[:, :, ::3],
        lambda x: torch.nn.functional.pad(x, (5, 2, 3, 1), value=torch.nan)[:, 3:-1, 5:-2],
        lambda x: x.clone().requires_grad_(),
    ],
    ids=["text last", "batch last", "every 2nd phone", "every 3rd frame", "cut out", "with grad"],
)
def test_strides_make_no_difference(restride):
    rng = np.random.default_rng(3)
    for _ in range(20):
        log_prob, *lengths = random_batch(rng, 3, 40, 90, "integers")
        expected = search_durations(log_prob.contiguous(), *lengths)
        torch.testing.assert_close(search_durations(restride(log_prob), *lengths), expected)


@pytest.mark.usefixtures("backend")
def test_expanded_scores_and_other_integer_lengths():
    frame_scores = torch.randn(1, 5, 1).expand(3, 5, 12)
    lengths = torch.full((3,), 5, dtype=torch.int32), torch.full((3,), 12, dtype=torch.int16)
    durations = search_durations(frame_scores, *lengths)
    expected = durations_by_rule(frame_scores[0].numpy())
    assert durations.tolist() == [expected] * 3


def test_contiguous_text_is_passed_on_without_a_copy(monkeypatch):
    seen = []

    def fake_search(scores, *_rest):
        seen.append(scores)
        return []

    monkeypatch.setattr("modules.monotonic_align.search.find_backend", lambda: fake_search)
    log_prob = torch.randn(2, 12, 5).mT
    search_durations(log_prob, torch.tensor([5, 3]), torch.tensor([12, 9]))
    assert seen[0].__array_interface__["data"][0] == log_prob.data_ptr()
    assert seen[0].strides == tuple(4 * stride for stride in log_prob.stride())


@pytest.mark.usefixtures("backend")
def test_arguments_are_left_alone():
    log_prob, *lengths = random_batch(np.random.default_rng(4), 4, 20, 50, "floats")
    copies = log_prob.clone(), *(length.clone() for length in lengths)
    search_durations(log_prob, *lengths)
    for after, before in zip((log_prob, *lengths), copies, strict=True):
        torch.testing.assert_close(after, before, rtol=0, atol=0, equal_nan=True)


@pytest.mark.usefixtures("backend")
def test_a_batch_equals_its_items_alone():
    log_prob, *lengths = random_batch(np.random.default_rng(5), 8, 40, 120, "integers")
    together = search_durations(log_prob, *lengths)
    for item, (n_phones, n_frames) in enumerate(zip(*lengths, strict=True)):
        alone = log_prob[item : item + 1, :n_phones, :n_frames]
        durations = search_durations(alone, n_phones[None], n_frames[None])
        assert durations[0].tolist() == together[item, :n_phones].tolist()


@pytest.mark.usefixtures("backend")
def test_path_is_the_durations_drawn():
    log_prob, *lengths = random_batch(np.random.default_rng(6), 6, 20, 50, "integers")
    path = maximum_path(log_prob.requires_grad_(), *lengths)
    durations = search_durations(log_prob, *lengths)
    assert path.dtype == torch.float32
    assert path.shape == log_prob.shape
    assert not path.requires_grad
    expected = torch.zeros_like(path)
    for item, row in enumerate(durations.tolist()):
        frame = 0
        for phone, duration in enumerate(row):
            expected[item, phone, frame : frame + duration] = 1
            frame += duration
    torch.testing.assert_close(path, expected)


@pytest.mark.usefixtures("backend")
def test_an_empty_batch_is_no_work():
    nothing = torch.zeros(0, dtype=torch.long)
    assert search_durations(torch.zeros(0, 3, 4), nothing, nothing).shape == (0, 3)
    assert maximum_path(torch.zeros(0, 3, 4), nothing, nothing).shape == (0, 3, 4)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_gives_the_same_on_its_own_device():
    log_prob, *lengths = random_batch(np.random.default_rng(7), 6, 20, 50, "integers")
    on_device = log_prob.mT.contiguous().cuda().mT
    path = maximum_path(on_device, *(length.cuda() for length in lengths))
    assert path.device == on_device.device
    torch.testing.assert_close(path.cpu(), maximum_path(log_prob, *lengths))
