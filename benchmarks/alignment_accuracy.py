"""How exact is forced alignment? Boundary errors against references that are exact or hand-made.

    python -m benchmarks.alignment_accuracy make --output_dir build/espeak_events
    python bins/tts/preprocess.py --config build/espeak_events/exp_config.json
    python bins/tts/train.py --config build/espeak_events/exp_config.json --exp_name espeak
    python -m benchmarks.alignment_accuracy --espeak build/espeak_events

``make`` has espeak-ng speak 40 minutes and 60 sentences that are held out, and keeps the sample at
which it began each word and phone. ``--gold FOLDER`` (or ALIGNMENT_GOLD) reads hand-corrected
speech: wavs with a text and a .TextGrid, or TIMIT's .phn, .wrd and .txt. ``--hour FOLDER`` joins
the clips of a corpus and cuts them apart again. What cannot run is named.
"""

import argparse
import importlib.util
import os
import resource
import time
from pathlib import Path

import numpy as np

from benchmarks.boundary_errors import Boundaries, format_table
from benchmarks.espeak_corpus import read_events, write_corpora
from benchmarks.gold_speech import read_gold
from benchmarks.joined_hour import segment_again
from benchmarks.turns import MEMORY_UNIT

PEERS = ("ctc_forced_aligner", "whisperx", "aeneas", "montreal_forced_aligner")


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    if options.action == "make":
        print(write_corpora(options.output_dir, options.language))
        return
    import torch

    torch.set_num_threads(options.threads)
    ran = False
    if options.espeak is not None:
        _espeak(options)
        ran = True
    gold = options.gold or os.environ.get("ALIGNMENT_GOLD")
    if gold:
        _gold(options, Path(gold))
        ran = True
    else:
        print("hand-corrected speech: not run, no --gold or ALIGNMENT_GOLD")
    if options.hour is not None:
        voice = options.acoustics_dir or options.espeak / "ckpts" / "espeak"
        print(segment_again(voice, options.hour))
        ran = True
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    print(f"peers that are not installed: {', '.join(missing)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEMORY_UNIT:.0f} MiB")
    if not ran:
        raise SystemExit("nothing to measure: give --espeak, --gold or --hour")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("action", nargs="?", choices=["measure", "make"], default="measure")
    add("--output_dir", type=Path, default=Path("build/espeak_events"), help="of make")
    add("--language", default="en-us", help="of make; espeak-ng's code")
    add("--espeak", type=Path, help="folder that make wrote")
    add("--acoustics_dir", type=Path, help="voice (default: ckpts/espeak below --espeak)")
    add("--gold", help="hand-corrected speech")
    add("--hour", type=Path, help="corpus with metadata.csv whose clips are joined")
    add("--threads", type=int, default=1)
    return parser


def _aligner(voice: Path):
    from models.tts.base.alignment import RecordingAligner
    from models.tts.base.voice import Voice

    return RecordingAligner(Voice.from_checkpoint(voice))


def _espeak(options: argparse.Namespace) -> None:
    from processors.audio.io import load_audio

    aligner = _aligner(options.acoustics_dir or options.espeak / "ckpts" / "espeak")
    phones, words = Boundaries(), Boundaries()
    seconds, started = 0.0, time.process_time()
    for path, text, reference in read_events(options.espeak / "heldout"):
        waveform = load_audio(path, aligner.sample_rate).numpy()
        timings = aligner.align(waveform, text)
        seconds += timings.seconds
        phones.add_phones(timings, reference)
        words.add_words(timings, reference)
    spent = time.process_time() - started
    print(f"espeak-ng's events, {seconds / 60:.1f} minutes held out")
    print(format_table({"phones": phones, "words": words}))
    print(f"{seconds / spent:.0f} times real time on one core")
    print(_compare_searches(aligner, options.espeak / "heldout"))


def _gold(options: argparse.Namespace, folder: Path) -> None:
    from processors.audio.io import load_audio

    if options.acoustics_dir is None:
        raise SystemExit("--gold needs --acoustics_dir: a voice that sounds like it")
    aligner = _aligner(options.acoustics_dir)
    phones, words = Boundaries(), Boundaries()
    for path, text, reference in read_gold(folder):
        timings = aligner.align(load_audio(path, aligner.sample_rate).numpy(), text)
        phones.add_phones(timings, reference)
        words.add_words(timings, reference)
    print(f"hand-corrected speech in {folder}")
    print(format_table({"phones": phones, "words": words}))


def _compare_searches(aligner, folder: Path) -> str:
    """The search against torchaudio's CTC alignment on the same scores, and its share of time."""
    import torch
    import torchaudio.functional

    from modules.monotonic_align import search_durations
    from processors.audio.io import load_audio

    equal = total = 0
    searching = aligning = 0.0
    for path, text, _ in list(read_events(folder))[:20]:
        waveform = load_audio(path, aligner.sample_rate).numpy()
        began = time.process_time()
        aligner.align(waveform, text)
        aligning += time.process_time() - began
        scores = aligner.scores(waveform, text)  # (1, T_text, T_mel)
        lengths = torch.tensor([scores.shape[1]]), torch.tensor([scores.shape[2]])
        began = time.process_time()
        ours = search_durations(scores, *lengths)[0].numpy()
        searching += time.process_time() - began
        # Every symbol is a token of its own; the blank of CTC is impossible.
        log_probs = torch.nn.functional.pad(scores.mT, (1, 0), value=-1e9).contiguous()
        targets = torch.arange(1, scores.shape[1] + 1)[None].int()
        theirs, _ = torchaudio.functional.forced_align(log_probs, targets)
        counts = np.bincount(theirs[0].numpy(), minlength=scores.shape[1] + 1)[1:]
        equal += int((counts == ours).all())
        total += 1
    return (
        f"torchaudio's forced_align on the same scores: the same durations in {equal} of {total}; "
        f"the search takes {100 * searching / aligning:.1f} % of the time of aligning"
    )


if __name__ == "__main__":
    main()
