#!/usr/bin/env bash
# From nothing to a spoken sentence: a synthetic corpus, then stages 1, 2 and 3 of run.sh on it.
# Ctrl-C at any point, and starting it again continues; what is done is not done twice.
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
cd "$repo"

usage() {
    cat <<'HELP'
bash egs/tts/GlowTTS/demo.sh        (make demo does this in an environment of its own)

Environment
  PYTHON        interpreter (default: the active virtual environment, else .venv, else python3)
  DEMO_VOICE    hibari or espeak; a voice named here has folders of its own
                (default: hibari, or espeak where hibari-tts is not installed)
  DEMO_LANGUAGE espeak code of the language (default: en-us); others than English are
                spoken by espeak: de, nl, es, fr, cmn (egs/datasets/demo_phrases)
  DEMO_MINUTES  training time (default: the steps of exp_config_demo.json, within its minutes);
                more of it than last time trains on
  DEMO_LIMIT    use at most this many sentences
  DEMO_CONFIG   config to start from (default: egs/tts/GlowTTS/exp_config_demo.json)
HELP
}

case "${1:-}" in
    "") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "error: unexpected argument '$1' (--help shows the settings)" >&2; exit 1 ;;
esac

if [[ -z "${PYTHON:-}" ]]; then
    PYTHON=python3
    if [[ -x .venv/bin/python ]]; then PYTHON="$repo/.venv/bin/python"; fi
    if [[ -n "${VIRTUAL_ENV:-}" ]]; then PYTHON="$VIRTUAL_ENV/bin/python"; fi
fi
export PYTHON

language="${DEMO_LANGUAGE:-en-us}"
if [[ "$language" != en* && -z "${DEMO_VOICE:-}" ]]; then DEMO_VOICE=espeak; fi
voice="${DEMO_VOICE:-auto}"
name="demo${DEMO_VOICE:+_$DEMO_VOICE}${DEMO_LANGUAGE:+_$DEMO_LANGUAGE}"
config="${DEMO_CONFIG:-egs/tts/GlowTTS/exp_config_demo.json}"
corpus="data/$name"
experiment="ckpts/tts/$name"
child=""

banner() {
    printf '\n[%s/5] %s\n' "$1" "$2"
}

# Stopping means the same everywhere: the step saves what it has and leaves, then so do we.
stop() {
    trap '' INT TERM HUP
    if [[ -n "$child" ]]; then
        kill -s TERM "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    printf '\nstopped; make demo continues from here\n' >&2
    exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM HUP

step() {
    "$@" &
    child=$!
    local code=0
    wait "$child" || code=$?
    child=""
    if ((code)); then
        printf '\nthe demo stopped at this step (exit code %s); make demo tries it again\n' "$code" >&2
        exit "$code"
    fi
}

run() {
    step bash "$here/run.sh" "$@"
}

# A config that differs from the demo's where the environment says so.
write_config() {
    config="data/exp_config_$name.json"
    mkdir -p data
    cat >"$config.new" <<JSON
{
  "base_config": "${DEMO_CONFIG:-egs/tts/GlowTTS/exp_config_demo.json}",
  "dataset": ["$name"],
  "dataset_path": {"$name": "$corpus"},
  "preprocess": {"text": {"language": "$language"}},
  "train": {${DEMO_MINUTES:+"\"max_minutes\": $DEMO_MINUTES, \"max_steps\": null"}}
}
JSON
    mv "$config.new" "$config"
}

finished() {
    [[ -z "${DEMO_MINUTES:-}" ]] && grep -qs '"finished": true' "$experiment"/checkpoint/*/state.json
}

started() {
    compgen -G "$experiment/checkpoint/epoch-*" >/dev/null
}

banner 1 "environment"
code=0
"$PYTHON" -c 'import sys, torch
print(f"python {sys.version.split()[0]}, torch {torch.__version__}")
sys.exit(0 if torch.cuda.is_available() else 3)' || code=$?
case "$code" in
    0) ;;
    3) export CUDA_VISIBLE_DEVICES="" ;; # also with a card that torch cannot use: the demo takes any machine
    *) exit "$code" ;;
esac
if [[ -n "${DEMO_VOICE:-}${DEMO_MINUTES:-}${DEMO_LANGUAGE:-}" ]]; then write_config; fi

banner 2 "a corpus: our sentences, spoken by a synthesizer, in $corpus"
limit=()
if [[ -n "${DEMO_LIMIT:-}" ]]; then limit=(--limit "$DEMO_LIMIT"); fi
step "$PYTHON" bins/tts/make_demo_corpus.py --output_dir "$corpus" --voice "$voice" --language "$language" \
    ${limit[@]+"${limit[@]}"}

banner 3 "features: mels and phones (stage 1)"
run --stage 1 --config "$config"

banner 4 "training in $experiment (stage 2)"
if finished; then
    echo "already trained"
elif started; then
    run --stage 2 --config "$config" --name "$name" --resume true
else
    run --stage 2 --config "$config" --name "$name"
fi

sentence="$(head -n 1 egs/datasets/demo_heldout.txt)"
if [[ "$language" != en* ]]; then
    sentence="$(sed -n 's/^# held out: //p' "egs/datasets/demo_phrases/${language%%-*}.txt")"
fi
banner 5 "a sentence that was never in the corpus (stage 3): $sentence"
another="$sentence"
if [[ "$language" == en* ]]; then another="Anything you like."; fi
mkdir -p "$experiment"
vocoder=(--vocoder_dir vocos_universal)
run --stage 3 --infer_expt_dir "$experiment" --infer_mode single --infer_text "$sentence" \
    "${vocoder[@]}" --infer_save mel,plot,durations >"$experiment/spoken.txt"
wav="$(sed -n 's/^\(.*\.wav\)  .*/\1/p' "$experiment/spoken.txt" | head -n 1)"

cat <<DONE

listen:      $wav
mel:         ${wav%.wav}.npy
alignment:   ${wav%.wav}.png
timings:     ${wav%.wav}.json
curves:      ${PYTHON#"$repo"/} -m tensorboard.main --logdir $experiment/log

Say something else:
  bash egs/tts/GlowTTS/run.sh --stage 3 --infer_expt_dir $experiment --infer_mode single \\
      ${vocoder[*]} --infer_text "$another"
DONE

again="${DEMO_VOICE:+DEMO_VOICE=$DEMO_VOICE }${DEMO_LANGUAGE:+DEMO_LANGUAGE=$DEMO_LANGUAGE }"
enough=700 # steps, half of what exp_config_demo.json asks for
trained="$(cat "$experiment"/checkpoint/*/state.json 2>/dev/null |
    sed -n 's/.*"step": *\([0-9][0-9]*\).*/\1/p' | sort -n | tail -n 1 || true)"
if [[ -z "${DEMO_CONFIG:-}" && -n "$trained" ]] && ((trained < enough)); then
    cat <<SLOW

This is noise rather than a voice: $trained steps were made, and it takes $enough or more. The machine
is slow, or was busy with other programs. ${again}DEMO_MINUTES=100 make demo goes on from here.
SLOW
fi
