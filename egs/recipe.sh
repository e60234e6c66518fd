# shellcheck shell=bash
# What the recipes' run.sh share: flags, the interpreter, devices, stages 0 to 2.
#
# A run.sh sets repo, here, train_script and stages, adds to value_flags and switches what only it
# has (a variable of the same name each), defines usage, check_infer, infer and, where training needs
# something built first, before_training, and ends with run_recipe "$@".

# shellcheck disable=SC2154  # repo, here, train_script and stages are set by run.sh
source "$repo/egs/launch.sh"

value_flags=(--stage --gpu --name --config --resume --resume_from_ckpt_path --resume_type)
switches=(--dry_run)
stage="" gpu="" name="" config="" resume="" resume_from_ckpt_path="" resume_type="" dry_run=""
launch_args=()

run_recipe() {
    parse_flags "$@"
    [[ -n "$stage" ]] || die "--stage is missing; the stages are $stages"
    case "$stage" in
        0 | 1 | 2 | 3) ;;
        4) declare -F evaluate >/dev/null || die "unknown stage '4'; the stages are $stages" ;;
        *) die "unknown stage '$stage'; the stages are $stages" ;;
    esac
    config="${config:-$here/exp_config.json}"
    if ((stage < 3)); then [[ -f "$config" ]] || die "--config: no such file: $config"; fi
    if ((stage == 2)); then check_train; fi
    if ((stage == 3)); then check_infer; fi
    if ((stage == 4)); then check_evaluate; fi
    if ((stage != 2)) && [[ "$dry_run" == true ]]; then die "only stage 2 has a --dry_run"; fi
    if ((stage != 2)) && ((${#launch_args[@]})); then die "only stage 2 takes arguments after --"; fi
    find_python
    if ((stage >= 1)); then choose_devices; fi
    case "$stage" in
        0) exec "$python" "$repo/bins/tts/download.py" --config "$config" ;;
        1) exec "$python" "$repo/bins/tts/preprocess.py" --config "$config" ;;
        2)
            scratch="$(mktemp -d "${TMPDIR:-/tmp}/recipe.XXXXXX")"
            trap 'rm -rf "$scratch"' EXIT
            before_training
            train
            ;;
        3) infer ;;
        4) evaluate ;;
    esac
}

before_training() { :; }

# Parts of the help text: the flags that this file reads, and what it takes from the environment.
shared_usage() {
    cat <<'HELP'
All stages
  -s, --stage N              which stage
  -c, --config FILE          config (default: exp_config.json beside this script)
      --gpu LIST             "0", "0,1", … as in nvidia-smi, -1 for the CPU (default:
                             CUDA_VISIBLE_DEVICES, else 0); in a job, of the GPUs it was given
  -h, --help                 this text

Stage 2
  -n, --name NAME            the experiment is <log_dir>/NAME
      --resume true|false    continue an experiment that has checkpoints (default: false)
      --resume_from_ckpt_path DIR   experiment or checkpoint to start from (default: NAME's latest)
      --resume_type resume|finetune   finetune: a new run that begins with those weights
      --dry_run              try the longest batch and a checkpoint, estimate time and memory, stop
HELP
}

environment_usage() {
    cat <<'HELP'

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
parse_flags() {
    local flag value
    while (($#)); do
        case "$1" in # the spelling of earlier versions
            --eval_recogniser*) set -- "${1/recogniser/recognizer}" "${@:2}" ;;
        esac
        if [[ "$1" == --* ]] && one_in "$1" "${switches[@]}"; then
            printf -v "${1#--}" true
            shift
            continue
        fi
        case "$1" in
            --) shift; launch_args=("$@"); return ;;
            -h | --help) usage; exit 0 ;;
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
    if one_in "$1" -s -c -n "${value_flags[@]}" "${switches[@]}"; then return; fi
    case "$1" in
        -*) die "unknown flag $1 (--help lists them)" ;;
        *) die "unexpected argument '$1' (a text with spaces needs quotes; --help lists the flags)" ;;
    esac
}

one_in() { # value choice…
    local value="$1" choice
    shift
    for choice in "$@"; do
        if [[ "$value" == "$choice" ]]; then return 0; fi
    done
    return 1
}

one_of() { # flag value choice…
    local flag="$1" value="$2"
    shift 2
    one_in "$value" "$@" || die "$flag must be one of: $*; got '$value'"
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
    local present index seen=","
    present="$(count_gpus)"
    gpus="${gpu:-${CUDA_VISIBLE_DEVICES-0}}"
    if [[ "$gpus" == NoDevFiles ]]; then gpus=""; fi # SLURM: this job has none
    [[ "$gpus" =~ ^((-1)?|[0-9]+(,[0-9]+)*|(GPU|MIG)-[^,]+(,(GPU|MIG)-[^,]+)*)$ ]] ||
        die "--gpu must be numbers separated by commas, such as 0 or 0,1; got '$gpus'"
    processes=0
    if ((present == 0)); then
        if ((stage >= 2)); then note "no GPU on this machine: running on the CPU, in one process"; fi
        export CUDA_VISIBLE_DEVICES=""
        return
    fi
    if [[ "$gpus" != "" && "$gpus" != -1 ]]; then
        for index in ${gpus//,/ }; do
            if [[ "$index" =~ ^[0-9]+$ ]]; then index=$((10#$index)); fi
            [[ "$seen" != *",$index,"* ]] || die "--gpu $gpus: $index is named twice"
            seen="$seen$index,"
            processes=$((processes + 1))
        done
        if [[ -n "$gpu" && "$gpu" =~ ^[0-9,]+$ ]]; then count_from_allotted; fi
    fi
    export CUDA_VISIBLE_DEVICES="$gpus"
    # Numbers are those of nvidia-smi; by default CUDA begins with the fastest card.
    export CUDA_DEVICE_ORDER="${CUDA_DEVICE_ORDER:-PCI_BUS_ID}"
}

# The numbers of --gpu count the cards of the machine, or those that a scheduler gave this job.
# What a scheduler itself writes is passed on: its numbers may be of cards that are not shown here.
count_from_allotted() {
    local index numbered="" allotted=()
    if [[ -n "${SLURM_JOB_ID:-}${PBS_JOBID:-}${LSB_JOBID:-}${JOB_ID:-}" ]]; then
        if [[ "${CUDA_VISIBLE_DEVICES:-}" == NoDevFiles ]]; then
            die "--gpu $gpus: the scheduler gave this job no GPU (CUDA_VISIBLE_DEVICES=NoDevFiles)"
        fi
        IFS=, read -ra allotted <<<"${CUDA_VISIBLE_DEVICES:-}"
    fi
    for index in ${gpus//,/ }; do
        index=$((10#$index))
        if ((${#allotted[@]} == 0)); then
            ((index < present)) ||
                die "--gpu $gpus: this machine has $present GPU(s), numbered from 0"
            numbered="$numbered,$index"
        else
            ((index < ${#allotted[@]})) ||
                die "--gpu $gpus: this job has ${#allotted[@]} GPU(s), numbered from 0"
            numbered="$numbered,${allotted[$index]}"
        fi
    done
    gpus="${numbered#,}"
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

# One process is started without a launcher, unless the user has something to say to accelerate. It
# chooses its number of threads itself.
needs_launcher() {
    ((processes > 1 || ${#launch_args[@]} > 0)) || [[ -n "${!ACCELERATE_*}" ]]
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

    if ! needs_launcher; then
        if ((processes == 0)); then export ACCELERATE_USE_CPU=true; fi # not Apple's GPU either
        launch_training "$scratch" -- "$python" "$repo/$train_script" "${arguments[@]}"
        return
    fi
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
        -- "$python" "$repo/$train_script" "${arguments[@]}"
}
