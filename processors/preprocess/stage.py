"""Stage 1: from corpora to mels, phones and splits, redoing only what is new or has changed.

Of several processes the main one plans and writes the splits; all of them make features. Jobs
travel between them, outcomes through journals in ``processed_dir``, which all machines must see.
"""

from config.schema import RecipeConfig
from processors.preprocess.dataset_run import DatasetReport, DatasetRun
from processors.preprocess.pool import count_workers
from processors.preprocess.state import StateJournal
from processors.processed.speaker_embedding import update_embeddings
from utils.distributed import ProcessGroup, joined_processes
from utils.lock import locked

LOST = (
    "another process of this run ended early, or never came; its own message says why. "
    "Run again to go on where it stopped"
)


def preprocess(config: RecipeConfig, num_workers: int | None = None) -> list[DatasetReport]:
    """Bring the processed data of all datasets of ``config`` up to date.

    ``num_workers`` overrides the config's; 0 is one process per core, 1 works in this process.
    Of several processes that a launcher started, all but the main one only help and report nothing.
    """
    wanted = config.preprocess.num_workers if num_workers is None else num_workers
    with joined_processes(LOST) as processes:
        workers = count_workers(wanted, processes.local_size)
        if not processes.is_main:
            _help(processes, config, workers)
            return []
        with locked(config.processed_dir, "stage 1 is already running there"):
            names = dict.fromkeys(config.dataset)
            reports = [DatasetRun(config, name, workers, processes).run() for name in names]
            processes.scatter([None] * processes.size)  # nothing more is to be done
            if config.feature_needs().speaker_encoder is not None:
                for name in names:
                    update_embeddings(config, name, workers)
        return reports


def _help(processes: ProcessGroup, config: RecipeConfig, workers: int) -> None:
    """Make the features that the main process asks for."""
    while (share := processes.scatter()) is not None:
        dataset, jobs = share
        run = DatasetRun(config, dataset, workers, processes)
        run.make(jobs, StateJournal(run.folder, part=processes.rank))
        processes.barrier()
