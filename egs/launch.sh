# shellcheck shell=bash
# For the recipes' run.sh: training, alone or under a launcher, signals to it, and what to exit with.
#
# Each training process notes its id before it becomes python, and signals go to exactly these: a
# launcher dies of a signal and leaves its training behind. The main one also leaves word of how it
# ended (train.py --outcome_file FOLDER/outcome).

watched="" caught="" forwarded="" launcher=""

# launch_training FOLDER [LAUNCHER…] -- COMMAND…; the folder is for notes, and empty. Without a
# launcher, the command is the child that is waited for, and its exit code is the one returned.
launch_training() {
    watched="$1"
    shift
    local command=()
    while [[ "$1" != -- ]]; do
        command+=("$1")
        shift
    done
    shift
    mkdir "$watched/pids"
    # shellcheck disable=SC2016  # expanded by the inner bash
    run_forwarding_signals ${command[@]+"${command[@]}"} bash -c ': >"$0/$$"; exec "$@"' "$watched/pids" "$@"
}

run_forwarding_signals() {
    trap 'forward INT' INT
    trap 'forward TERM' TERM HUP
    set -m # a process group of its own: Ctrl-C comes to us alone, and we hand it on
    "$@" </dev/null &
    launcher=$!
    set +m
    if [[ -n "$forwarded" ]]; then forward "$forwarded"; fi # it came before there was a launcher
    local code pid
    while :; do
        caught="" code=0
        wait "$launcher" 2>/dev/null || code=$?
        if [[ -z "$caught" ]]; then break; fi # else a signal ended the wait, not the launcher
    done
    for pid in $(worker_pids); do # none, unless something killed the launcher alone
        if [[ -z "$forwarded" ]]; then kill -s TERM "$pid" 2>/dev/null || true; fi
        while alive "$pid"; do sleep 0.2 || true; done
    done
    if ((code != 0)) && [[ "$forwarded" == INT ]]; then code=130; fi
    if ((code != 0)) && [[ "$forwarded" == TERM ]]; then code=143; fi
    settle "$code"
}

# Returns the exit code, by what the training process itself left word of: a launcher that got the
# signal too dies of it, or complains, though all was saved.
settle() { # code of the launcher
    local code="$1" outcome="" experiment="" last
    if [[ -f "$watched/outcome" ]]; then
        { read -r outcome && read -r experiment; } <"$watched/outcome"
    fi
    case "$outcome" in
        finished | terminated) if ((code == 1 || code == 143)); then code=0; fi ;;
        started)
            last="$(newest_checkpoint "$experiment")"
            if ((code != 0)) && [[ -n "$last" ]]; then
                printf 'training ended early (code %s); --resume true goes on from %s\n' \
                    "$code" "$last" >&2
            fi
            ;;
    esac
    return "$code"
}

newest_checkpoint() { # experiment
    local state newest=""
    for state in "$1"/checkpoint*/*/state.json; do
        if [[ -f "$state" && (-z "$newest" || "$state" -nt "$newest") ]]; then newest="$state"; fi
    done
    printf '%s' "${newest%/state.json}"
}

worker_pids() {
    ls "$watched/pids"
}

forward() {
    caught="$1" forwarded="$1"
    local pid reached=""
    for pid in $(worker_pids); do
        if kill -s "$1" "$pid" 2>/dev/null; then reached=yes; fi
    done
    # Nothing trains yet (or any more): nothing is there to be saved.
    if [[ -z "$reached" && -n "$launcher" ]]; then
        kill -s TERM -- "-$launcher" 2>/dev/null || true
    fi
}

alive() {
    kill -0 "$1" 2>/dev/null && ! grep -qs ') Z ' "/proc/$1/stat"
}
