"""What the search for GPUs has to do; test_search_triton.py runs this in a process of its own.

On a GPU, or with TRITON_INTERPRET=1 in Triton's interpreter, which executes kernels in numpy.
"""

import numpy as np
import pytest
import torch
from torch import Tensor
from triton import knobs
from triton.runtime import interpreter

from modules.monotonic_align import maximum_path, search, search_durations, search_triton
from tests.modules.monotonic_align.oracle import random_batch

DEVICE = "cpu" if knobs.runtime.interpret else "cuda"
LONG = [(1100, 1500), (2049, 2100)]  # the last of more phones than a warp holds
FEW = 2 if knobs.runtime.interpret else 100  # a frame takes the interpreter a millisecond or two


@pytest.fixture(autouse=True)
def _numbers_of_one_element(monkeypatch):
    """numpy 2.4 takes arrays of one element for numbers no longer (triton-lang/triton#9171)."""
    patch = interpreter._patch_lang_tensor

    def patch_more(tensor, scope):
        patch(tensor, scope)
        scope.set_attr(tensor, "__index__", lambda self: self.handle.data.item())

    monkeypatch.setattr(interpreter, "_patch_lang_tensor", patch_more)


@pytest.fixture
def _on_device(monkeypatch):
    """``search_durations`` takes what is on the device for what is on a GPU."""
    choose = lambda log_prob: search_triton.search if log_prob.device.type == DEVICE else None  # noqa: E731
    monkeypatch.setattr(search, "_triton_search_for", choose)


def on_host(monkeypatch: pytest.MonkeyPatch, *arguments: Tensor) -> Tensor:
    """The durations that the host finds."""
    with monkeypatch.context() as context:
        context.setattr(search, "_triton_search_for", lambda log_prob: None)
        return search_durations(*(argument.cpu() for argument in arguments))


def on_device(*arguments: Tensor) -> Tensor:
    return search_triton.search(*(argument.to(DEVICE) for argument in arguments)).cpu()


@pytest.mark.parametrize("kind", ["integers", "floats", "holes"])
def test_durations_are_those_of_the_host_ties_too(kind, monkeypatch):
    rng = np.random.default_rng(10)
    for _ in range(FEW):
        batch = random_batch(rng, 4, 30, 70, kind)
        torch.testing.assert_close(on_device(*batch), on_host(monkeypatch, *batch))


@pytest.mark.slow
def test_hundreds_of_small_batches(monkeypatch):
    rng = np.random.default_rng(20)
    for number in range(300):
        batch = random_batch(rng, 3, 14, 45, ("integers", "floats", "holes")[number % 3])
        torch.testing.assert_close(on_device(*batch), on_host(monkeypatch, *batch))


@pytest.mark.parametrize(
    ("n_phones", "n_frames"),
    [(1, 1), (1, 40), (31, 31), (2, 32), (5, 33), (7, 64), (128, 131), (129, 130)],
)
def test_lengths_around_words_and_warps(n_phones, n_frames, monkeypatch):
    scores = torch.randint(-2, 2, (2, n_frames + 1, n_phones + 3)).float().mT
    lengths = torch.full((2,), n_phones), torch.full((2,), n_frames)
    found = on_device(scores, *lengths)
    torch.testing.assert_close(found, on_host(monkeypatch, scores, *lengths))


@pytest.mark.parametrize(
    ("n_phones", "n_frames"),
    [(520, 540), *(pytest.param(*sizes, marks=pytest.mark.slow) for sizes in LONG)],
)
def test_a_long_utterance(n_phones, n_frames, monkeypatch):
    scores = torch.randn(1, n_frames, n_phones).mT
    lengths = torch.tensor([n_phones]), torch.tensor([n_frames])
    found = on_device(scores, *lengths)
    torch.testing.assert_close(found, on_host(monkeypatch, scores, *lengths))


@pytest.mark.parametrize(
    "restride",
    [
        lambda x: x.mT.contiguous().mT,
        lambda x: x.repeat_interleave(2, 1)[:, ::2],
        lambda x: torch.nn.functional.pad(x.mT, (5, 2, 3, 1), value=torch.nan).mT[:, 5:-2, 3:-1],
        lambda x: x.clone().requires_grad_(),
    ],
    ids=["text last", "every 2nd phone", "cut out", "with grad"],
)
def test_strides_make_no_difference(restride, monkeypatch):
    scores, *lengths = random_batch(np.random.default_rng(11), 3, 20, 40, "integers")
    found = search_triton.search(restride(scores.to(DEVICE)), *(x.to(DEVICE) for x in lengths))
    torch.testing.assert_close(found.cpu(), on_host(monkeypatch, scores, *lengths))


def test_expanded_scores_and_other_integer_lengths(monkeypatch):
    scores = torch.randn(1, 12, 5).mT.expand(3, 5, 12)
    lengths = torch.tensor([5, 3, 1], dtype=torch.int32), torch.full((3,), 12, dtype=torch.int16)
    torch.testing.assert_close(on_device(scores, *lengths), on_host(monkeypatch, scores, *lengths))


def test_what_cannot_be_searched_is_marked_and_the_rest_searched(monkeypatch):
    scores = torch.randn(6, 20, 9).mT
    n_phones = torch.tensor([9, 9, 0, 10, 4, 9])
    n_frames = torch.tensor([20, 8, 20, 20, 21, 9])
    found = on_device(scores, n_phones, n_frames)
    assert (found[1:5] == -1).all()
    fine = [0, 5]
    expected = on_host(monkeypatch, scores[fine], n_phones[fine], n_frames[fine])
    torch.testing.assert_close(found[fine], expected)


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
@pytest.mark.parametrize(("n_phones", "n_frames"), [(1, 4), (3, 6), (4, 4)])
def test_nan_and_infinity_count_where_a_path_can_go(value, n_phones, n_frames):
    cells = [(x, y) for x in range(n_phones) for y in range(n_frames)]
    scores = torch.randn(len(cells), n_frames, n_phones).mT.contiguous()
    for item, (x, y) in enumerate(cells):
        scores[item, x, y] = value
    count = len(cells)
    found = on_device(scores, torch.full((count,), n_phones), torch.full((count,), n_frames))
    usable = [x <= y and n_phones - x <= n_frames - y for x, y in cells]
    assert (found == -1).all(1).tolist() == usable
    assert (found.sum(1) == n_frames).tolist() == [not bad for bad in usable]


@pytest.mark.usefixtures("_on_device")
def test_messages_are_those_of_the_host():
    scores, lengths = torch.randn(2, 12, 5).mT.to(DEVICE), torch.tensor([5, 5])
    with pytest.raises(ValueError, match="batch item 1: 5 phones but 4 frames"):
        search_durations(scores, lengths, torch.tensor([12, 4]))
    with pytest.raises(ValueError, match="batch item 0: mel_lengths is 13, expected 1 to 12"):
        search_durations(scores, lengths, torch.tensor([13, 12]))
    scores[1, 2, 6] = torch.nan
    with pytest.raises(ValueError, match="item 1: log_prob is nan at phone 2, frame 6"):
        maximum_path(scores, lengths, torch.tensor([12, 12]))
    with pytest.raises(TypeError, match=r"float64, expected torch\.float32"):
        search_durations(scores.double(), lengths, torch.tensor([12, 12]), wait=False)


@pytest.mark.usefixtures("_on_device")
def test_without_waiting_a_fault_is_marked():
    durations = search_durations(
        torch.zeros(2, 3, 7, device=DEVICE), torch.tensor([3, 3]), torch.tensor([7, 2]), wait=False
    )
    assert durations.tolist() == [[1, 1, 5], [-1, -1, -1]]


@pytest.mark.usefixtures("_on_device")
def test_path_is_the_durations_drawn(monkeypatch):
    scores, *lengths = random_batch(np.random.default_rng(12), 3, 10, 30, "integers")
    path = maximum_path(scores.to(DEVICE), *lengths)
    assert path.device.type == DEVICE
    expected = on_host(monkeypatch, scores, *lengths)
    torch.testing.assert_close(path.sum(2).long().cpu(), expected)
