"""English words in capitals: opening words and shouts are words, not letters to be spelled."""

import re

# Words that only a sentence has; one of them makes words of the capitals around it.
_OF_SENTENCES = frozenset(
    """THE OF WAS WERE IS ARE TO IN ON AT HE SHE THEY WE YOU THAT THIS WITH HIS HER HAD HAVE HAS NOT
    BUT FROM BY MY WHEN THERE WHAT ALL BE BEEN WILL CAN DO DID YOUR OUR THEIR AN ITS INTO HERE
    I'M IT'S GET GOT LET MAKE TAKE KNOW LIKE LOVE WANT NEED SAID NEVER EVERY
    """.split()  # noqa: SIM905 - a list of words
)
_ACRONYMS = frozenset(
    """FBI CIA USA UK EU UN US IRS NSA ATM BMW IBM UFO USB ID CEO CFO CTO AI IT PC TV VIP EU AC DIY
    ETA FAQ GPA HIV HR IQ IOU IPO ISP LA MIA MIT UCLA USSR UAE BBC ABC NBC CBS CNN NBA NFL NHL MLB
    NYPD DNA RNA API URL RIP SOS SUV VAT VIP WHO AM PM BC AD EPA FDA FAA IMF OECD UAW
    ACLU AOL AAA IRA IOC
    """.split()  # noqa: SIM905 - a list of words
)
# Words that espeak-ng spells in capitals and that abbreviate nothing.
_TWO_LETTERS = frozenset(
    "AM AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF OH ON OR SO TO UP WE".split()  # noqa: SIM905
)
_SPELLED = frozenset(
    """AGO AIR ASK BAD BAG BED BIT BOX BOY BUY CAB CAR CUP CUT DAY DOG DRY DUE DUG EAR EAT END FAR
    FEW GUN HAT HEY HID HIT HOT ILL JOB JOY KEY LAD LAW LAY LED LET LIE LOT LOW MAN MEN MET MOB NEW
    OFF OLD OUT OWN PAY RAN RID RUN SAW SAY SEE SIX SUM SUN TOO TOP TRY VAN WAR WAY YET
    """.split()  # noqa: SIM905 - a list of words
)
_WORD = r"[A-Z]+(?:['’][A-Z]+)?"
_NUMERAL = "[IVX]{2,}"
_RUN = re.compile(rf"(?<![\w.&/-]){_WORD}(?:,? {_WORD})+(?![\w&/]|\.\w|-\w)")
_SINGLE = re.compile(rf"(?<![\w.&/'-])(?:{'|'.join(sorted(_SPELLED))})(?![\w&/'-]|\.\w)")
_TWO_CAPITALS = re.compile(r"[A-Z]{2}")


def lower_capitals(text: str) -> str:
    """Text with sentences in capitals in small letters; acronyms and single letters stay."""
    if not _TWO_CAPITALS.search(text):
        return text
    text = _RUN.sub(_run, text)
    return _SINGLE.sub(lambda match: match[0].lower(), text.replace("IT'S", "it's"))


def _run(match: re.Match[str]) -> str:
    words = re.findall(_WORD, match[0])
    long = [word for word in words if len(word) > 1]
    sentence = len(long) > 1 and any(word in _OF_SENTENCES for word in long)
    sentence = sentence or re.search(r"\bI AM\b", match[0])
    if not sentence and not (len(long) > 3 and any(len(word) > 5 for word in long)):
        return match[0]
    opens = len(words) > 2 or words[0] in ("I", "IT", "WHO")
    text = re.sub(_WORD, lambda word: _lower(word[0], opens), match[0])
    text = re.sub(r"\b(let|give|tell|help|join|to|with|for|of|between) US\b", r"\1 us", text)
    return re.sub(rf"[a-z]+(?= {_NUMERAL}\b)", lambda name: name[0].title(), text)


def _lower(word: str, opens: bool) -> str:
    if len(word) == 1:
        return "a" if word == "A" else word
    is_word = word in ("IT", "WHO", "AM") and opens
    if re.fullmatch(_NUMERAL, word) or (len(word) == 2 and word not in _TWO_LETTERS):
        return word
    if not is_word and (word in _ACRONYMS or not re.search("[AEIOUY]", word)):
        return word
    return word.lower()
