"""The voice that a new one is finetuned from, and the language that its texts are in."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from config.schema import REPOSITORY, AcousticExperimentConfig
from models.base.checkpoint.checkpoint import STATE_FILE, find_checkpoint, has_checkpoints
from models.tts.base.voice_documents import read_voice_config
from utils.errors import UserError

BOX = REPOSITORY / "pretrained"
USUAL = "hibari"  # of several that are as near: the one that docs/your_own_voice.md measured with
FEWEST_WORDS = 30  # in texts whose language is told by their words
LEAST_SHARE = 0.1  # of function words among all words
LEAD = 1.5  # times the share of the language that comes next

# Frequent words that few other languages have, by espeak's code of a language.
FUNCTION_WORDS = {
    "en-us": "the of and to that was it for with his as had not at but by this from they are were",
    "de": "der die und das ist nicht ein zu den mit sich auf für von dem eine auch es wird dass",
    "fr-fr": "le la les des et un une est dans que pour qui sur pas avec ce il elle du au",
    "es": "el los las y en un una es que por con para no se su del lo como más al",
    "it": "il lo gli e di che è un una per con non si del della sono nel le da al",
    "pt": "o os as e de que um uma é não com para por do da em se no na ao",
    "nl": "de het een en van ik dat niet is op te zijn met voor hij er aan als ook die",
    "sv": "och att det som en på är av för med den till inte har de ett om hade jag var",
    "pl": "i w na się nie z że do to jest o jak po co ale tak za od przez dla",
    "cs": "a v se na je že to s z do o i jako ale by pro tak jsem byl od",
    "fi": "ja on ei se että hän oli mutta joka niin kun ole hänen ovat myös tämä kuin olla",
    "tr": "ve bir bu da de için ile çok o gibi daha ne kadar ama var olarak en sonra",
    "ru": "и в не на я что он с как это по но она к у из за от так же",
    "uk": "і в не на що я він з як це до але та у за від так ми ви її",
}


def guess_language(texts: Sequence[str]) -> str:
    """Language of the texts by their most frequent words, as espeak's code; UserError if unclear.

    English is taken to be American; ``--language en-gb`` says otherwise.
    """
    words = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
    counts, total = Counter(words), max(len(words), 1)
    shares = {
        code: sum(counts[word] for word in known.split()) / total
        for code, known in FUNCTION_WORDS.items()
    }
    best, second = sorted(shares, key=shares.get, reverse=True)[:2]
    clear = shares[best] >= LEAST_SHARE and shares[best] >= LEAD * shares[second]
    if len(words) < FEWEST_WORDS or not clear:
        raise UserError(
            "the language of the texts is not clear from their words: give espeak's code of it, "
            "for instance --language de"
        )
    return best


def boxed_voices(box: Path = BOX) -> dict[Path, AcousticExperimentConfig]:
    """Settings of the voices that come with the toolkit, by folder."""
    found = {}
    for state in sorted(box.glob(f"*/{STATE_FILE}")):
        try:
            found[state.parent] = read_voice_config(state.parent)
        except UserError:  # a vocoder
            continue
    return found


def nearest_voice(language: str, box: Path = BOX) -> Path:
    """Voice in the box to start from: of the language, else of the same in another country.

    Where there is none, the one with the most training: what it knows of speech is of use in any
    language.
    """
    voices = boxed_voices(box)
    if not voices:
        raise UserError(f"{box}: no voice to start from; name one with --from")

    def nearness(folder: Path) -> tuple[int, bool, int, str]:
        theirs = voices[folder].preprocess.text.language
        same = 2 * (theirs == language) + (theirs.split("-")[0] == language.split("-")[0])
        size = (folder / "model.safetensors").stat().st_size
        return same, folder.name == USUAL, size, folder.name

    return max(voices, key=nearness)


def open_source(name: str) -> tuple[Path, AcousticExperimentConfig]:
    """Checkpoint folder and settings of a voice, named by its folder or by its name in the box."""
    place = Path(name) if Path(name).exists() or not (BOX / name).exists() else BOX / name
    folder = find_checkpoint(place)
    return folder, read_voice_config(folder)


def finetuning_arguments(config: Path, experiment: Path, source: str | Path) -> list[str]:
    """Command line of stage 2: ``experiment`` begins at ``source``, or goes on if it has begun."""
    arguments = ["--config", str(config), "--exp_name", experiment.name]
    arguments += ["--resume_type", "finetune"]
    if has_checkpoints(experiment):
        return [*arguments, "--resume"]
    return [*arguments, "--checkpoint_path", str(source)]
