"""Names under which two voices' symbols are the same: what to carry over between tables."""

from processors.text.symbols import SymbolTable

# Phones of the reference's table (ARPAbet with stress) as the letter of the IPA that is nearest.
# A diphthong goes to the letter it begins with; affricates are two letters, and stay behind.
ARPABET = {
    "AA1": "ɑ", "AE1": "æ", "AH0": "ə", "AH1": "ʌ", "AO1": "ɔ", "AY1": "a", "EH1": "ɛ",
    "ER0": "ɚ", "ER1": "ɜ", "EY1": "e", "IH0": "ᵻ", "IH1": "ɪ", "IY1": "i", "OW1": "o",
    "UH1": "ʊ", "UW1": "u", "B": "b", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h",
    "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ",
    "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip


def row_names(symbols: SymbolTable) -> list[str]:
    """A name for every id; equal names in two tables mean the same sound or role.

    Pad and blank go by their roles. In a table with ARPAbet (``@AA1``) the phones get their IPA
    letters, and plain letters, which are spelling there and not sounds, names of their own.
    """
    roles = {symbols.blank: "<blank>", symbols.pad: "<pad>"}
    arpabet = any(symbol.startswith("@") and len(symbol) > 1 for symbol in symbols.symbols)
    names = []
    for symbol in symbols.symbols:
        name = roles.get(symbol, symbol)
        if arpabet and symbol.startswith("@"):
            name = ARPABET.get(symbol[1:], symbol)
        elif arpabet and symbol.isalpha():
            name = f"letter {symbol}"
        names.append(name)
    return names
