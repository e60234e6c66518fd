"""Roman numerals, where what stands before them says that they are numbers."""

import re

from processors.text.english.numbers import cardinal, ordinal

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_COUNTED = (
    "chapter|book|volume|vol|part|act|scene|section|article|title|figure|table|appendix|phase|"
    "type|class|grade|level|stage|episode|season|lesson|canto|psalm|unit|world war|war|super bowl|"
    "bowl|olympiad|factor|apollo|gemini|mark|model|series|category|division|corps|vatican|"
    "amendment|schedule|annex|exhibit|group|round|song|sonata|symphony"
)
_MONARCHS = (
    "henry|edward|george|william|charles|james|richard|john|mary|elizabeth|louis|philip|francis|"
    "napoleon|alexander|nicholas|peter|catherine|paul|pius|benedict|leo|gregory|clement|innocent|"
    "urban|boniface|celestine|julius|sixtus|adrian|martin|eugene|frederick|wilhelm|ludwig|joseph|leopold|"
    "ferdinand|maximilian|otto|rudolf|alfonso|juan|carlos|felipe|isabella|margaret|christian|"
    "gustav|haakon|harald|olav|oscar|carl|karl|albert|umberto|victor|emmanuel|ramesses|ramses|"
    "thutmose|amenhotep|ptolemy|cleopatra|darius|xerxes|constantine|theodosius|justinian|basil|ivan|"
    "boris|selim|mehmed|murad|suleiman|abdul|pope|baldwin|"
    "conrad|casimir|sigismund|anne|matilda|rene|childeric|clovis|dagobert|pepin"
)
# After "Charles", "I am" is no first Charles.
_VERBS = (
    "am|have|had|think|know|will|would|do|did|don't|can|could|should|must|may|shall|want|love|like|"
    "said|say|mean|saw|see|was told|never|just|also|really|hope|guess|believe"
)
_NOT_A_NUMERAL = rf"(?!\. [A-Z])(?!['’]| (?:{_VERBS})\b)"
_AFTER_KEYWORD = re.compile(
    rf"\b((?:{_COUNTED})s?\.? )({_VALID})\b(?![.'’]\w){_NOT_A_NUMERAL}", re.IGNORECASE
)
_SECOND = re.compile(rf"\b((?:{_COUNTED})s {_VALID} (?:and|or|to|through) )({_VALID})\b", re.I)
_AFTER_MONARCH = re.compile(rf"\b((?:{_MONARCHS}) )({_VALID})\b{_NOT_A_NUMERAL}", re.IGNORECASE)
_MONARCH_GENITIVE = re.compile(rf"\b((?:{_MONARCHS}) )({_VALID})(?='s\b)", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\b((?!The |This |In |And )[A-Z][a-z]+,? )([IVX]{2,5})\b(?!['’]\w*[^s\W])"
)
# Nothing else can be one; few sentences hold any.
_LIKE_A_NUMERAL = re.compile(r"\b[IVXLCDM]+(?:th|st|nd|rd)?\b")
_CENTURY = re.compile(rf"\b(?=[IVX])({_VALID})(?=(?:th|st|nd|rd)\b| (?:century|centuries)\b)")


def expand_roman(text: str) -> str:
    """Text with Roman numerals in words after names, titles and counted words."""
    if not _LIKE_A_NUMERAL.search(text):
        return text
    text = _CENTURY.sub(lambda m: ordinal(value(m[1])) + "\0", text)
    text = re.sub("\0(?:th|st|nd|rd)?", "", text)
    text = _SECOND.sub(_cardinal, text)
    text = _AFTER_KEYWORD.sub(_cardinal, text)
    text = _MONARCH_GENITIVE.sub(_ordinal, text)
    text = _AFTER_MONARCH.sub(_ordinal, text)
    return _AFTER_NAME.sub(_cardinal, text)


def value(numeral: str) -> int:
    """Value of a numeral: "XIV" → 14."""
    total = 0
    for letter, following in zip(numeral, numeral[1:] + " ", strict=True):
        worth = _VALUES[letter]
        total += -worth if _VALUES.get(following, 0) > worth else worth
    return total


def _is_numeral(written: str) -> bool:
    # IGNORECASE is for the word before; "mix" and "did" are no numbers.
    return bool(written) and written.isupper() and re.fullmatch(_VALID, written) is not None


def _cardinal(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 2]
    if match[2] == "I" and match[1].islower() and following.strip().isalnum():
        return match[0]  # "in this volume I showed"
    return match[1] + cardinal(value(match[2])) if _is_numeral(match[2]) else match[0]


def _ordinal(match: re.Match[str]) -> str:
    # Beyond thirty it is the initial of a name: "William C".
    if not _is_numeral(match[2]) or match[1].islower() or value(match[2]) > 30:
        return match[0]
    if len(match[2]) == 1 and re.match(r" [A-Z][a-z]", match.string[match.end() :]):
        return match[0]  # an initial: "Henry V Poor"
    return f"{match[1]}the {ordinal(value(match[2]))}"
