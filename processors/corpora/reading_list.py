"""The order in which to read sentences so that all phones of a language come soon."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from processors.text import espeak
from processors.timings.word_phones import is_phone

WANTED = 4  # times that a pair of phones counts as new
MAX_CHARS = 140  # of a sentence that is comfortably read in one breath


def order_sentences(
    sentences: Sequence[str],
    language: str,
    known: Mapping[str, int] | None = None,
    count: int | None = None,
) -> list[str]:
    """Sentences, those first that add the most phones and pairs of phones not read so far.

    The gain of a sentence is per phone, so that short ones are not passed over. ``known`` says how
    often phones have been read already; ``count`` is how many sentences are wanted, all by default.
    """
    fit = list(dict.fromkeys(s.strip() for s in sentences if 0 < len(s.strip()) <= MAX_CHARS))
    units = [_units(phones) for phones in espeak.phonemize(fit, language)]
    left = {index for index, found in enumerate(units) if found}
    read: Counter[str] = Counter(known or {})
    order: list[int] = []
    while left and (count is None or len(order) < count):
        best = max(left, key=lambda index: (_gain(units[index], read), -index))
        if _gain(units[best], read) <= 0:
            break
        order.append(best)
        left.remove(best)
        read.update(units[best])
    return [fit[index] for index in [*order, *sorted(left)]][:count]


def _units(phones: str) -> Counter[str]:
    """Phones of a sentence and neighboring pairs of them."""
    plain = [char for char in phones if is_phone(char)]
    return Counter([*plain, *map("".join, pairwise(plain))])


def _gain(found: Counter[str], read: Counter[str]) -> float:
    total = sum(count for unit, count in found.items() if len(unit) == 1)
    new = sum(
        (4.0 if len(unit) == 1 else 1.0) / (1 + read[unit]) for unit in found if read[unit] < WANTED
    )
    return new / (total + 10)
