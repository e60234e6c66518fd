"""The default phone inventory: every symbol a voice of this toolkit may know, in a frozen order.

Ids are positions in this list, and weights are stored against them: never reorder, never remove.
New symbols go at the very end, in a new group after the last one.

One Unicode code point is one symbol. Strings are compared in the form that ``canonical`` gives:
NFD, so that a nasal vowel is its letter and a tilde, whether it was typed as one character or two;
only c-cedilla stays whole, because it is a letter of the IPA. Letters that merely look like one of
the IPA (Latin g, Greek epsilon and phi) become the IPA letter.

The list holds the whole IPA chart with its extensions, and what espeak-ng prints beside it:
digits for tones, and for phonemes that have no IPA name their ASCII mnemonics. So the printable
ASCII characters are all here.
"""

import unicodedata

PAD = "<pad>"
BLANK = "<blank>"
SPACE = " "

PUNCTUATION = ".,;:!?…—–-'\"()[]{}«»“”‘’¡¿"

_LATIN = "abcdefhijklmnopqrstuvwxyz"  # no g: see ``canonical``
_IPA_LETTERS = (
    "æçðøħŋœβθχⱱ"
    "ɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɦɧɨɩɪɫɬɭɮɯɰɱɲɳɴɵɶɷɸɹɺɻɼɽɾɿʀʁʂʃʄʅʆʇʈʉʊʋʌʍʎʏ"
    "ʐʑʒʓʔʕʖʗʘʙʚʛʜʝʞʟʠʡʢʣʤʥʦʧʨʩʪʫʬʭʮʯ"
    "ǀǁǂǃᵻᵿᴀᴇᴅƀƈƙƥƫƭƺƻɂ"
)
STRESS_AND_LENGTH = "ˈˌːˑ|‖‿↗↘↓↑"
_MODIFIER_LETTERS = "ʰʱʲʳʴʵʶʷʸˠˡˢˣˤʼʻʽˀˁ˞ᵃᵇᵈᵉᵊᵋᵍᵏᵐᵑᵒᵖᵗᵘᵛᵝᵞᵡᶠᶢᶣᶤᶦᶬᶮᶯᶰᶲᶴᶷᶹᶻᶾᶿⁱⁿ"
_TONES = "˥˦˧˨˩ꜛꜜ¹²³⁴⁵⁶⁷⁸⁹⁰"
_DIACRITICS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030f\u0311"
    "\u0318\u0319\u031a\u031c\u031d\u031e\u031f\u0320\u0321\u0322\u0323\u0324\u0325\u0327\u0328"
    "\u0329\u032a\u032b\u032c\u032d\u032e\u032f\u0330\u0331\u0334\u0335\u0336\u0339\u033a\u033b"
    "\u033c\u033d\u033e\u0342\u0346\u0347\u0348\u0349\u034a\u034b\u034c\u034d\u034e\u0353"
    "\u035c\u0361\u035d\u035e\u0362"
)
_DIGITS = "0123456789"
_ASCII_MNEMONICS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "#$%&*+/<=>@\\^_`~"
_OTHER_ESPEAK_OUTPUT = "§©¥"

_GROUPS = (
    SPACE,
    PUNCTUATION,
    _LATIN,
    _IPA_LETTERS,
    STRESS_AND_LENGTH,
    _MODIFIER_LETTERS,
    _TONES,
    _DIACRITICS,
    _DIGITS,
    _ASCII_MNEMONICS,
    _OTHER_ESPEAK_OUTPUT,
)

DEFAULT_SYMBOLS: tuple[str, ...] = (PAD, BLANK, *(symbol for group in _GROUPS for symbol in group))

# Letters that merely look like one of the IPA.
LOOKALIKES = {"g": "ɡ", "ε": "ɛ", "φ": "ɸ", "ϕ": "ɸ", "Φ": "ɸ"}
_LOOKALIKES = str.maketrans(LOOKALIKES)


def canonical(phones: str) -> str:
    """IPA string in the one spelling that the default inventory is written in."""
    return unicodedata.normalize("NFD", phones).replace("c\u0327", "ç").translate(_LOOKALIKES)
