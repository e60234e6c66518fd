"""Export of a voice with its vocoder: one folder with all that hosts and OnnxVoice read."""

import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.base.checkpoint.checkpoint import find_checkpoint, read_state, title
from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.model_loading import load_unprepared
from models.tts.base.plain_acoustics import PlainAcoustics
from models.tts.base.speakers import by_id, find_speaker
from models.tts.base.voice_documents import VoiceDocuments, read_voice_documents
from models.tts.export import sherpa_files
from models.tts.export.check import Expected, check_exported, expect
from models.tts.export.graphs import ExportedAcoustics
from models.tts.export.model_card import copy_licenses, model_card
from models.tts.export.models import ModelFile, build_models
from models.tts.export.onnx_file import import_onnx, store_half, write_model
from models.tts.export.piper_document import (
    ExportedName,
    describe_language,
    piper_document,
    toolkit_section,
    usual_quality,
)
from models.tts.export.symbols import ExportedSymbols, choose_symbols
from models.vocoders.generators import Generator
from models.vocoders.loading.load import GRIFFIN_LIM, bundled_vocoder, load_generator
from models.vocoders.plain import plain_generator, product_shapes
from processors.text import TextProcessor
from utils.errors import UserError
from utils.files import write_json, write_text
from utils.output_names import file_name

LIBPIPER_HOP = 256
LEXICON = "pronunciations.txt"  # the voice's own, for OnnxVoice

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportOptions:
    """What an export is to be, beside the voice.

    ``int8``: of the large products of flow and vocoder. ``speaker`` and ``reference_audio`` make a
    voice of one speaker of a voice of many; ``words`` are texts whose words go into the lexicon of
    sherpa-onnx.
    """

    name: str | None = None
    quality: str | None = None
    half_weights: bool = False
    int8: bool = False
    split: bool = False
    speaker: str | None = None
    reference_audio: Path | None = None
    words: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Source:
    """A voice to export: its checkpoint, an unprepared model and the generator of its vocoder."""

    folder: Path
    documents: VoiceDocuments
    model: AcousticModel
    generator: Generator
    vocoder: str


def export_voice(
    expt_dir: str | Path,
    vocoder_dir: str | Path | None,
    output_dir: str | Path,
    which: str | Path = "latest",
    options: ExportOptions | None = None,
) -> Path:
    """Write a voice into ``output_dir``, which must not exist, for hosts of ONNX voices.

    Without ``vocoder_dir`` it is the vocoder that was bundled with the voice. The result is checked
    against the voice before it is put in place. Raises UserError.
    """
    options = options or ExportOptions()
    import_onnx()
    with new_folder(Path(output_dir)) as folder:
        source = open_source(expt_dir, vocoder_dir, which)
        symbols = choose_symbols(source.folder, source.documents, source.model)
        speakers, rows = choose_speakers(source, options)
        names = list(speakers) if rows is not None and len(rows) > 1 else []
        expected = expect(source.model, source.generator, symbols, source.documents, rows)
        _write(source, symbols, rows, names, options, folder, expected)
    return Path(output_dir)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``path``, which is put in its place when all went well."""
    if path.exists():
        raise UserError(f"{path} exists already; choose another --output_dir or remove it")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        partial.chmod(0o755)
        yield partial
        partial.rename(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def open_source(
    expt_dir: str | Path, vocoder_dir: str | Path | None, which: str | Path = "latest"
) -> Source:
    """The voice and vocoder to export; UserError where one of them cannot be."""
    folder = find_checkpoint(expt_dir, which)
    documents = read_voice_documents(folder)
    vocoder_dir = vocoder_dir or bundled_vocoder(folder)
    if vocoder_dir is None or str(vocoder_dir) == GRIFFIN_LIM:
        raise UserError(
            f"{folder}: an exported voice needs a neural vocoder, Griffin-Lim has no weights: give "
            "one that was trained on the same mels with --vocoder_dir, hifigan_universal for "
            "instance"
        )
    generator, vocoder = load_generator(vocoder_dir, documents.config.preprocess.mel)
    model = load_unprepared(folder, documents).eval()
    untrained = [
        name
        for name, value in model.named_buffers()
        if name.endswith(".initialized") and not value.all()
    ]
    if untrained:
        raise UserError(f"{folder}: this voice was never trained ({untrained[0]} is not set)")
    return Source(folder, documents, model, generator, vocoder)


def choose_speakers(source: Source, options: ExportOptions) -> tuple[dict[str, int], Tensor | None]:
    """Speakers by their ids, and what ``embed_speaker`` takes (n, speaker_channels, 1) of them.

    None where one speaker is all there is.
    """
    numbers = source.documents.speakers
    model, channels = source.model, source.model.speaker_channels
    if options.reference_audio is not None:
        if source.documents.config.speaker_encoder is None:
            raise UserError(
                f"{source.folder}: this voice cannot follow a reference recording: leave out "
                "--reference_audio"
            )
        from processors.audio.speaker_encoding import embed_file, load_speaker_encoder

        own = embed_file(options.reference_audio, load_speaker_encoder("cpu"))
        embedding = own.unsqueeze(1).unsqueeze(0)
        return {}, embedding
    names = by_id(numbers)
    if options.speaker is not None:
        names = [find_speaker(numbers, options.speaker)]
    if not channels:
        return {}, None
    rows = model.look_up_speakers(torch.tensor([numbers[name] for name in names]))
    return {name: i for i, name in enumerate(names)}, rows.detach()


def _write(
    source: Source,
    symbols: ExportedSymbols,
    rows: Tensor | None,
    names: Sequence[str],
    options: ExportOptions,
    folder: Path,
    expected: Expected,
) -> None:
    config = source.documents.config
    text, mel = config.preprocess.text, config.preprocess.mel
    name = exported_name(source, options)
    n_weights = sum(weight.numel() for weight in source.model.parameters())
    speakers = None if rows is None else source.model.embed_speaker(None, rows).detach()
    plain = source.model.to_plain()
    int8 = _int8_shapes(plain, source.generator) if options.int8 else ()
    acoustics = ExportedAcoustics(plain, symbols.model_ids, text.add_blank, speakers)
    vocoder = plain_generator(source.generator)
    files = build_models(acoustics, vocoder, config, len(names), options.split, int8)
    for file in files:
        if options.half_weights:
            store_half(file.model)
        write_model(file.model, folder / f"{name}{file.suffix}", file.metadata)
    numbered = {speaker: number for number, speaker in enumerate(names)}
    toolkit = toolkit_section(config, symbols, numbered)
    toolkit |= _files_section(source, name, files)
    if text.lexicon is not None:
        from config.schema import resolve_path

        shutil.copyfile(resolve_path(text.lexicon), folder / LEXICON)
        toolkit["text"] = {**toolkit["text"], "lexicon": LEXICON}
    document = piper_document(name, config, symbols, numbered, toolkit)
    write_json(folder / f"{name}.onnx.json", document)
    write_text(folder / "tokens.txt", sherpa_files.tokens_text(symbols))
    processor = TextProcessor(text, source.documents.symbols)
    write_text(folder / "lexicon.txt", _lexicon(config, options, processor))
    licenses = copy_licenses(source.folder, folder)
    state = read_state(source.folder)
    known = list(names) or (
        [options.speaker] if options.speaker else by_id(source.documents.speakers)
    )
    card = model_card(name, config, state, n_weights, source.vocoder, known, licenses)
    write_text(folder / "MODEL_CARD.md", card)
    _warn_of_hosts(mel.hop_length)
    check_exported(folder, expected, exact=not (options.half_weights or options.int8))


def _int8_shapes(acoustics: PlainAcoustics, generator: Generator) -> set[tuple[int, int]]:
    """Shapes of the weights that become int8, for which ``acoustics`` is made ready."""
    shapes = acoustics.use_products() | product_shapes(generator)
    if not shapes:
        raise UserError("--int8 is for matrix products, and this voice has none: leave it out")
    return shapes


def _files_section(
    source: Source, name: ExportedName, files: Sequence[ModelFile]
) -> dict[str, Any]:
    generator = source.generator
    return {
        "name": title(source.folder),
        "vocoder": source.vocoder,
        "files": {file.role: f"{name}{file.suffix}" for file in files},
        # What the samples of a frame depend on to either side, and what is well made at a time.
        "context_frames": generator.mel_context,
        "piece_frames": generator.piece_frames,
    }


def exported_name(source: Source, options: ExportOptions) -> ExportedName:
    """Name of the files, from the options or the voice; each of its parts without a hyphen."""
    config = source.documents.config
    quality = options.quality or usual_quality(config.preprocess.mel.sample_rate)
    name = options.name or title(source.folder)
    code = describe_language(config.preprocess.text.language)["code"]
    return ExportedName(code, *(file_name(part).replace("-", "_") for part in (name, quality)))


def _lexicon(config: Any, options: ExportOptions, processor: TextProcessor) -> str:
    from processors.processed.rows import load_rows
    from processors.text.lexicon import Lexicon

    texts = list(options.words)
    for dataset in config.dataset:
        try:
            rows = load_rows(config.processed_dir, dataset, "train", ("Uid", "Text"))
        except UserError:  # the data of its training is not here
            continue
        texts += [row["Text"] for row in rows]
    words = {word for text in texts for word in sherpa_files.words_of(text)}
    if config.preprocess.text.lexicon is not None:
        words |= {
            word for word in Lexicon.read(config.preprocess.text.lexicon).entries if " " not in word
        }
    if not words:
        logger.warning(
            "lexicon.txt is empty: the texts of the training are not here; sherpa-onnx 2 speaks "
            "only words that are in it (--words FILE gives some)"
        )
    return sherpa_files.lexicon_text(words, processor, matcha=options.split)


def _warn_of_hosts(hop_length: int) -> None:
    if hop_length != LIBPIPER_HOP:
        logger.warning(
            "libpiper (Piper's C++ library) takes every voice for one of hop %d: with this voice's "
            "%d its audio is right, its alignments are not; piper-tts in Python reads both",
            *(LIBPIPER_HOP, hop_length),
        )
