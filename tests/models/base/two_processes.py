"""Run by test_processes.py, in each of two processes: what they must decide together."""

import json
import os
import sys
from pathlib import Path

import torch
from accelerate.utils import gather_object

from models.base.dry_run import dry_run
from tests.models.base.test_speech_evaluation import SpeakingToy
from tests.models.base.toy import make_settings
from utils.log import setup_logging


def main(folder: Path) -> None:
    """Train with everything on, and rehearse it; each process writes what it saw."""
    setup_logging("warning")
    settings = make_settings(
        max_steps=24,
        max_frames=14,
        gradient_accumulation_steps=2,
        freeze=["layers.0"],
        ema_decay=0.9,
        patience=1000,
        valid_interval=4,
        eval_interval=8,
        eval_limit=3,
        eval_metrics=["duration"],
    )
    SpeakingToy.lengths = [0.1 * (turn + 1) for turn in range(12)]
    report = dry_run(SpeakingToy(settings, folder / "rehearsed", broken=(3,)))
    trainer = SpeakingToy(settings, folder / "run", broken=(3,))
    trainer.train()
    rank = trainer.run.accelerator.process_index
    sums = {
        name: float(value.double().sum())
        for name, value in {
            **trainer.run.raw_model.state_dict(),
            **{f"ema.{n}": v for n, v in trainer.run.ema.state_dict().items()},
        }.items()
    }
    seen = {
        "sums": sums,
        "finite": all(bool(torch.tensor(value).isfinite()) for value in sums.values()),
        "batches": len(trainer.seen),
        "broken": sum("item3" in uids for uids in trainer.seen),
        "stale": trainer.run.state.stale,
        "best": trainer.run.state.best_loss,
        "evaluation": trainer.run.state.evaluation,
        "generated": len(trainer.spoken_weights),
        "report": [report.checkpoint_bytes, report.memory_bytes, report.longest],
    }
    everybodys = gather_object([seen])
    if rank == 0:
        (folder / "seen.json").write_text(json.dumps(everybodys), encoding="utf-8")
    trainer.run.close()
    # Gloo's threads sometimes crash an interpreter that shuts down (pytorch/pytorch#179291).
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
