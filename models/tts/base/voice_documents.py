"""The JSON documents that make a checkpoint a voice: settings, symbols and speakers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.load import merge
from config.schema import AcousticExperimentConfig
from models.base.checkpoint.checkpoint import read_document
from models.registry import find_config, find_kind, parse_experiment_config
from processors.text.symbols import SymbolTable

LEXICON = "lexicon.tsv"  # file of a voice bundle, and its path there


@dataclass(frozen=True)
class VoiceDocuments:
    """Settings of an experiment, its symbol table, and its speakers by name to id."""

    config: AcousticExperimentConfig
    symbols: SymbolTable
    speakers: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """Contents of the files that ``read_voice_documents`` reads, by name."""
        return {
            "args.json": self.config.model_dump(mode="json"),
            "symbols.json": self.symbols.to_json(),
            "spk2id.json": self.speakers,
        }


def read_voice_documents(folder: str | Path) -> VoiceDocuments:
    """Documents of a checkpoint, or of an experiment that has none yet."""
    return VoiceDocuments(
        read_voice_config(folder),
        SymbolTable.from_json(read_document(folder, "symbols.json")),
        read_document(folder, "spk2id.json"),
    )


def read_voice_config(folder: str | Path) -> AcousticExperimentConfig:
    """Settings of the acoustic model in a checkpoint folder.

    A lexicon that lies in the folder, as in that of a voice bundle, has its path from there.
    """
    values = read_document(folder, "args.json")
    model_type = values.get("model_type")
    if find_kind(model_type) == "acoustic":
        values = merge(find_config(model_type).BEFORE, values)
    config = parse_experiment_config(values, f"{folder}/args.json", "acoustic")
    if config.preprocess.text.lexicon != LEXICON:
        return config
    text = config.preprocess.text.model_copy(
        update={"lexicon": str(Path(folder, LEXICON).resolve())}
    )
    preprocess = config.preprocess.model_copy(update={"text": text})
    return config.model_copy(update={"preprocess": preprocess})
