"""Check that a language can be read, on some of a corpus's texts, before hours of work."""

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, espeak
from utils.errors import UserError

SAMPLE = 200  # texts that are tried
SHOWN = 12  # characters in the error


def check_texts(texts: list[str], config: TextConfig, dataset: str) -> None:
    """Raise UserError for settings that no text, or not even half of these, can be spoken with."""
    processor = TextProcessor(config, SymbolTable.default(), refuse_unreadable=True)
    if config.phonemizer != "espeak":
        return
    espeak.phonemize(["a"], config.language)
    sample = [text for text in texts[:: len(texts) // SAMPLE + 1] if text]
    n_unreadable = 0
    for text in sample:
        before = processor.unreadable.total()
        try:
            processor.phonemize(text)
        except UserError:  # other errors of a text are for stage 1 to list
            n_unreadable += processor.unreadable.total() > before
    if 2 * n_unreadable > len(sample):
        characters = "".join(char for char, _ in processor.unreadable.most_common(SHOWN))
        raise UserError(
            f"{dataset}: espeak-ng cannot read the characters {characters!r} in language "
            f"{config.language!r}: {n_unreadable} of {len(sample)} texts that were tried hold "
            "such. Set preprocess.text.language to the language of the texts, write them in "
            "letters that it reads (kana, pinyin), or give phones in [[…]] or a lexicon"
        )
