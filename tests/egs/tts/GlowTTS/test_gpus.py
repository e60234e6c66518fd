"""How run.sh reads --gpu and what schedulers write, on machines whose cards are made up."""

import pytest

from tests.egs.tts.GlowTTS.recipe import Recipe, write_script

TRAIN = ("-s", "2", "-n", "x")


def visible(recipe: Recipe, *arguments: str, **env: str) -> str:
    """CUDA_VISIBLE_DEVICES of the one call that a run which must succeed makes."""
    result = recipe.run(*arguments, **env)
    assert result.returncode == 0, result.stderr
    (call,) = recipe.calls()
    return call[1].removeprefix("cuda=")


@pytest.mark.parametrize("chosen", ["0,0", "1,0,01", "GPU-a,GPU-b,GPU-a"])
def test_a_card_named_twice_is_an_error(recipe: Recipe, chosen):
    result = recipe.run(*TRAIN, "--gpu", chosen, GPUS="2")
    assert result.returncode == 1
    assert f"error: --gpu {chosen}: " in result.stderr
    assert "is named twice" in result.stderr
    assert recipe.calls() == []


def test_in_a_job_numbers_count_the_cards_that_the_scheduler_gave(recipe: Recipe):
    job = {"GPUS": "8", "SLURM_JOB_ID": "7", "CUDA_VISIBLE_DEVICES": "4,6"}
    assert visible(recipe, *TRAIN, "--gpu", "1", **job) == "6"
    assert visible(recipe, *TRAIN, "--gpu", "0,1", **job) == "4,6"
    assert visible(recipe, *TRAIN, **job) == "4,6"
    result = recipe.run(*TRAIN, "--gpu", "2", **job)
    assert result.stderr == "error: --gpu 2: this job has 2 GPU(s), numbered from 0\n"
    job["CUDA_VISIBLE_DEVICES"] = "GPU-5f,GPU-77"
    assert visible(recipe, *TRAIN, "--gpu", "1", **job) == "GPU-77"


def test_outside_of_a_job_numbers_count_the_cards_of_the_machine(recipe: Recipe):
    assert visible(recipe, *TRAIN, "--gpu", "1", GPUS="2", CUDA_VISIBLE_DEVICES="0") == "1"


def test_the_schedulers_own_numbers_may_be_beyond_what_is_shown(recipe: Recipe):
    assert visible(recipe, *TRAIN, GPUS="1", SLURM_JOB_ID="7", CUDA_VISIBLE_DEVICES="5") == "5"


@pytest.mark.parametrize("cards", ["0", "2"])
def test_a_job_without_cards_runs_on_the_cpu(recipe: Recipe, cards):
    job = {"GPUS": cards, "SLURM_JOB_ID": "7", "CUDA_VISIBLE_DEVICES": "NoDevFiles"}
    assert visible(recipe, *TRAIN, **job) == ""
    result = recipe.run(*TRAIN, "--gpu", "0", **job)
    assert (result.returncode, "gave this job no GPU" in result.stderr) == (
        (0, False) if cards == "0" else (1, True)
    )


def test_numbers_are_those_of_nvidia_smi(recipe: Recipe):
    recorder = recipe.python.read_text(encoding="utf-8")
    write_script(recipe.python, recorder.replace('"cwd=$PWD"', '"cwd=$CUDA_DEVICE_ORDER"'))
    for env, expected in (({}, "PCI_BUS_ID"), ({"CUDA_DEVICE_ORDER": "FASTEST_FIRST"},) * 2):
        assert recipe.run(*TRAIN, "--gpu", "0", GPUS="1", **env).returncode == 0
        expected = env.get("CUDA_DEVICE_ORDER", expected)
        assert recipe.calls()[0][0] == f"cwd={expected}"


def test_stage_1_obeys_the_flag(recipe: Recipe):
    assert visible(recipe, "-s", "1", "--gpu", "1", GPUS="2") == "1"
    assert visible(recipe, "-s", "1", "--gpu", "-1", GPUS="2") == "-1"
    result = recipe.run("-s", "1", GPUS="0")
    assert (result.returncode, result.stderr) == (0, "")
