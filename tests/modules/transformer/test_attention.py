"""Relative attention against its definition, written out."""

import pytest
import torch
from torch import Tensor

from modules.transformer import RelativeAttention, TransformerEncoder
from modules.transformer.attention import offsets_to_positions, positions_to_offsets
from utils.mask import sequence_mask


@pytest.mark.parametrize(("length", "window"), [(7, 2), (7, 4), (3, 4), (1, 4), (5, 0)])
def test_offsets_to_positions(length: int, window: int) -> None:
    x = torch.randn(2, 3, length, 2 * window + 1)
    expected = torch.zeros(2, 3, length, length)
    for i in range(length):
        for j in range(max(0, i - window), min(length, i + window + 1)):
            expected[:, :, i, j] = x[:, :, i, j - i + window]
    torch.testing.assert_close(offsets_to_positions(x), expected)


@pytest.mark.parametrize(("length", "window"), [(7, 2), (7, 4), (3, 4), (1, 4), (5, 0)])
def test_positions_to_offsets(length: int, window: int) -> None:
    x = torch.randn(2, 3, length, length)
    expected = torch.zeros(2, 3, length, 2 * window + 1)
    for i in range(length):
        for j in range(max(0, i - window), min(length, i + window + 1)):
            expected[:, :, i, j - i + window] = x[:, :, i, j]
    torch.testing.assert_close(positions_to_offsets(x, window), expected)


def spelled_out(layer: RelativeAttention, x: Tensor) -> Tensor:
    """One utterance (1, C, T), head by head and pair by pair."""
    _, C, T = x.shape
    width = C // layer.n_heads
    query, key, value = layer.qkv(x)[0].view(3, layer.n_heads, width, T)
    heads = []
    for h in range(layer.n_heads):
        columns = []
        for i in range(T):
            scores, values = [], []
            for j in range(T):
                k, v = key[h, :, j], value[h, :, j]
                if layer.window_size is not None and abs(j - i) <= layer.window_size:
                    k = k + layer.relative_keys[j - i + layer.window_size]
                    v = v + layer.relative_values[j - i + layer.window_size]
                scores.append(query[h, :, i] @ k / width**0.5)
                values.append(v)
            columns.append(torch.stack(scores).softmax(0) @ torch.stack(values))
        heads.append(torch.stack(columns, 1))
    return layer.out(torch.cat(heads).unsqueeze(0))


@pytest.mark.parametrize("window", [2, 4, None])
def test_equals_definition(window: int | None) -> None:
    layer = RelativeAttention(8, 2, window).eval()
    x = torch.randn(1, 8, 6)
    torch.testing.assert_close(layer(x, torch.ones(1, 1, 6)), spelled_out(layer, x))


def encoder() -> TransformerEncoder:
    model = TransformerEncoder(8, 12, 2, 2, 3).eval()
    with torch.no_grad():
        for value in model.parameters():
            value.add_(torch.randn_like(value) * 0.2)
    return model


def test_padded_batch_equals_single_items() -> None:
    model = encoder()
    mask = sequence_mask(torch.tensor([9, 5, 1]))
    x = torch.randn(3, 8, 9)  # rubbish in the padding
    y = model(x, mask)
    assert not (y * (1 - mask)).any()
    for i, length in enumerate((9, 5, 1)):
        alone = model(x[i : i + 1, :, :length], mask[i : i + 1, :, :length])
        torch.testing.assert_close(y[i : i + 1, :, :length], alone, atol=1e-5, rtol=1e-4)


def test_close_under_autocast() -> None:
    model = encoder()
    mask = sequence_mask(torch.tensor([9, 5]))
    x = torch.randn(2, 8, 9)
    expected = model(x, mask)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = model(x, mask)
    torch.testing.assert_close(y.float(), expected, atol=0.15, rtol=0.1)


def test_refuses_uneven_heads() -> None:
    with pytest.raises(ValueError, match="3 heads"):
        RelativeAttention(8, 3)


def test_query_key_value_start_like_separate_projections() -> None:
    layer = RelativeAttention(64, 2)
    bound = (6 / 128) ** 0.5  # Xavier's for 64 to 64, not for 64 to 192
    for weight in layer.qkv.weight.chunk(3, 0):
        assert 0.9 * bound < weight.abs().max() <= bound
