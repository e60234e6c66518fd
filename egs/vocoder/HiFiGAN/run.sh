#!/usr/bin/env bash
# The HiFi-GAN recipe, one stage a call; --help says how. Works from any folder, with bash 3.2 too.
# Started with sh, bash takes over.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set +o posix
set -euo pipefail

# A link to this script is followed (readlink -f is not everywhere).
script="${BASH_SOURCE[0]}"
while [[ -L "$script" ]]; do
    link="$(readlink "$script")"
    if [[ "$link" != /* ]]; then link="$(dirname "$script")/$link"; fi
    script="$link"
done
here="$(cd "$(dirname "$script")" >/dev/null && pwd -P)"
repo="$(cd "$here/../../.." && pwd)"
train_script=bins/vocoder/train.py
stages="0 (download), 1 (preprocess), 2 (train), 3 (infer)"
# shellcheck disable=SC1091  # checked by itself
source "$repo/egs/recipe.sh"

usage() {
    cat <<'HELP'
bash egs/vocoder/HiFiGAN/run.sh --stage N [flags]

Stages
  0  download the corpora of the config that can be (LJSpeech), say where to get others
  1  preprocess: recordings to mels, waveforms and splits; what a voice's stage 1 has made is kept
  2  train; needs --name
  3  infer (copy-synthesis); needs --infer_expt_dir and --infer_mode

HELP
    shared_usage
    cat <<'HELP'

Stage 3
      --infer_expt_dir DIR   experiment, e.g. ckpts/vocoder/NAME
      --infer_output_dir DIR where wavs go (default: <infer_expt_dir>/result)
      --infer_mode wav|mel|batch
      --infer_source PATH    modes wav and mel: a recording or a .npy mel, or a folder of them
      --infer_dataset NAME, --infer_testing_set train|valid|test   mode batch (default: test)
      --infer_checkpoint latest|best|DIR   (default: latest)

Flags are written --flag value or --flag=value. Paths on the command line are relative to the
current folder, those inside a config to the root of the repository. In stage 2, what follows a
lone -- is passed to accelerate launch, and ACCELERATE_* variables are kept; its default config file
is not read. SIGTERM and Ctrl-C save and exit: exit code 0 and 130, or 143 if training had not begun.
HELP
    environment_usage
}

value_flags+=(--infer_expt_dir --infer_output_dir --infer_mode --infer_source)
value_flags+=(--infer_dataset --infer_testing_set --infer_checkpoint)
infer_expt_dir="" infer_output_dir="" infer_mode="" infer_source=""
infer_dataset="" infer_testing_set="" infer_checkpoint=""

check_infer() {
    [[ -n "$infer_expt_dir" ]] || die "stage 3 needs --infer_expt_dir, e.g. ckpts/vocoder/NAME"
    [[ -d "$infer_expt_dir" ]] || die "--infer_expt_dir: no such folder: $infer_expt_dir"
    [[ -n "$infer_mode" ]] || die "stage 3 needs --infer_mode: wav, mel or batch"
    one_of --infer_mode "$infer_mode" wav mel batch
    if [[ "$infer_mode" == batch ]]; then
        one_of --infer_testing_set "${infer_testing_set:-test}" train valid test
    else
        [[ -n "$infer_source" ]] || die "--infer_mode $infer_mode needs --infer_source"
        [[ -e "$infer_source" ]] || die "--infer_source: no such file or folder: $infer_source"
    fi
}

infer() {
    local arguments=(--vocoder_dir "$infer_expt_dir" --mode "$infer_mode")
    arguments+=(--output_dir "${infer_output_dir:-${infer_expt_dir%/}/result}")
    add() { if [[ -n "$2" ]]; then arguments+=("$1=$2"); fi; }
    if [[ "$infer_mode" == batch ]]; then
        add --dataset "$infer_dataset"
        add --testing_set "$infer_testing_set"
    else
        add --source "$infer_source"
    fi
    add --checkpoint "$infer_checkpoint"
    exec "$python" "$repo/bins/vocoder/inference.py" "${arguments[@]}"
}

run_recipe "$@"
