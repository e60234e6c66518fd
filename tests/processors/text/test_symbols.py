"""Symbol tables: the frozen default, encoding, imported tables."""

import hashlib
import json
import unicodedata
from collections import Counter

import pytest

from processors.text.inventory import DEFAULT_SYMBOLS, canonical
from processors.text.symbols import SymbolTable
from utils.errors import UserError

# Of the first FROZEN symbols, joined: ids in stored weights mean these symbols. New symbols are
# appended; this digest never changes.
FROZEN = 382
DIGEST = "4cf4d12c38f40d55020d7eedecdad09b7bd1c2fcf01ef0410f91553e3fd64f01"

ARPABET = ["AA", "AA0", "AA1", "AA2", "B", "HH", "AH0", "L", "OW1", "W", "ER1", "D"]


@pytest.fixture(scope="module")
def default() -> SymbolTable:
    return SymbolTable.default()


@pytest.fixture
def imported() -> SymbolTable:
    """As in the reference: pad, punctuation, letters, ARPAbet marked with @."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    symbols = ["_", "-", *"!'(),.:;? ", *letters, *("@" + phone for phone in ARPABET)]
    return SymbolTable(symbols, pad="_", blank=None)


def test_default_order_is_frozen() -> None:
    joined = "\n".join(DEFAULT_SYMBOLS[:FROZEN])
    assert hashlib.sha256(joined.encode()).hexdigest() == DIGEST
    assert DEFAULT_SYMBOLS[:4] == ("<pad>", "<blank>", " ", ".")


def test_default_symbols_are_single_canonical_characters(default: SymbolTable) -> None:
    assert (default.pad_id, default.blank_id) == (0, 1)
    assert not default.separated
    for symbol in default.symbols[2:]:
        assert len(symbol) == 1
        assert canonical(symbol) == symbol


@pytest.mark.parametrize(
    "symbols",
    [
        "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟ",
        "ʘǀǃǂǁɓɗʄɠʛʼʍwɥʜʢʡɕʑɺɧ",
        "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝ",
        "ˈˌːˑ̆|‖.‿͜͡˥˦˧˨˩↗↘",
        "\u0325\u032c\u02b0\u0339\u031c\u031f\u0320\u0308\u033d\u0329\u032f\u02de",
        "\u0324\u0330\u033c\u02b7\u02b2\u02e0\u02e4\u0334\u031d\u031e\u0318\u0319\u032a\u033a\u033b"
        "\u0303\u207f\u02e1\u031a",
        "0123456789",
    ],
    ids=["pulmonic", "other consonants", "vowels", "prosody", "diacritics", "more", "tones"],
)
def test_default_holds_the_ipa_chart(default: SymbolTable, symbols: str) -> None:
    assert [symbol for symbol in symbols if symbol not in default] == []


def test_pad_is_never_written(default: SymbolTable) -> None:
    ids, dropped = default.encode("<pad>", add_blank=False)
    assert default.pad_id not in ids
    assert default.blank_id not in ids
    assert not dropped, "each of the five characters is a symbol of its own"


def test_blanks_stand_between_and_around(default: SymbolTable) -> None:
    ids, _ = default.encode("aː.", add_blank=True)
    assert default.decode(ids) == ["<blank>", "a", "<blank>", "ː", "<blank>", ".", "<blank>"]
    plain, _ = default.encode("aː.", add_blank=False)
    assert plain == ids[1::2]


def test_composed_and_decomposed_spellings_are_one(default: SymbolTable) -> None:
    composed, decomposed = (unicodedata.normalize(form, "ɑ̃ ẽ ç") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert default.encode(composed, False) == default.encode(decomposed, False)
    assert default.decode(default.encode("ç", False)[0]) == ["ç"]


def test_lookalikes_are_the_ipa_letter(default: SymbolTable) -> None:
    assert default.encode("gε", False) == default.encode("ɡɛ", False)


def test_unknown_symbols_are_counted(default: SymbolTable) -> None:
    ids, dropped = default.encode("aあbああ", add_blank=False)
    assert default.decode(ids) == ["a", "b"]
    assert dropped == Counter({"あ": 3})


def test_json_round_trip_keeps_ids(default: SymbolTable, imported: SymbolTable) -> None:
    for table in (default, imported):
        again = SymbolTable.from_json(json.loads(json.dumps(table.to_json())))
        assert again == table
        assert again.ids == table.ids
        assert again.separated == table.separated


def test_ids_follow_the_loaded_table(default: SymbolTable) -> None:
    value = default.to_json()
    value["symbols"] = value["symbols"][:2] + value["symbols"][:1:-1]
    table = SymbolTable.from_json(value)
    ids, _ = table.encode("ɡˈʊd", add_blank=False)
    assert ids != default.encode("ɡˈʊd", add_blank=False)[0]
    assert table.decode(ids) == list("ɡˈʊd")


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"symbols": ["a"]},
        {"symbols": ["a", "a"], "pad": "a", "blank": None},
        {"symbols": ["a"], "pad": "b", "blank": None},
        {"symbols": 3, "pad": None, "blank": None},
    ],
)
def test_broken_tables_are_refused(value: object) -> None:
    with pytest.raises(UserError, match="symbol table"):
        SymbolTable.from_json(value)


def test_imported_table_reads_separated_symbols(imported: SymbolTable) -> None:
    assert imported.separated
    ids, dropped = imported.encode("HH AH0 L OW1 , <space> W ER1 L D !", add_blank=False)
    spoken = ["@HH", "@AH0", "@L", "@OW1", ",", " ", "@W", "@ER1", "@L", "@D", "!"]
    assert imported.decode(ids) == spoken
    assert not dropped
    assert imported.encode("@HH @AH0", False) == imported.encode("HH AH0", False)


def test_written_phone_is_the_phone_and_not_the_letter(imported: SymbolTable) -> None:
    assert imported.decode(imported.encode("B", False)[0]) == ["@B"]
    assert imported.decode(imported.encode("b", False)[0]) == ["b"]


def test_imported_table_drops_what_it_lacks(imported: SymbolTable) -> None:
    ids, dropped = imported.encode("HH XX1 _ ʃ", add_blank=False)
    assert imported.decode(ids) == ["@HH"]
    assert dropped == Counter({"XX1": 1, "_": 1, "ʃ": 1})


def test_blank_of_a_table_without_one(imported: SymbolTable) -> None:
    assert imported.blank_id is None
    with pytest.raises(UserError, match="no blank"):
        imported.encode("HH", add_blank=True)


def test_blank_may_be_any_symbol() -> None:
    table = SymbolTable(["_", "@HH", "<blank>"], pad="_", blank="<blank>")
    assert table.encode("HH", add_blank=True)[0] == [2, 1, 2]


def test_spoken_symbols(default: SymbolTable) -> None:
    spoken = [symbol for symbol in ["<pad>", " ", ".", "ˈ", "ː", "—", "a", "ɚ"] if
              default.is_spoken(symbol)]  # fmt: skip
    assert spoken == ["a", "ɚ"]
