"""Hand-corrected speech: TIMIT's layout, or wavs with a text and a TextGrid of the same name."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.boundary_errors import Label, Reference

SILENCES = frozenset(("", "h#", "pau", "epi", "sil", "sp", "spn", "<eps>"))
# TIMIT's phones as IPA; closures belong to the stop that follows.
TIMIT = dict(
    pair.split("=")
    for pair in """
    b=b d=d g=ɡ p=p t=t k=k dx=ɾ q=ʔ jh=dʒ ch=tʃ s=s sh=ʃ z=z zh=ʒ f=f th=θ v=v dh=ð m=m n=n ng=ŋ
    em=m en=n eng=ŋ nx=n l=l r=ɹ w=w y=j hh=h hv=h el=l iy=i ih=ɪ eh=ɛ ey=eɪ ae=æ aa=ɑ aw=aʊ ay=aɪ
    ah=ʌ ao=ɔ oy=ɔɪ ow=oʊ uh=ʊ uw=u ux=u er=ɚ ax=ə ix=ɪ axr=ɚ ax-h=ə
    """.split()  # noqa: SIM905 - a table
)
CLOSURES = {f"{stop}cl" for stop in "bdgptk"}
TIMIT_RATE = 16000


def read_gold(folder: Path) -> Iterator[tuple[Path, str, Reference]]:
    """Wav, text and reference of each recording below ``folder``."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() != ".wav":
            continue
        grid, phones = _beside(path, ".TextGrid"), _beside(path, ".phn")
        text = _beside(path, ".lab") or _beside(path, ".txt")
        if text is None or (grid or phones) is None:
            continue
        words = re.sub(r"^\d+ \d+ ", "", text.read_text(encoding="utf-8").strip())  # TIMIT's
        if phones is not None:
            yield path, words, _timit(phones, _beside(path, ".wrd"))
        else:
            yield path, words, _textgrid(grid)


def _beside(path: Path, suffix: str) -> Path | None:
    candidates = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((other for other in candidates if other.is_file()), None)


def _timit(phones: Path, words: Path | None) -> Reference:
    labels, closure = [], None
    for start, end, name in _rows(phones):
        if name in CLOSURES:
            closure = start if closure is None else closure
            continue
        if name not in SILENCES:
            began = start if closure is None else closure
            labels.append(Label(TIMIT.get(name, name), began, end))
        closure = None
    spoken = [] if words is None else [Label(text, a, b) for a, b, text in _rows(words)]
    return Reference(labels, spoken)


def _rows(path: Path) -> Iterator[tuple[float, float, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        start, end, name = line.split(maxsplit=2)
        yield int(start) / TIMIT_RATE, int(end) / TIMIT_RATE, name


def _textgrid(path: Path) -> Reference:
    """Tiers whose names begin with "phone" and "word"; read with praatio."""
    from praatio import textgrid

    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
    tiers: dict[str, list[Label]] = {"phone": [], "word": []}
    for name in grid.tierNames:
        kind = next((kind for kind in tiers if name.lower().startswith(kind)), None)
        if kind is not None:
            tiers[kind] = [
                Label(entry.label, entry.start, entry.end)
                for entry in grid.getTier(name).entries
                if entry.label.lower() not in SILENCES
            ]
    return Reference(tiers["phone"], tiers["word"])
