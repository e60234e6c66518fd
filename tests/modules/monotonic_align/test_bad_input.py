import numpy as np
import pytest
import torch

from modules.monotonic_align import maximum_path, search_durations

LENGTHS = torch.tensor([3, 5, 4]), torch.tensor([12, 5, 20])


def scores() -> torch.Tensor:
    return torch.randn(3, 20, 5, generator=torch.Generator().manual_seed(0)).mT


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("function", [search_durations, maximum_path])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((scores().numpy(), *LENGTHS), TypeError, "log_prob must be a tensor, got ndarray"),
        ((scores().half(), *LENGTHS), TypeError, "float16, expected torch.float32"),
        ((scores().double(), *LENGTHS), TypeError, "float64, expected torch.float32"),
        ((scores()[0], *LENGTHS), ValueError, r"\(5, 20\), expected \(B, T_text, T_mel\)"),
        ((scores(), [3, 5, 4], LENGTHS[1]), TypeError, "text_lengths must be a tensor, got list"),
        ((scores(), LENGTHS[0], LENGTHS[1].float()), TypeError, "mel_lengths is torch.float32"),
        ((scores(), LENGTHS[0] > 3, LENGTHS[1]), TypeError, "text_lengths is torch.bool"),
        ((scores(), LENGTHS[0][:2], LENGTHS[1]), ValueError, r"text_lengths is \(2,\).*\(3,\)"),
        ((scores(), LENGTHS[0], LENGTHS[1][None]), ValueError, r"mel_lengths is \(1, 3\)"),
        (
            (scores(), torch.tensor([3, 6, 4]), torch.tensor([12, 6, 20])),
            ValueError,
            "batch item 1: text_lengths is 6, expected 1 to 5",
        ),
        (
            (scores(), torch.tensor([3, 5, 0]), LENGTHS[1]),
            ValueError,
            "batch item 2: text_lengths is 0, expected 1 to 5",
        ),
        (
            (scores(), LENGTHS[0], torch.tensor([12, 5, 21])),
            ValueError,
            "batch item 2: mel_lengths is 21, expected 1 to 20",
        ),
        (
            (scores(), LENGTHS[0], torch.tensor([12, 4, 20])),
            ValueError,
            "batch item 1: 5 phones but 4 frames.*exclude the utterance, lower hop_size",
        ),
    ],
)
def test_wrong_arguments_are_named(function, arguments, error, message):
    with pytest.raises(error, match=message):
        function(*arguments)


def usable_cells(n_phones: int, n_frames: int) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(n_phones)
        for y in range(n_frames)
        if x <= y and n_phones - x <= n_frames - y
    ]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("text_last", [True, False])
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
@pytest.mark.parametrize("n_phones", [1, 4, 24, 25])
def test_nan_and_infinity_raise_wherever_a_path_can_go(value, text_last, n_phones):
    n_frames = 25
    lengths = torch.tensor([2, n_phones]), torch.tensor([20, n_frames])
    for x, y in usable_cells(n_phones, n_frames):
        log_prob = torch.randn(2, n_frames, 25).mT
        log_prob[1, x, y] = value
        if not text_last:
            log_prob = log_prob.contiguous()
        with pytest.raises(ValueError, match=f"item 1: log_prob is .* phone {x}, frame {y};"):
            search_durations(log_prob, *lengths)


@pytest.mark.usefixtures("backend")
def test_nan_after_minus_infinity_raises():
    log_prob = torch.full((1, 3, 40), -torch.inf)
    log_prob[0, 1, 5] = torch.nan
    with pytest.raises(ValueError, match="phone 1, frame 5"):
        search_durations(log_prob, torch.tensor([3]), torch.tensor([40]))


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
@pytest.mark.parametrize(("n_phones", "n_frames"), [(4, 30), (20, 30), (17, 17)])
def test_cells_out_of_reach_are_never_read(value, n_phones, n_frames):
    log_prob = torch.randn(1, n_frames + 3, n_phones + 2).mT
    lengths = torch.tensor([n_phones]), torch.tensor([n_frames])
    expected = search_durations(log_prob, *lengths)
    unreachable = torch.ones(log_prob.shape[1:], dtype=torch.bool)
    for x, y in usable_cells(n_phones, n_frames):
        unreachable[x, y] = False
    log_prob[0, unreachable] = value
    torch.testing.assert_close(search_durations(log_prob, *lengths), expected)


@pytest.mark.usefixtures("backend")
def test_scores_that_add_up_beyond_float32_raise():
    log_prob = torch.full((1, 2, 9), float(np.finfo(np.float32).max))
    with pytest.raises(ValueError, match="item 0: the scores in log_prob add up beyond float32"):
        search_durations(log_prob, torch.tensor([2]), torch.tensor([9]))
