"""The training pass on a GPU, as far as it can be held without one: operators, graphs, log-dets."""

import contextlib
import logging
from collections.abc import Iterator

import pytest
import torch
from pydantic import ValidationError
from torch import Tensor, nn

from config.glowtts import ExperimentConfig, GlowTTSTrainConfig
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.losses import duration_loss, mle_loss
from models.tts.glowtts.output import GlowTTSOutput
from modules.flow import ActNorm
from modules.monotonic_align import search, search_durations
from tests.models.tts.glowtts.runs import adjust, run
from tests.models.tts.glowtts.tiny import N_MELS, randomized, tiny_model
from tests.operators import on_fake_gpu

BUDGET = 1200  # forward operators of the default model that give a GPU work
PRECISIONS = {"no": None, "bf16": torch.bfloat16, "fp16": torch.float16}


def ready_to_train(model: nn.Module) -> nn.Module:
    for layer in model.modules():
        if isinstance(layer, ActNorm):
            layer._known_initialized = True
    return model.train()


def make_batch(B: int, T_text: int, T_mel: int, n_mels: int, n_speakers: int = 0) -> dict:
    lengths = torch.full((B,), T_text), torch.full((B,), T_mel)
    batch = {
        **{"phone_ids": torch.ones(B, T_text, dtype=torch.int64), "phone_lengths": lengths[0]},
        **{"mel": torch.zeros(B, n_mels, T_mel), "mel_lengths": lengths[1]},
    }
    return batch | ({"speaker_ids": torch.zeros(B, dtype=torch.int64)} if n_speakers else {})


def losses(output: GlowTTSOutput) -> Tensor:
    mle = mle_loss(
        output.z, output.prior_mean, output.prior_log_std, output.log_det, output.mel_mask
    )
    return mle + duration_loss(output.log_durations, output.durations, output.text_mask)


@contextlib.contextmanager
def autocast_of_a_gpu(dtype: torch.dtype | None) -> Iterator[None]:
    """What ``torch.autocast("cuda")`` sets where there is a GPU."""
    if dtype is None:
        yield
        return
    torch.set_autocast_enabled("cuda", True)
    torch.set_autocast_dtype("cuda", dtype)
    torch.autocast_increment_nesting()
    try:
        yield
    finally:
        torch.autocast_decrement_nesting()
        torch.clear_autocast_cache()
        torch.set_autocast_enabled("cuda", False)


@pytest.mark.parametrize(("precision", "n_speakers"), [("no", 0), ("no", 9), ("bf16", 0)])
def test_the_forward_pass_stays_within_its_budget_of_operators(
    precision, n_speakers, monkeypatch
) -> None:
    monkeypatch.setattr(
        "models.tts.glowtts.model.search_durations",
        lambda log_prob, *_, wait: search._empty_durations(log_prob, *_),
    )

    def step(model: GlowTTS, batch: dict[str, Tensor]) -> Tensor:
        with autocast_of_a_gpu(PRECISIONS[precision]):
            output = model(**batch)
        return losses(output)

    def build() -> nn.Module:
        return ready_to_train(GlowTTS(148, 80, n_speakers))

    loss, counts = on_fake_gpu(build, step, make_batch(2, 32, 64, 80, n_speakers))
    casts = counts.pop("_to_copy")
    assert (loss.device.type, loss.dtype) == ("cuda", torch.float32)
    assert 900 < sum(counts.values()) <= BUDGET
    assert counts["_linalg_slogdet"] == 1  # of all twelve convolutions
    assert casts <= (20 if precision == "no" else 460)


@pytest.mark.parametrize("n_speakers", [0, 3])
def test_log_dets_taken_together_are_those_of_the_layers(n_speakers) -> None:
    decoder = randomized(tiny_model(n_speakers)).decoder
    z, mask = torch.randn(3, N_MELS * 2, 11), torch.ones(3, 1, 11)
    mask[1, :, 7:], mask[2, :, 3:] = 0, 0
    z = z * mask
    speaker = torch.randn(3, 6, 1) if n_speakers else None
    together, total = decoder._forward_in_few_operators(z, mask, speaker)
    expected = torch.zeros(3)
    for block in decoder.blocks:
        z, log_det = block(z, mask, speaker)
        expected = expected + log_det
    torch.testing.assert_close(together, z)
    torch.testing.assert_close(total, expected)


def test_the_search_as_an_operator_is_the_search() -> None:
    scores, lengths = torch.randn(3, 20, 7).mT, (torch.tensor([7, 3, 1]), torch.tensor([20, 9, 4]))
    found = search._search_operator(scores, *lengths)
    assert torch.equal(found, search_durations(scores, *lengths))
    checks = ("test_schema", "test_faketensor")
    torch.library.opcheck(search._search_operator, (scores, *lengths), test_utils=checks)


@pytest.fixture
def graphs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[torch.fx.GraphModule]]:
    """Graphs that a compiled model makes; tensors of the meta device stand for those of a GPU."""

    class Autocast(torch.autocast):
        def __init__(self, device_type: str, *arguments, **settings) -> None:
            super().__init__({"meta": "cuda"}.get(device_type, device_type), *arguments, **settings)

    found: list[torch.fx.GraphModule] = []
    compile_graph = torch.compile

    def keep(graph: torch.fx.GraphModule, inputs: list):
        found.append(graph)
        return graph.forward

    def compile_with_keeping(function, **options):
        assert options == {"dynamic": True, "fullgraph": True}  # a break would be an error
        return compile_graph(function, backend=keep, **options)

    monkeypatch.setattr(torch, "compile", compile_with_keeping)
    monkeypatch.setattr(torch.amp, "autocast", Autocast)
    torch._dynamo.reset()
    yield found
    torch._dynamo.reset()


@pytest.mark.filterwarnings("ignore:.*CUDA is not available")
@pytest.mark.slow
@pytest.mark.parametrize("n_speakers", [0, 3])
def test_it_compiles_to_one_graph_for_all_lengths(n_speakers, graphs) -> None:
    sizes = {"n_blocks_dec": 1, "prenet": False}
    model = ready_to_train(tiny_model(n_speakers, **sizes)).to("meta")
    model.compile_forward()
    for B, T_text, T_mel in [(4, 16, 64), (2, 48, 160), (3, 17, 70)]:
        batch = make_batch(B, T_text, T_mel, N_MELS, n_speakers)
        output = model(**{name: value.to("meta") for name, value in batch.items()})
        assert output.z.shape == (B, N_MELS, T_mel)
        losses(output).backward()
        assert len(graphs) == 1
    names = [str(node.target) for node in graphs[0].graph.nodes if node.op == "call_function"]
    assert sum("search_durations" in name for name in names) == 1
    assert all(value.grad is not None for value in model.parameters())


def test_on_a_cpu_nothing_is_compiled_and_the_log_says_so(
    config: ExperimentConfig, quick_runs, caplog, monkeypatch
) -> None:
    def refuse(*arguments, **settings):
        raise AssertionError("compiled")

    monkeypatch.setattr(torch, "compile", refuse)
    config = adjust(config, train={"compile": True, "max_steps": 1})
    with caplog.at_level(logging.WARNING):
        run(config, "run")
    assert "train.compile is for GPUs" in caplog.text


def test_compiling_and_recomputing_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="cannot be used together"):
        GlowTTSTrainConfig(compile=True, activation_checkpointing=True)
