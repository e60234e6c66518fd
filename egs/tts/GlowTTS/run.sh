#!/usr/bin/env bash
# The GlowTTS recipe, one stage a call; --help says how. Works from any folder, with bash 3.2 too.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../../.." && pwd)"
# shellcheck disable=SC1091  # checked by itself
source "$repo/egs/launch.sh"
stages="0 (download), 1 (preprocess), 2 (train), 3 (infer)"

usage() {
    cat <<'HELP'
bash egs/tts/GlowTTS/run.sh --stage N [flags]

Stages
  0  download the corpora of the config that can be (LJSpeech), say where to get others
  1  preprocess: recordings to mels, texts to phones, train/valid/test splits
  2  train; needs --name
  3  infer; needs --infer_expt_dir and --infer_mode

All stages
  -s, --stage N              which stage
  -c, --config FILE          config (default: exp_config.json beside this script)
      --gpu LIST             "0", "0,1", … (default: CUDA_VISIBLE_DEVICES, else 0)
  -h, --help                 this text

Stage 2
  -n, --name NAME            the experiment is <log_dir>/NAME
      --resume true|false    go on with an experiment that has checkpoints (default: false)
      --resume_from_ckpt_path DIR   experiment or checkpoint to start from (default: NAME's latest)
      --resume_type resume|finetune   finetune: a new run that begins with those weights
      --dry_run              try the longest batch and a checkpoint, estimate time and memory, stop

Stage 3
      --infer_expt_dir DIR   experiment, e.g. ckpts/tts/NAME
      --infer_output_dir DIR where wavs go (default: <infer_expt_dir>/result)
      --infer_mode single|batch|file
      --infer_text TEXT      mode single: what to say
      --infer_dataset NAME, --infer_testing_set train|valid|test   mode batch (default: test)
      --infer_source_file FILE   mode file: a sentence, or id|text, a line
      --infer_speaker_name NAME  for voices with several speakers; LibriTTS_1089, or just 1089
      --infer_reference_audio FILE   a recording of who shall speak, known or not, for voices
                             trained with model.speaker_encoder
      --list_speakers        print the voice's speakers, and stop
      --infer_checkpoint latest|best|DIR   (default: latest)
      --infer_save LIST      also write these beside each wav: mel,plot,durations
      --vocoder_dir DIR      a trained vocoder's folder or file, or the name of published weights:
                             hifigan_universal, hifigan_ljspeech (default: Griffin-Lim)
      --noise_scale X        lower is more deterministic (default: 0.667)
      --length_scale X       above 1 is slower (default: 1.0)
      --seed N               the same seed gives the same audio (default: 0)
      --show_phonemes        print what would be spoken, and stop

Flags are written --flag value or --flag=value. Paths on the command line start at your folder, those
inside a config at the root of the repository. With several GPUs (--gpu 0,1) the modes batch and file
share their texts between them. In stage 2, what follows a lone -- goes to accelerate launch as it
is, and ACCELERATE_* variables are kept; its default config file is not read. SIGTERM and Ctrl-C save
and leave: exit code 0 and 130, or 143 if training had not begun.

Environment: PYTHON picks the interpreter (default: the active virtual environment, else .venv of
the repository, else python3).
HELP
}

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

note() {
    printf '%s\n' "$*" >&2
}

# ---------------------------------------------------------------------------------------- flags
stage="" gpu="" name="" config="" resume="" resume_from_ckpt_path="" resume_type=""
infer_expt_dir="" infer_output_dir="" infer_mode="" infer_text="" infer_source_file=""
infer_dataset="" infer_testing_set="" infer_speaker_name="" infer_checkpoint="" infer_save=""
infer_reference_audio="" list_speakers=""
vocoder_dir="" noise_scale="" length_scale="" seed="" show_phonemes="" dry_run=""
launch_args=()

parse_flags() {
    local flag value
    while (($#)); do
        case "$1" in
            --) shift; launch_args=("$@"); return ;;
            -h | --help) usage; exit 0 ;;
            --show_phonemes | --list_speakers | --dry_run)
                printf -v "${1#--}" true; shift; continue ;;
            --*=* | -[scn]=*) flag="${1%%=*}" value="${1#*=}"; shift ;;
            *)
                flag="$1"
                known_flag "$flag"
                # What looks like a flag is one: a value that begins with -- is written --flag=value.
                if (($# < 2)) || [[ "$2" == --* ]]; then die "$flag needs a value"; fi
                value="$2"
                shift 2
                ;;
        esac
        known_flag "$flag"
        case "$flag" in
            -s) flag=--stage ;;
            -c) flag=--config ;;
            -n) flag=--name ;;
        esac
        printf -v "${flag#--}" '%s' "$value"
    done
}

known_flag() {
    case "$1" in
        -s | -c | -n | --stage | --gpu | --name | --config) ;;
        --resume | --resume_from_ckpt_path | --resume_type | --dry_run) ;;
        --infer_expt_dir | --infer_output_dir | --infer_mode | --infer_text) ;;
        --infer_source_file | --infer_dataset | --infer_testing_set | --infer_speaker_name) ;;
        --infer_checkpoint | --infer_save | --vocoder_dir | --noise_scale) ;;
        --infer_reference_audio | --list_speakers) ;;
        --length_scale | --seed | --show_phonemes) ;;
        -*) die "unknown flag $1 (--help lists them)" ;;
        *) die "unexpected argument '$1' (a text with spaces needs quotes; --help lists the flags)" ;;
    esac
}

one_of() { # flag value choice…
    local flag="$1" value="$2" choice
    shift 2
    for choice in "$@"; do
        if [[ "$value" == "$choice" ]]; then return; fi
    done
    die "$flag must be one of: $*; got '$value'"
}

number() { # flag value
    [[ -z "$2" || "$2" =~ ^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$ ]] ||
        die "$1 must be a number, got '$2'"
}

# ---------------------------------------------------------------------------------- environment
find_python() {
    if [[ -n "${PYTHON:-}" ]]; then
        python="$PYTHON"
    elif [[ -n "${VIRTUAL_ENV:-}" && -x "$VIRTUAL_ENV/bin/python" ]]; then
        python="$VIRTUAL_ENV/bin/python"
    elif [[ -x "$repo/.venv/bin/python" ]]; then
        python="$repo/.venv/bin/python"
    else
        python=python3
    fi
    if [[ "$python" == */* && "$python" != /* ]]; then python="$PWD/$python"; fi
    command -v "$python" >/dev/null || die "there is no $python: run make venv, or set PYTHON"
    "$python" -c 'import sys, importlib.util as u; sys.exit(not u.find_spec("torch"))' ||
        die "$python has no torch: run make venv, or set PYTHON to an interpreter that has it"
    export PYTHONPATH="$repo${PYTHONPATH:+:$PYTHONPATH}" PYTHONIOENCODING=UTF-8
}

count_gpus() {
    local lines
    if lines="$(nvidia-smi -L 2>/dev/null)"; then
        grep -c '^GPU' <<<"$lines" || true
    else # a container may have the devices without the tool
        find /dev -maxdepth 1 -name 'nvidia[0-9]*' 2>/dev/null | wc -l | tr -d ' '
    fi
}

# Sets CUDA_VISIBLE_DEVICES and processes: one for each GPU, or one on the CPU (0 GPUs).
choose_devices() {
    local present index
    present="$(count_gpus)"
    gpus="${gpu:-${CUDA_VISIBLE_DEVICES-0}}"
    [[ "$gpus" =~ ^((-1)?|[0-9]+(,[0-9]+)*|(GPU|MIG)-[^,]+(,(GPU|MIG)-[^,]+)*)$ ]] ||
        die "--gpu must be numbers separated by commas, such as 0 or 0,1; got '$gpus'"
    processes=0
    if ((present == 0)); then
        note "no GPU on this machine: running on the CPU, in one process"
        export CUDA_VISIBLE_DEVICES=""
        return
    fi
    export CUDA_VISIBLE_DEVICES="$gpus"
    if [[ -z "$gpus" || "$gpus" == -1 ]]; then return; fi
    for index in ${gpus//,/ }; do
        if [[ "$index" =~ ^[0-9]+$ ]] && ((10#$index >= present)); then
            die "--gpu $gpus: this machine has $present GPU(s), numbered from 0"
        fi
        processes=$((processes + 1))
    done
}

count_threads() {
    if [[ -n "${OMP_NUM_THREADS:-}" ]]; then
        echo "$OMP_NUM_THREADS"
        return
    fi
    local cores
    cores="$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)"
    cores=$((cores / (processes > 1 ? processes : 1)))
    echo $((cores > 1 ? cores : 1))
}

build_extension() {
    local folder="$repo/modules/monotonic_align"
    if "$python" "$folder/setup.py" --check >/dev/null 2>&1; then return; fi
    note "building the alignment search (modules/monotonic_align)"
    if ! (cd "$folder" && "$python" setup.py build_ext --inplace) >"$scratch/build.log" 2>&1; then
        tail -n 15 "$scratch/build.log" >&2
        note "warning: the alignment search was not built; the slower numpy version is used"
    fi
}

# ------------------------------------------------------------------------------- stages 0, 1, 3
download() {
    exec "$python" "$repo/bins/tts/download.py" --config "$config"
}

preprocess() {
    exec "$python" "$repo/bins/tts/preprocess.py" --config "$config"
}

check_infer() {
    [[ -n "$infer_expt_dir" ]] || die "stage 3 needs --infer_expt_dir, e.g. ckpts/tts/NAME"
    [[ -d "$infer_expt_dir" ]] || die "--infer_expt_dir: no such folder: $infer_expt_dir"
    if [[ "$list_speakers" == true ]]; then return; fi
    [[ -n "$infer_mode" ]] || die "stage 3 needs --infer_mode: single, batch or file"
    one_of --infer_mode "$infer_mode" single batch file
    case "$infer_mode" in
        single) [[ -n "$infer_text" ]] || die "--infer_mode single needs --infer_text" ;;
        batch) one_of --infer_testing_set "${infer_testing_set:-test}" train valid test ;;
        file)
            [[ -n "$infer_source_file" ]] || die "--infer_mode file needs --infer_source_file"
            [[ -f "$infer_source_file" ]] ||
                die "--infer_source_file: no such file: $infer_source_file"
            ;;
    esac
    [[ -z "$vocoder_dir" || -e "$vocoder_dir" || "$vocoder_dir" == hifigan_@(universal|ljspeech) ]] ||
        die "--vocoder_dir: no such folder: $vocoder_dir"
    [[ -z "$infer_reference_audio" || -f "$infer_reference_audio" ]] ||
        die "--infer_reference_audio: no such file: $infer_reference_audio"
    [[ -z "$infer_reference_audio" || -z "$infer_speaker_name" ]] ||
        die "give --infer_speaker_name or --infer_reference_audio, not both"
    number --noise_scale "$noise_scale"
    number --length_scale "$length_scale"
    [[ "$seed" =~ ^-?[0-9]*$ ]] || die "--seed must be a whole number, got '$seed'"
}

infer() {
    local arguments=(--acoustics_dir "$infer_expt_dir") launch=("$python")
    add() { if [[ -n "$2" ]]; then arguments+=("$1=$2"); fi; }
    add --checkpoint "$infer_checkpoint"
    if [[ "$list_speakers" == true ]]; then
        exec "$python" "$repo/bins/tts/inference.py" "${arguments[@]}" --list_speakers
    fi
    arguments+=(--mode "$infer_mode" --output_dir "${infer_output_dir:-${infer_expt_dir%/}/result}")
    # Only what the mode uses: the others may hold anything.
    case "$infer_mode" in
        single) add --text "$infer_text" ;;
        batch) add --dataset "$infer_dataset"; add --testing_set "$infer_testing_set" ;;
        file) add --source_file "$infer_source_file" ;;
    esac
    add --speaker_name "$infer_speaker_name"
    add --reference_audio "$infer_reference_audio"
    add --vocoder_dir "$vocoder_dir"
    add --save "$infer_save"
    add --noise_scale "$noise_scale"
    add --length_scale "$length_scale"
    add --seed "$seed"
    if [[ "$show_phonemes" == true ]]; then
        arguments+=(--show_phonemes)
    elif [[ "$infer_mode" != single ]] && ((processes > 1)); then
        launch+=(-m torch.distributed.run --standalone --nproc_per_node "$processes")
    fi
    exec "${launch[@]}" "$repo/bins/tts/inference.py" "${arguments[@]}"
}

# -------------------------------------------------------------------------------------- stage 2
check_train() {
    [[ -n "$name" ]] || die "stage 2 needs --name, the experiment's folder below log_dir"
    [[ "$name" != */* && "$name" != .* ]] || die "--name is a plain folder name, got '$name'"
    one_of --resume "${resume:-false}" true false
    one_of --resume_type "${resume_type:-resume}" resume finetune
    one_of --dry_run "${dry_run:-false}" true false
    [[ -z "$resume_from_ckpt_path" || -d "$resume_from_ckpt_path" ]] ||
        die "--resume_from_ckpt_path: no such folder: $resume_from_ckpt_path"
    if [[ "$resume_type" == finetune && "${resume:-false}" == false ]]; then
        [[ -n "$resume_from_ckpt_path" ]] ||
            die "--resume_type finetune needs --resume_from_ckpt_path, the weights to begin with"
    fi
}

# Given to --config_file, so that accelerate does not look at the user's default one.
write_launch_config() {
    cat >"$scratch/accelerate.json" <<JSON
{"compute_environment": "LOCAL_MACHINE", "distributed_type": "$1", "mixed_precision": "no",
 "use_cpu": $2, "num_processes": $3, "num_machines": 1, "machine_rank": 0}
JSON
}

train() {
    local arguments=(--config "$config" --exp_name "$name") launch
    arguments+=(--outcome_file "$scratch/outcome")
    if [[ "$resume" == true ]]; then arguments+=(--resume); fi
    if [[ -n "$resume_from_ckpt_path" ]]; then
        arguments+=(--checkpoint_path "$resume_from_ckpt_path")
    fi
    if [[ -n "$resume_type" ]]; then arguments+=(--resume_type "$resume_type"); fi
    if [[ "$dry_run" == true ]]; then arguments+=(--dry_run); fi

    launch=(--quiet --config_file "$scratch/accelerate.json" --num_machines 1)
    if ((processes > 1)); then
        write_launch_config MULTI_GPU false "$processes"
        launch+=(--multi_gpu --num_processes "$processes" --main_process_port 0)
    elif ((processes == 1)); then
        write_launch_config NO false 1
        launch+=(--num_processes 1)
    else
        write_launch_config NO true 1
        launch+=(--cpu --num_processes 1)
    fi
    launch+=(--mixed_precision no --dynamo_backend no)
    launch+=(--num_cpu_threads_per_process "$(count_threads)")
    launch+=(${launch_args[@]+"${launch_args[@]}"})

    launch_training "$scratch" "$python" -m accelerate.commands.launch "${launch[@]}" --no_python \
        -- "$python" "$repo/bins/tts/train.py" "${arguments[@]}"
}

# ----------------------------------------------------------------------------------------- main
main() {
    parse_flags "$@"
    [[ -n "$stage" ]] || die "--stage is missing; the stages are $stages"
    case "$stage" in
        0 | 1 | 2 | 3) ;;
        *) die "unknown stage '$stage'; the stages are $stages" ;;
    esac
    config="${config:-$here/exp_config.json}"
    if ((stage != 3)); then [[ -f "$config" ]] || die "--config: no such file: $config"; fi
    if ((stage == 2)); then check_train; fi
    if ((stage == 3)); then check_infer; fi
    if ((stage != 2)) && [[ "$dry_run" == true ]]; then die "only stage 2 has a --dry_run"; fi
    if ((stage != 2)) && ((${#launch_args[@]})); then die "only stage 2 takes arguments after --"; fi
    find_python
    if ((stage >= 2)); then choose_devices; fi
    case "$stage" in
        0) download ;;
        1) preprocess ;;
        2)
            scratch="$(mktemp -d "${TMPDIR:-/tmp}/glowtts.XXXXXX")"
            trap 'rm -rf "$scratch"' EXIT
            build_extension
            train
            ;;
        3) infer ;;
    esac
}

main "$@"
