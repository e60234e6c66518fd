"""Symbols of an exported voice: those that its training has met, under ids of their own."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from models.registry import find_loader
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.voice_documents import VoiceDocuments
from models.tts.export.graphs import BEGIN_ID, BLANK_ID, END_ID, N_SPECIAL
from processors.text.inventory import LOOKALIKES
from processors.text.symbols import SymbolTable
from utils.errors import UserError

BLANK, BEGIN, END = "_", "^", "$"  # names that hosts give to the ids 0, 1 and 2
CEDILLA = "\u0327"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportedSymbols:
    """Symbols in the order of their ids, without the first three, and other ways to write them.

    ``aliases``: characters that hosts print, to ids of what they mean; ``model_ids`` (n,): the
    model's id of each exported one, blank and ends included.
    """

    symbols: list[str]
    aliases: dict[str, list[int]]
    model_ids: Tensor

    @property
    def ids(self) -> dict[str, int]:
        """Id of each symbol, those of the blank and the ends included."""
        special = {BLANK: BLANK_ID, BEGIN: BEGIN_ID, END: END_ID}
        numbered = {symbol: i for i, symbol in enumerate(self.symbols, start=N_SPECIAL)}
        return special | numbered


def choose_symbols(
    folder: Path, documents: VoiceDocuments, model: AcousticModel
) -> ExportedSymbols:
    """Symbols of a voice for hosts that write one character a symbol; UserError if it cannot be."""
    table = documents.symbols
    if table.separated:
        raise UserError(
            f"{folder}: this voice reads symbols of several characters (such as ARPAbet), which "
            "hosts of exported voices do not write; only voices that read IPA can be exported"
        )
    trained = trained_symbols(folder, documents, model)
    taken = [symbol for symbol in trained if symbol in (BLANK, BEGIN, END)]
    if taken:
        logger.warning("hosts use %s for something else: left out", " ".join(taken))
    symbols = [symbol for symbol in trained if symbol not in taken]
    if not any(map(table.is_spoken, symbols)):
        raise UserError(f"{folder}: this voice has met no phone: it was never trained")
    first = table.pad_id if table.blank_id is None else table.blank_id
    model_ids = torch.tensor([first] * N_SPECIAL + [table.ids[symbol] for symbol in symbols])
    return ExportedSymbols(symbols, find_aliases(symbols), model_ids)


def find_aliases(symbols: Iterable[str]) -> dict[str, list[int]]:
    """Ids of characters that hosts print where the toolkit has one of ``symbols``."""
    ids = {symbol: number for number, symbol in enumerate(symbols, start=N_SPECIAL)}
    aliases = {
        written: [ids[meant]]
        for written, meant in LOOKALIKES.items()
        if meant in ids and written not in ids
    }
    if "ç" in ids and CEDILLA not in ids:
        # Hosts take it apart: the cedilla stands for it, and a c that is nothing else for nothing.
        aliases[CEDILLA] = [ids["ç"]]
        if "c" not in ids:
            aliases["c"] = []
    return aliases


def trained_symbols(folder: Path, documents: VoiceDocuments, model: AcousticModel) -> list[str]:
    """Symbols of the table that training has met, in the order of the table.

    Those never met have the weights that the seed of the training drew. Where no such weights are
    found (a voice that was imported, or trained from another), the phones of the processed data
    are read; without these all symbols count.
    """
    table = documents.symbols
    special = {table.pad, table.blank}
    candidates = [symbol for symbol in table.symbols if symbol not in special]
    untouched = find_untouched(documents, model)
    if untouched:
        return [symbol for symbol in candidates if symbol not in untouched]
    met = read_phones(documents, table)
    if met:
        return [symbol for symbol in candidates if symbol in met]
    logger.warning(
        "%s: it cannot be told which symbols its training has met (no start of its weights and no "
        "processed data are known): all %d are exported, and hosts may ask for those it never met",
        folder,
        len(candidates),
    )
    return candidates


def find_untouched(documents: VoiceDocuments, model: AcousticModel) -> set[str]:
    """Symbols whose weights are as the seed drew them; empty if the padding's are not."""
    rows = model.symbol_rows()
    if rows is None:
        return set()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(documents.config.train.seed)
        fresh = find_loader(documents.config.model_type).from_config(
            documents.config, len(documents.symbols), len(documents.speakers)
        )
    # Half precision: that of a voice bundle.
    same = (fresh.symbol_rows().half() == rows.half()).all(1)
    if not same[documents.symbols.pad_id]:
        return set()
    return {
        symbol for symbol, as_drawn in zip(documents.symbols.symbols, same, strict=True) if as_drawn
    }


def read_phones(documents: VoiceDocuments, table: SymbolTable) -> set[str]:
    """Symbols in the phones of the processed data, as far as it is there."""
    met: set[str] = set()
    for dataset in documents.config.dataset:
        for path in (documents.config.processed_dir / dataset / "phones").glob("*.phone"):
            met |= set(table.split(path.read_text(encoding="utf-8")))
    return met
