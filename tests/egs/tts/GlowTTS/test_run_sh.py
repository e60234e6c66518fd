"""run.sh: flags, what each stage asks of python, and how it finds its surroundings."""

import os
import shutil
import subprocess
import sys

import pytest

from models.vocoders.loading.published import PUBLISHED
from tests.egs.tts.GlowTTS.recipe import SCRIPTS, Recipe, known_flags, write_script

NO_NAME = "stage 2 needs --name, the experiment's folder below log_dir"
STAGES = "0 (download), 1 (preprocess), 2 (train), 3 (infer), 4 (evaluate)"

INFER = ("--stage", "3", "--infer_expt_dir", ".", "--infer_mode")


def value_of(arguments: list[str], flag: str) -> str | None:
    """Value of ``--flag value`` or ``--flag=value``."""
    for index, argument in enumerate(arguments):
        if argument == flag:
            return arguments[index + 1]
        if argument.startswith(f"{flag}="):
            return argument.split("=", 1)[1]
    return None


def test_help_names_every_flag(recipe: Recipe):
    result = recipe.run("--help")
    assert result.returncode == 0
    flags = known_flags(SCRIPTS)
    assert len(flags) > 20
    for flag in flags:
        assert flag in result.stdout, flag
    assert recipe.run("-h").stdout == result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], f"--stage is missing; the stages are {STAGES}"),
        (["--stage", "7"], f"unknown stage '7'; the stages are {STAGES}"),
        (["--stage", "1,2"], f"unknown stage '1,2'; the stages are {STAGES}"),
        (["--stage"], "--stage needs a value"),
        (["--stage", "2", "--name"], "--name needs a value"),
        (["--stage", "2", "--name", "--gpu", "0"], "--name needs a value"),
        (["-s"], "-s needs a value"),
        (["--stage", "1", "--gpus", "0"], "unknown flag --gpus (--help lists them)"),
        (["--stage", "1", "--gpus"], "unknown flag --gpus (--help lists them)"),
        (["--stage", "1", "--gpus=0"], "unknown flag --gpus (--help lists them)"),
        (["--stage", "1", "-x"], "unknown flag -x (--help lists them)"),
        (["--stage", "1", "--config", "no such.json"], "--config: no such file: no such.json"),
        (["--stage", "1", "--", "--x"], "only stage 2 takes arguments after --"),
        (["--stage", "2"], NO_NAME),
        (["--stage", "2", "--name="], NO_NAME),
        (["--stage", "2", "--name", "a/b"], "--name is a plain folder name, got 'a/b'"),
        (["--stage", "1", "--dry_run"], "only stage 2 has a --dry_run"),
        (
            ["--stage", "2", "--name", "x", "--dry_run=maybe"],
            "--dry_run must be one of: true false; got 'maybe'",
        ),
        (
            ["--stage", "2", "--name", "x", "--resume", "yes"],
            "--resume must be one of: true false; got 'yes'",
        ),
        (
            ["--stage", "2", "--name", "x", "--resume_type", "x"],
            "--resume_type must be one of: resume finetune; got 'x'",
        ),
        (
            ["--stage", "2", "--name", "x", "--resume_from_ckpt_path", "gone"],
            "--resume_from_ckpt_path: no such folder: gone",
        ),
        (
            ["--stage", "2", "--name", "x", "--resume_type", "finetune"],
            "--resume_type finetune needs --resume_from_ckpt_path, the weights to begin with",
        ),
        (
            ["--stage", "2", "--name", "x", "--gpu", "zero"],
            "--gpu must be numbers separated by commas, such as 0 or 0,1; got 'zero'",
        ),
        (["--stage", "4"], "stage 4 needs --infer_expt_dir, e.g. ckpts/tts/NAME"),
        (
            ["--stage", "4", "--infer_expt_dir", ".", "--eval_limit", "0"],
            "--eval_limit must be a whole number above 0, got '0'",
        ),
        (
            ["--stage", "4", "--infer_expt_dir", ".", "--vocoder_dir", "gone"],
            "--vocoder_dir: no such folder: gone",
        ),
        (["--stage", "3"], "stage 3 needs --infer_expt_dir, e.g. ckpts/tts/NAME"),
        (["--stage", "3", "--infer_expt_dir", "gone"], "--infer_expt_dir: no such folder: gone"),
        (
            ["--stage", "3", "--infer_expt_dir", "."],
            "stage 3 needs --infer_mode: single, batch or file",
        ),
        (
            ["--stage", "3", "--infer_expt_dir", ".", "--infer_mode", "all"],
            "--infer_mode must be one of: single batch file; got 'all'",
        ),
        (
            ["--stage", "3", "--infer_expt_dir", ".", "--infer_mode", "single"],
            "--infer_mode single needs --infer_text",
        ),
        (
            ["--stage", "3", "--infer_expt_dir", ".", "--infer_mode", "file"],
            "--infer_mode file needs --infer_source_file",
        ),
        (
            [*INFER, "file", "--infer_source_file", "gone"],
            "--infer_source_file: no such file: gone",
        ),
        (
            [*INFER, "single", "--infer_text", "a", "--infer_reference_audio", "gone.wav"],
            "--infer_reference_audio: no such file: gone.wav",
        ),
        (
            [*INFER, "batch", "--infer_testing_set", "all"],
            "--infer_testing_set must be one of: train valid test; got 'all'",
        ),
        (
            [*INFER, "batch", "--vocoder_dir", "gone"],
            "--vocoder_dir: no such folder: gone",
        ),
        (
            [*INFER, "batch", "--vocoder_dir", "hifigan_vctk"],
            "--vocoder_dir: no such folder: hifigan_vctk",
        ),
        (
            [*INFER, "batch", "--noise_scale", "low"],
            "--noise_scale must be a number, got 'low'",
        ),
        (
            [*INFER, "batch", "--seed", "1.5"],
            "--seed must be a whole number, got '1.5'",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_starts_nothing(recipe: Recipe, arguments, message):
    result = recipe.run(*arguments, GPUS="1")
    assert result.returncode == 1
    assert result.stderr == f"error: {message}\n"
    assert recipe.calls() == []


def test_words_without_a_flag_are_refused(recipe: Recipe):
    result = recipe.run("--stage", "3", "--infer_text", "Hello", "there.")
    assert result.returncode == 1
    assert "unexpected argument 'there.'" in result.stderr


def test_stages_0_and_1_get_the_recipes_own_config(recipe: Recipe):
    for stage, script in (("0", "download.py"), ("1", "preprocess.py")):
        result = recipe.arguments("--stage", stage, "--gpu", "0")
        config = str(recipe.recipe / "exp_config.json")
        assert result == [str(recipe.root / "bins" / "tts" / script), "--config", config]


def test_surroundings(recipe: Recipe):
    assert recipe.run("--stage", "1", PYTHONPATH="/mine").returncode == 0
    (call,) = recipe.calls()
    assert call[0] == f"cwd={recipe.caller}"
    assert call[2:4] == [f"path={recipe.root}:/mine", "encoding=UTF-8"]


@pytest.mark.parametrize("flag", ["--config", "-c"])
@pytest.mark.parametrize("joined", [False, True])
def test_values_are_written_both_ways_and_start_at_the_callers_folder(recipe, flag, joined):
    (recipe.caller / "my config.json").write_text("{}", encoding="utf-8")
    given = [f"{flag}=my config.json"] if joined else [flag, "my config.json"]
    assert recipe.arguments("-s", "1", *given)[1:] == ["--config", "my config.json"]


def test_training_on_the_cpu(recipe: Recipe):
    result = recipe.run("-s", "2", "-n", "glow tts", "--gpu", "0", "--resume", "true")
    assert result.returncode == 0, result.stderr
    assert "no GPU on this machine: running on the CPU, in one process" in result.stderr
    (call,) = recipe.calls()
    assert call[1] == "cuda="
    script = call[4:]
    assert script[0] == str(recipe.root / "bins" / "tts" / "train.py")
    config = str(recipe.recipe / "exp_config.json")
    assert script[1:6] == ["--config", config, "--exp_name", "glow tts", "--outcome_file"]
    assert script[7:] == ["--resume"]


@pytest.mark.parametrize("name", ["ACCELERATE_LOG_LEVEL", "ACCELERATE_USE_CPU"])
def test_variables_for_accelerate_have_it_start_one_process_too(recipe: Recipe, name: str):
    result = recipe.run("-s", "2", "-n", "glow tts", "--gpu", "0", **{name: "true"})
    assert result.returncode == 0, result.stderr
    (call,) = recipe.calls()
    launch, script = split_launch(call[4:])
    assert launch[:2] == ["-m", "accelerate.commands.launch"]
    assert "--cpu" in launch
    assert "--multi_gpu" not in launch
    assert value_of(launch, "--num_processes") == "1"
    assert int(value_of(launch, "--num_cpu_threads_per_process")) >= 1
    assert script[0] == str(recipe.python)
    assert script[1] == str(recipe.root / "bins" / "tts" / "train.py")


@pytest.mark.parametrize("flag", ["--dry_run", "--dry_run=true"])
def test_a_dry_run_is_handed_on(recipe: Recipe, flag: str):
    call = recipe.arguments("-s", "2", flag, "-n", "x")
    assert call[-1] == "--dry_run"
    assert "--dry_run" not in recipe.arguments("-s", "2", "-n", "x", "--dry_run=false")


def split_launch(arguments: list[str]) -> tuple[list[str], list[str]]:
    """accelerate's own arguments, and the command it starts (after the wrapper that notes pids)."""
    cut = arguments.index("--no_python")
    assert arguments[cut + 1 : cut + 3] == ["bash", "-c"]
    return arguments[:cut], arguments[cut + 5 :]


def test_training_on_one_and_on_two_gpus(recipe: Recipe):
    assert recipe.run("-s", "2", "-n", "x", GPUS="2").returncode == 0
    (call,) = recipe.calls()
    assert call[1] == "cuda=0"
    assert call[4] == str(recipe.root / "bins" / "tts" / "train.py")
    assert recipe.run("-s", "2", "-n", "x", GPUS="2", ACCELERATE_LOG_LEVEL="info").returncode == 0
    (call,) = recipe.calls()
    launch, _ = split_launch(call[4:])
    assert call[1] == "cuda=0"
    assert value_of(launch, "--num_processes") == "1"
    assert not {"--cpu", "--multi_gpu"} & set(launch)

    result = recipe.run("-s", "2", "-n", "x", "--gpu", "0,1", GPUS="2")
    assert (result.returncode, result.stderr) == (0, "")
    (call,) = recipe.calls()
    launch, _ = split_launch(call[4:])
    assert call[1] == "cuda=0,1"
    assert value_of(launch, "--num_processes") == "2"
    assert "--multi_gpu" in launch


def test_a_gpu_that_is_not_there_is_an_error(recipe: Recipe):
    result = recipe.run("-s", "2", "-n", "x", "--gpu", "1", GPUS="1")
    assert result.returncode == 1
    assert result.stderr == "error: --gpu 1: this machine has 1 GPU(s), numbered from 0\n"
    assert recipe.calls() == []


def test_the_schedulers_choice_of_gpu_is_kept(recipe: Recipe):
    assert recipe.run("-s", "2", "-n", "x", GPUS="4", CUDA_VISIBLE_DEVICES="2,3").returncode == 0
    (call,) = recipe.calls()
    assert call[1] == "cuda=2,3"
    assert value_of(split_launch(call[4:])[0], "--num_processes") == "2"


def test_resuming_and_launcher_arguments(recipe: Recipe):
    (recipe.caller / "other run").mkdir()
    arguments = recipe.arguments(
        "--stage=2", "--name=new", "--resume_from_ckpt_path=other run", "--resume_type=finetune",
        "--", "--main_process_port", "1234",
    )  # fmt: skip
    launch, script = split_launch(arguments)
    assert launch[-2:] == ["--main_process_port", "1234"]
    assert "--resume" not in script
    assert value_of(script, "--checkpoint_path") == "other run"
    assert value_of(script, "--resume_type") == "finetune"


def test_threads_are_the_users_if_set(recipe: Recipe):
    launched = recipe.arguments(
        "-s", "2", "-n", "x", OMP_NUM_THREADS="3", ACCELERATE_LOG_LEVEL="info"
    )
    assert value_of(launched, "--num_cpu_threads_per_process") == "3"
    recorder = recipe.python.read_text(encoding="utf-8")
    write_script(recipe.python, recorder.replace('"cwd=$PWD"', '"cwd=$OMP_NUM_THREADS"'))
    for environment in ({"OMP_NUM_THREADS": "3"}, {}):
        assert recipe.run("-s", "2", "-n", "x", **environment).returncode == 0
        # Without it, the program chooses by what is free.
        assert recipe.calls()[0][0] == f"cwd={environment.get('OMP_NUM_THREADS', '')}"


def test_training_fails_with_the_launchers_code_and_leaves_no_files(recipe: Recipe, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    result = recipe.run("-s", "2", "-n", "x", STUB_CODE="5", TMPDIR=str(scratch))
    assert result.returncode == 5
    assert list(scratch.iterdir()) == []


def test_the_extension_is_built_when_stale_and_only_then(recipe: Recipe):
    assert recipe.run("-s", "2", "-n", "x").returncode == 0
    assert len(recipe.calls()) == 1
    assert recipe.run("-s", "2", "-n", "x", STUB_STALE="1").returncode == 0
    build, train = recipe.calls()
    assert build[0] == f"cwd={recipe.root / 'modules' / 'monotonic_align'}"
    assert build[4:] == ["setup.py", "build_ext", "--inplace"]
    assert "--exp_name" in train


def test_a_failed_build_is_a_warning(recipe: Recipe):
    result = recipe.run("-s", "2", "-n", "x", STUB_STALE="1", STUB_BUILD="1")
    assert result.returncode == 0
    assert "warning: the alignment search was not built" in result.stderr
    assert len(recipe.calls()) == 2


def test_infer_single(recipe: Recipe):
    (recipe.caller / "my run").mkdir()
    (recipe.caller / "vocoder").mkdir()
    text = 'Say "hello", * and $HOME; it costs 5%.'
    arguments = recipe.arguments(
        "--stage", "3", "--infer_expt_dir", "my run/", "--infer_mode", "single",
        "--infer_text", text, "--vocoder_dir", "vocoder", "--noise_scale", "0.3",
        "--length_scale", "1.2", "--seed", "7", "--infer_save", "mel,plot",
        "--infer_checkpoint", "best", "--infer_speaker_name", "p 1", "--show_phonemes",
        "--infer_precision", "bf16",
    )  # fmt: skip
    assert arguments[0] == str(recipe.root / "bins" / "tts" / "inference.py")
    assert "--show_phonemes" in arguments
    expected = {
        "--acoustics_dir": "my run/", "--output_dir": "my run/result", "--mode": "single",
        "--text": text, "--vocoder_dir": "vocoder", "--noise_scale": "0.3",
        "--length_scale": "1.2", "--seed": "7", "--save": "mel,plot", "--checkpoint": "best",
        "--speaker_name": "p 1", "--precision": "bf16",
    }  # fmt: skip
    assert {flag: value_of(arguments, flag) for flag in expected} == expected


def test_published_vocoders_are_known_by_name(recipe: Recipe):
    common = ("-s", "3", "--infer_expt_dir", ".", "--infer_mode", "single", "--infer_text", "a")
    for name in PUBLISHED:
        arguments = recipe.arguments(*common, "--vocoder_dir", name)
        assert value_of(arguments, "--vocoder_dir") == name


def test_infer_by_reference_and_list_of_speakers(recipe: Recipe):
    (recipe.caller / "some body.wav").touch()
    arguments = recipe.arguments(
        *INFER, "single", "--infer_text", "Hi.", "--infer_reference_audio", "some body.wav"
    )
    assert value_of(arguments, "--reference_audio") == "some body.wav"
    listing = recipe.arguments("-s", "3", "--infer_expt_dir", ".", "--list_speakers")
    assert listing[1:] == ["--acoustics_dir", ".", "--list_speakers"]


def test_evaluate(recipe: Recipe):
    (recipe.caller / "my run").mkdir()
    arguments = recipe.arguments(
        "--stage", "4", "--infer_expt_dir", "my run/", "--eval_metrics", "wer,mcd",
        "--eval_recognizer", "a folder", "--eval_limit", "5", "--infer_testing_set", "valid",
        "--infer_checkpoint", "best", "--seed", "3", "--infer_dataset", "Mine", "--gpu", "0",
    )  # fmt: skip
    assert arguments[0] == str(recipe.root / "bins" / "tts" / "evaluate.py")
    expected = {
        "--acoustics_dir": "my run/", "--output_dir": "my run/evaluation", "--metrics": "wer,mcd",
        "--recognizer": "a folder", "--limit": "5", "--testing_set": "valid", "--dataset": "Mine",
        "--checkpoint": "best", "--seed": "3",
    }  # fmt: skip
    assert {flag: value_of(arguments, flag) for flag in expected} == expected
    elsewhere = ("--infer_output_dir", "out", "--noise_scale=0", "--length_scale=1.1")
    arguments = recipe.arguments("-s", "4", "--infer_expt_dir", "my run", *elsewhere)
    assert value_of(arguments, "--output_dir") == "out"
    assert value_of(arguments, "--noise_scale") == "0"
    assert value_of(arguments, "--length_scale") == "1.1"


def test_infer_on_several_gpus(recipe: Recipe):
    (recipe.caller / "lines.txt").write_text("Hello.\n", encoding="utf-8")
    common = ("--gpu", "0,1", *INFER)
    for mode in (["batch"], ["file", "--infer_source_file", "lines.txt"]):
        arguments = recipe.arguments(*common, *mode, GPUS="2")
        assert arguments[:2] == ["-m", "torch.distributed.run"]
        assert arguments[2:5] == ["--standalone", "--nproc_per_node", "2"]
        assert arguments[5].endswith("bins/tts/inference.py")
    for alone in (["single", "--infer_text", "Hi."], ["batch", "--show_phonemes"]):
        assert recipe.arguments(*common, *alone, GPUS="2")[0].endswith("bins/tts/inference.py")
    assert recipe.arguments(*INFER, "batch", GPUS="2")[0].endswith("bins/tts/inference.py")


def test_infer_text_that_begins_with_dashes(recipe: Recipe):
    arguments = recipe.arguments(
        "-s", "3", "--infer_expt_dir", ".", "--infer_mode", "single", "--infer_text=--really?"
    )
    assert value_of(arguments, "--text") == "--really?"


def test_infer_batch_and_file(recipe: Recipe):
    (recipe.caller / "lines.txt").write_text("Hello.\n", encoding="utf-8")
    common = ("-s", "3", "--infer_expt_dir", ".", "--infer_output_dir", "out put")
    batch = recipe.arguments(
        *common, "--infer_mode", "batch", "--infer_dataset", "LJSpeech",
        "--infer_testing_set", "test", "--infer_text", "not used",
    )  # fmt: skip
    expected = {"--mode": "batch", "--dataset": "LJSpeech", "--testing_set": "test"}
    assert {flag: value_of(batch, flag) for flag in expected} == expected
    assert value_of(batch, "--output_dir") == "out put"
    assert value_of(batch, "--text") is None
    assert "--show_phonemes" not in batch
    file = recipe.arguments(*common, "--infer_mode", "file", "--infer_source_file", "lines.txt")
    assert value_of(file, "--source_file") == "lines.txt"


def test_choice_of_interpreter(recipe: Recipe, tmp_path):
    """$PYTHON, then the active environment, then .venv of the repository, then python3."""
    recorder = recipe.python.read_text(encoding="utf-8")
    places = {
        "active": tmp_path / "active" / "bin" / "python",
        "own": recipe.root / ".venv" / "bin" / "python",
        "python3": recipe.python.parent / "python3",
    }
    for name, path in places.items():
        write_script(path, recorder.replace('"cwd=$PWD"', f'"cwd={name}"'))
    del recipe.env["PYTHON"]

    def chosen(**env: str) -> str:
        assert recipe.run("--stage", "1", **env).returncode == 0
        return recipe.calls()[0][0].removeprefix("cwd=")

    assert chosen(VIRTUAL_ENV=str(tmp_path / "active")) == "active"
    assert chosen(VIRTUAL_ENV=str(tmp_path / "gone")) == "own"
    assert chosen() == "own"
    shutil.rmtree(recipe.root / ".venv")
    assert chosen() == "python3"
    assert chosen(PYTHON=str(recipe.python)) == str(recipe.caller)
    assert chosen(PYTHON=os.path.relpath(recipe.python, recipe.caller)) == str(recipe.caller)


def test_an_interpreter_without_torch_is_named(recipe: Recipe):
    result = recipe.run("--stage", "1", STUB_NO_TORCH="1")
    assert result.returncode == 1
    assert f"{recipe.python} has no torch: run make venv" in result.stderr
    assert recipe.calls() == []
    result = recipe.run("--stage", "1", PYTHON="no-such-python")
    assert "there is no no-such-python" in result.stderr


def test_scripts_are_clean(repository):
    egs = repository / "egs"  # together: a run.sh alone seems to use what it never sets
    scripts = [*egs.glob("*.sh"), *egs.glob("*/*/*.sh"), repository / ".ci" / "run"]
    for script in scripts:
        subprocess.run(["bash", "-n", str(script)], check=True)
        assert os.access(script, os.X_OK) == (script.parent != egs), script  # those are sourced
    beside = os.path.dirname(sys.executable)
    shellcheck = shutil.which("shellcheck", path=f"{beside}{os.pathsep}{os.environ['PATH']}")
    if shellcheck is None:
        pytest.skip("shellcheck is not installed (make lint runs it)")
    subprocess.run([shellcheck, *map(str, scripts)], cwd=repository, check=True)
