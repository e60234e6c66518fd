"""Phones that a corpus hardly has, and sentences that would fill the gaps."""

from collections import Counter
from collections.abc import Iterable, Sequence

from models.tts.base.corpus_check.finding import Finding
from models.tts.base.corpus_check.text_checks import SpokenText
from processors.corpora.reading_list import order_sentences
from processors.text import espeak
from processors.timings.word_phones import is_phone
from utils.messages import list_some

ENOUGH = 10  # times that a phone should be said
N_SENTENCES = 10
SHOWN = 8


def count_phones(spoken: Iterable[SpokenText]) -> Counter[str]:
    """How often each phone is said in all texts."""
    return Counter(char for one in spoken for char in one.phones if is_phone(char))


def check_coverage(
    counts: Counter[str], sentences: Sequence[str], language: str
) -> tuple[Finding, list[str]]:
    """A finding on phones of the language that are rare, and sentences to read that have them.

    What phones the language has is told by ``sentences``, those that are rare even there left out;
    without them, by the corpus alone.
    """
    spoken = espeak.phonemize(list(sentences), language) if sentences else []
    known = Counter(char for phones in spoken for char in phones if is_phone(char))
    wanted = [phone for phone, count in known.items() if count >= ENOUGH] if known else counts
    rare = {phone: counts[phone] for phone in wanted if counts[phone] < ENOUGH}
    rare = dict(sorted(rare.items(), key=lambda one: (one[1], one[0])))
    figures = {"phones": len([phone for phone in counts if counts[phone]]), "rare": len(rare)}
    if not rare:
        text = f"{len(counts)} phones; each of the language's at least {ENOUGH} times"
        return Finding("coverage", "OK", text, figures), []
    useful = [
        sentence
        for sentence, phones in zip(sentences, spoken, strict=True)
        if any(char in rare for char in phones)
    ]
    chosen = order_sentences(useful, language, counts, N_SENTENCES) if useful else []
    named = list_some([f"{phone} ({count})" for phone, count in rare.items()], SHOWN)
    text = f"hardly said: {named}: words with them may fail"
    if chosen:
        text += f"; {len(chosen)} sentences below have them: read those too"
    return Finding("coverage", "WARN", text, figures), chosen
