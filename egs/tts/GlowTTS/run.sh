#!/usr/bin/env bash
# The GlowTTS recipe, one stage a call; --help says how. Works from any folder, with bash 3.2 too.
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
train_script=bins/tts/train.py
stages="0 (download), 1 (preprocess), 2 (train), 3 (infer), 4 (evaluate)"
# shellcheck disable=SC1091  # checked by itself
source "$repo/egs/recipe.sh"

usage() {
    cat <<'HELP'
bash egs/tts/GlowTTS/run.sh --stage N [flags]

Stages
  0  download the corpora of the config that can be (LJSpeech), say where to get others
  1  preprocess: recordings to mels, texts to phones, train/valid/test splits
  2  train; needs --name
  3  infer; needs --infer_expt_dir and --infer_mode
  4  evaluate on the test set, part by part; needs --infer_expt_dir

HELP
    shared_usage
    cat <<'HELP'

Stage 3
      --infer_expt_dir DIR   experiment, e.g. ckpts/tts/NAME
      --infer_output_dir DIR where wavs go (default: <infer_expt_dir>/result)
      --infer_mode single|batch|file
      --infer_text TEXT      mode single: what to say
      --infer_dataset NAME, --infer_testing_set train|valid|test   mode batch (default: test)
      --infer_source_file FILE   mode file: a sentence, or id|text, a line
      --infer_ssml true|false    the texts are SSML (default: false)
      --infer_pauses LIST    seconds of silence, any of sentence, clause, paragraph, ellipsis, dash:
                             sentence=0.4,paragraph=1
      --infer_speaker_name NAME  for voices with several speakers; LibriTTS_1089, or just 1089
      --infer_reference_audio FILE   a recording of the person whose voice to use, for voices
                             trained with model.speaker_encoder
      --list_speakers        print the voice's speakers, and stop
      --infer_checkpoint latest|best|DIR   (default: latest)
      --infer_precision float32|bf16   bf16: faster on a CPU that has it (default: float32)
      --infer_save LIST      also write these beside each wav: mel,plot,durations, and times of
                             words and phones: textgrid,srt,vtt,ctm,audacity,json
      --vocoder_dir DIR      a trained vocoder's folder or file, the name of published weights
                             (vocos_universal, hifigan_universal, hifigan_ljspeech), or griffin_lim
                             (default: the one bundled with the voice, else griffin_lim)
      --noise_scale X        lower is more deterministic (default: the voice's own, mostly 0.667)
      --length_scale X       above 1 is slower (default: 1.0)
      --seed N               the same seed gives the same audio (default: 0)
      --show_phonemes        print what would be spoken, and stop

Stage 4 also takes --infer_dataset, --infer_testing_set, --infer_checkpoint, --vocoder_dir,
--noise_scale, --length_scale, --seed, and
      --infer_output_dir DIR folder of the results (default: <infer_expt_dir>/evaluation)
      --eval_metrics LIST    names that bins/calc_metrics.py --list explains
      --eval_recognizer NAME adds wer and cer: a model's folder or name, packages, pocketsphinx
      --eval_limit N         at most N utterances (default: all)

Flags are written --flag value or --flag=value. Paths on the command line are relative to the
current folder, those inside a config to the root of the repository. With several GPUs (--gpu 0,1)
the modes batch and file share their texts between them. In stage 2, what follows a lone -- is passed
to accelerate launch, and ACCELERATE_* variables are kept; its default config file is not read.
SIGTERM and Ctrl-C save and exit: exit code 0 and 130, or 143 if training had not begun.
HELP
    environment_usage
}

value_flags+=(--infer_expt_dir --infer_output_dir --infer_mode --infer_text --infer_source_file)
value_flags+=(--infer_dataset --infer_testing_set --infer_speaker_name --infer_reference_audio)
value_flags+=(--infer_checkpoint --infer_precision --infer_save --infer_ssml --infer_pauses)
value_flags+=(--vocoder_dir --noise_scale --length_scale --seed)
value_flags+=(--eval_metrics --eval_recognizer --eval_limit)
switches+=(--show_phonemes --list_speakers)
infer_expt_dir="" infer_output_dir="" infer_mode="" infer_text="" infer_source_file=""
infer_dataset="" infer_testing_set="" infer_speaker_name="" infer_reference_audio=""
infer_checkpoint="" infer_precision="" infer_save="" infer_ssml="" infer_pauses="" vocoder_dir=""
noise_scale="" length_scale="" seed=""
show_phonemes="" list_speakers="" eval_metrics="" eval_recognizer="" eval_limit=""

number() { # flag value
    [[ -z "$2" || "$2" =~ ^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$ ]] ||
        die "$1 must be a number, got '$2'"
}

before_training() {
    local folder="$repo/modules/monotonic_align"
    if "$python" "$folder/setup.py" --check >/dev/null 2>&1; then return; fi
    note "building the alignment search (modules/monotonic_align)"
    if ! (cd "$folder" && "$python" setup.py build_ext --inplace) >"$scratch/build.log" 2>&1; then
        tail -n 15 "$scratch/build.log" >&2
        note "warning: the alignment search was not built; the slower numpy version is used"
    fi
}

check_infer() {
    check_voice
    if [[ "$list_speakers" == true ]]; then return; fi
    [[ -n "$infer_mode" ]] || die "stage 3 needs --infer_mode: single, batch or file"
    one_of --infer_mode "$infer_mode" single batch file
    one_of --infer_ssml "${infer_ssml:-false}" true false
    one_of --infer_precision "${infer_precision:-float32}" float32 bf16
    case "$infer_mode" in
        single) [[ -n "$infer_text" ]] || die "--infer_mode single needs --infer_text" ;;
        batch) one_of --infer_testing_set "${infer_testing_set:-test}" train valid test ;;
        file)
            [[ -n "$infer_source_file" ]] || die "--infer_mode file needs --infer_source_file"
            [[ -f "$infer_source_file" ]] ||
                die "--infer_source_file: no such file: $infer_source_file"
            ;;
    esac
    [[ -z "$infer_reference_audio" || -f "$infer_reference_audio" ]] ||
        die "--infer_reference_audio: no such file: $infer_reference_audio"
    [[ -z "$infer_reference_audio" || -z "$infer_speaker_name" ]] ||
        die "give --infer_speaker_name or --infer_reference_audio, not both"
    check_delivery
}

# What stages 3 and 4 have in common.
check_voice() {
    [[ -n "$infer_expt_dir" ]] || die "stage $stage needs --infer_expt_dir, e.g. ckpts/tts/NAME"
    [[ -d "$infer_expt_dir" ]] || die "--infer_expt_dir: no such folder: $infer_expt_dir"
}

check_delivery() {
    [[ -z "$vocoder_dir" || -e "$vocoder_dir" ]] ||
        one_in "$vocoder_dir" vocos_universal hifigan_universal hifigan_ljspeech griffin_lim ||
        die "--vocoder_dir: no such folder: $vocoder_dir"
    number --noise_scale "$noise_scale"
    number --length_scale "$length_scale"
    [[ "$seed" =~ ^-?[0-9]*$ ]] || die "--seed must be a whole number, got '$seed'"
}

add() { # flag value, to the caller's arguments
    if [[ -n "$2" ]]; then arguments+=("$1=$2"); fi
}

add_delivery() {
    add --vocoder_dir "$vocoder_dir"
    add --noise_scale "$noise_scale"
    add --length_scale "$length_scale"
    add --seed "$seed"
}

infer() {
    local arguments=(--acoustics_dir "$infer_expt_dir") launch=("$python")
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
    add --precision "$infer_precision"
    add --pauses "$infer_pauses"
    if [[ "$infer_ssml" == true ]]; then arguments+=(--ssml); fi
    add --save "$infer_save"
    add_delivery
    if [[ "$show_phonemes" == true ]]; then
        arguments+=(--show_phonemes)
    elif [[ "$infer_mode" != single ]] && ((processes > 1)); then
        launch+=(-m torch.distributed.run --standalone --nproc_per_node "$processes")
    fi
    exec "${launch[@]}" "$repo/bins/tts/inference.py" "${arguments[@]}"
}

check_evaluate() {
    check_voice
    one_of --infer_testing_set "${infer_testing_set:-test}" train valid test
    [[ "$eval_limit" =~ ^([1-9][0-9]*)?$ ]] ||
        die "--eval_limit must be a whole number above 0, got '$eval_limit'"
    check_delivery
}

evaluate() {
    local arguments=(--acoustics_dir "$infer_expt_dir")
    arguments+=(--output_dir "${infer_output_dir:-${infer_expt_dir%/}/evaluation}")
    add --checkpoint "$infer_checkpoint"
    add --dataset "$infer_dataset"
    add --testing_set "$infer_testing_set"
    add --metrics "$eval_metrics"
    add --recognizer "$eval_recognizer"
    add --limit "$eval_limit"
    add_delivery
    exec "$python" "$repo/bins/tts/evaluate.py" "${arguments[@]}"
}

run_recipe "$@"
