"""Data-dependent initialization: over real frames, in training, once."""

import copy
from pathlib import Path

import pytest
import torch
import torch.multiprocessing as mp
from torch import Tensor, distributed

from modules.flow import ActNorm
from utils.mask import sequence_mask

MASK = sequence_mask(torch.tensor([9, 4]))


def batch(shift: float = 3.0) -> Tensor:
    # Padding is full of rubbish here, to show that it is not counted.
    scale = torch.tensor([0.5, 2.0, 7.0]).view(1, 3, 1)
    return torch.randn(2, 3, 9) * scale + shift + 1e3 * (1 - MASK)


def real_values(x: Tensor) -> Tensor:
    """(C, number of real frames)."""
    return x.transpose(0, 1)[:, MASK.squeeze(1).bool()]


def test_first_training_batch_is_normalized() -> None:
    z, log_det = ActNorm(3).train()(batch(), MASK)
    values = real_values(z.detach())
    torch.testing.assert_close(values.mean(1), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(values.var(1, correction=0), torch.ones(3), atol=1e-4, rtol=0)
    assert not (z * (1 - MASK)).any()
    torch.testing.assert_close(log_det[0] / 9, log_det[1] / 4)


def test_large_offset_does_not_swallow_the_variance() -> None:
    z, _ = ActNorm(3).train()(batch(shift=2000.0), MASK)
    variance = real_values(z.detach()).var(1, correction=0)
    torch.testing.assert_close(variance, torch.ones(3), atol=1e-2, rtol=0)


def test_constant_channel_stays_finite() -> None:
    z, _ = ActNorm(3).train()(torch.full((2, 3, 9), 5.0) * MASK, MASK)
    assert z.isfinite().all()


def test_is_never_made_from_nan() -> None:
    layer, x = ActNorm(3).train(), batch()
    x[0, 1, 2] = float("nan")
    with pytest.raises(ValueError, match="NaN"):
        layer(x, MASK)
    layer(batch(), MASK)
    assert layer.initialized
    assert layer.shift.isfinite().all()


def test_happens_once() -> None:
    layer = ActNorm(3).train()
    layer(batch(), MASK)
    before = layer.shift.clone()
    layer(batch(shift=-8.0), MASK)
    torch.testing.assert_close(layer.shift.detach(), before.detach())


def test_never_in_eval_mode() -> None:
    layer = ActNorm(3).eval()
    x = batch() * MASK
    torch.testing.assert_close(layer(x, MASK)[0], x)
    assert not layer.initialized
    layer.inverse(x, MASK)
    assert not layer.initialized


def test_remembered_by_the_state_dict() -> None:
    layer = ActNorm(3).train()
    layer(batch(), MASK)
    restored = ActNorm(3).train()
    restored.load_state_dict(layer.state_dict())
    restored(batch(shift=-8.0), MASK)
    torch.testing.assert_close(restored.shift, layer.shift)


def test_loading_into_a_used_layer_asks_the_loaded_flag() -> None:
    layer = ActNorm(3).train()
    layer(batch(), MASK)
    layer.load_state_dict(ActNorm(3).state_dict())  # a fresh one: not initialized
    z, _ = layer(batch(shift=-8.0), MASK)
    torch.testing.assert_close(real_values(z.detach()).mean(1), torch.zeros(3), atol=1e-5, rtol=0)


@pytest.mark.filterwarnings("ignore:.*copying from a non-meta parameter")
def test_after_loading_the_device_is_not_asked() -> None:
    layer, used = ActNorm(4).to("meta"), ActNorm(4)
    used.initialized.fill_(True)
    layer.load_state_dict(used.state_dict(), assign=False)
    z, _ = layer.train()(torch.zeros(2, 4, 5, device="meta"), torch.ones(2, 1, 5, device="meta"))
    assert z.device.type == "meta"  # which has no values to tell


def test_copy_keeps_it() -> None:
    layer = ActNorm(3).train()
    layer(batch(), MASK)
    twin = copy.deepcopy(layer)
    twin(batch(shift=-8.0), MASK)
    torch.testing.assert_close(twin.shift, layer.shift)


def test_ranks_share_their_statistics(tmp_path: Path) -> None:
    x, mask = batch() * MASK, MASK
    expected = ActNorm(3).train()
    expected(x, mask)
    results = tmp_path / "results"
    results.mkdir()
    mp.spawn(_run_rank, args=(x, mask, tmp_path / "store", results), nprocs=2)
    for rank in range(2):
        found = torch.load(results / f"{rank}.pt")
        torch.testing.assert_close(found["shift"], expected.shift.detach())
        torch.testing.assert_close(found["log_scale"], expected.log_scale.detach())


def _run_rank(rank: int, x: Tensor, mask: Tensor, store: Path, results: Path) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=2)
    layer = ActNorm(3).train()
    layer(x[rank : rank + 1], mask[rank : rank + 1])
    torch.save(layer.state_dict(), results / f"{rank}.pt")
    distributed.destroy_process_group()
