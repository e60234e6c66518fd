"""Stage 2 of a vocoder: train it on processed data. Everything but the model is as for a voice."""

import sys
from functools import partial
from pathlib import Path

# Run as a script, by python or accelerate launch, the repository is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bins.environment  # noqa: F401 - before torch is loaded
from bins.tts.train import main
from utils.log import run_main

if __name__ == "__main__":
    run_main(partial(main, "vocoder"))
