#!/usr/bin/env bash
# A voice of one's own from a folder of recordings, in one command; --help lists its flags.
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
# shellcheck disable=SC2034  # read by recipe.sh
stages="" train_script=""
# shellcheck disable=SC1091  # checked by itself
source "$repo/egs/recipe.sh"

find_python
# shellcheck disable=SC2154  # set by find_python
exec "$python" "$repo/bins/tts/new_voice.py" "$@"
