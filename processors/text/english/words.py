"""English abbreviations and initials: which full stops are not the end of a sentence."""

import re
from collections.abc import Iterable

_TITLES = {
    "Mr": "Mister", "Mrs": "Mrs", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor",
    "Rev": "Reverend", "Hon": "Honorable", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Gen": "General", "Col": "Colonel", "Capt": "Captain",
    "Lt": "Lieutenant", "Sgt": "Sergeant", "Cpl": "Corporal", "Maj": "Major", "Adm": "Admiral",
    "Cmdr": "Commander", "Pres": "President", "Supt": "Superintendent", "Insp": "Inspector",
    "Messrs": "Messrs", "Mme": "Madame", "Mlle": "Mademoiselle", "Mt": "Mount", "Ft": "Fort",
    "Fr": "Father", "Atty": "Attorney",
}  # fmt: skip
_UNDOTTED_TITLES = ("Mr", "Mrs", "Ms", "Dr", "Prof", "Mt")
_PLAIN = {
    "vs": "versus", "etc": "et cetera", "approx": "approximately", "est": "established",
    "dept": "department", "univ": "university", "assn": "association", "inc": "incorporated",
    "corp": "corporation", "ltd": "limited", "bros": "brothers", "co": "company",
    "jr": "junior", "sr": "senior", "esq": "esquire", "ave": "avenue", "blvd": "boulevard",
    "rd": "road", "ln": "lane", "hwy": "highway", "pkwy": "parkway", "apt": "apartment",
    "bldg": "building", "gov't": "government", "govt": "government", "mfg": "manufacturing",
    "max": "maximum", "min": "minimum", "avg": "average", "misc": "miscellaneous",
    "tel": "telephone", "temp": "temperature", "cf": "compare",
    "jan": "January", "feb": "February", "aug": "August", "sept": "September", "oct": "October",
    "nov": "November", "dec": "December", "viz": "namely",
    "resp": "respectively", "incl": "including",
}  # fmt: skip
# Only with a capital, else they are words: "Co." but not "co.".
_ONLY_CAPITALIZED = (
    "Co",
    "Ave",
    "Rd",
    "Ln",
    "Jr",
    "Sr",
    "Esq",
    "Inc",
    "Corp",
    "Ltd",
    "Bros",
    "Jan",
    "Feb",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
)
_PHRASES = {
    r"\b[Ee]\.\s?g\.(?=\W|$),?": "for example,",
    r"\b[Ii]\.\s?e\.(?=\W|$),?": "that is,",
    r"\ba\.?k\.?a\b\.?": "also known as",
    r"\bw/o\b": "without",
    r"\bw/(?=\s|[a-z])": "with ",
    r"\bb/c\b": "because",
    r"\bPh\.\s?D\b": "PhD",
    r"\bet al\.": "et al",
}
_NOT_A_NAME = frozenset(
    """in at the to from of and on near for by with or a an is was our this that toward into
    """.split()  # noqa: SIM905 - a list of words
)
_CHOICES = frozenset(
    """plan vitamin grade type class group section part appendix option team exhibit figure
    """.split()  # noqa: SIM905 - a list of words
)
# What begins a sentence, when one has to decide whether a dot was also a full stop.
_STARTERS = (
    "The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|But|And|However|In|On|At|When|"
    "What|Who|Where|Why|How|If|As|For|His|Her|Its|Their|Our|My|After|Before|Then|No|Yes|So"
)
_ENDS = rf"(?=\s+(?:{_STARTERS})\b|\s*[\"')]*\s*$)"


def _any_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest one first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Roads that are read without a dot, after a name: "Sunset Blvd", "12 Elm Ln", "Oak Rd".
_ROADS = {
    "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane", "Ave": "Avenue", "Hwy": "Highway",
    "Pkwy": "Parkway", "Expy": "Expressway", "Fwy": "Freeway",
}  # fmt: skip
# These have other meanings without a number before the name: "14 Oak Ct", "3 Park Pl".
_NUMBERED_ROADS = {
    "Ct": "Court", "Pl": "Place", "Sq": "Square", "Ter": "Terrace", "Cres": "Crescent",
    "Cir": "Circle", "Trl": "Trail", "Aly": "Alley",
}  # fmt: skip
_ROAD_NAMES = (*_ROADS, *_NUMBERED_ROADS)
_ROAD = re.compile(
    rf"(?<=[\w'])( )({_any_of(_ROADS)})(?![\w.])|^(Hwy)(?= \d)|"
    rf"(?<=\d )((?:[A-Z][a-z]+ )+)({_any_of(_NUMBERED_ROADS)})\b(\.?)(?!\w)"
)
_TITLE = re.compile(rf"\b({_any_of(_TITLES)})\.(?=\s*\S)\s*")
_UNDOTTED_TITLE = re.compile(rf"\b({_any_of(_UNDOTTED_TITLES)})(?= [A-Z])")
_DOTTED_WORD = re.compile(r"\b([A-Za-z][A-Za-z']+)\.")
_STREET = re.compile(r"((?:\b[A-Z][a-z]+(?:'s)?|\b\d+(?:st|nd|rd|th)) )?\b(St|Dr)\b(\.?)(?!\w)")
_INITIAL = re.compile(rf"(^|[\"(\s]|\b[A-Z][a-z]+ )([A-Z])\. (?=(?!(?:{_STARTERS})\b)[A-Z][a-z])")


def expand_abbreviations(text: str) -> str:
    """Text with abbreviations in full and initials without full stops."""
    for pattern, words in _PHRASES.items():
        text = re.sub(pattern, words, text)
    text = re.sub(rf"\bPhD\.(?!{_ENDS})", "PhD", text)
    text = re.sub(r",(?=\s*[,.;:!?])", "", text)
    if any(road in text for road in _ROAD_NAMES):
        text = _ROAD.sub(_road, text)
    text = _expand_streets(text)
    text = _TITLE.sub(lambda m: f"{_TITLES[m[1]]} ", text)
    text = _UNDOTTED_TITLE.sub(lambda m: _TITLES[m[1]], text)
    text = _DOTTED_WORD.sub(_plain, text)
    text = re.sub(r"\bvs\b", "versus", text)
    return _expand_initials(text)


def _plain(match: re.Match[str]) -> str:
    written = match[1]
    if written.lower() not in _PLAIN or not (written.islower() or written.istitle()):
        return match[0]
    # "the max." may end a sentence; "Co." is an abbreviation and "co." a slip.
    if written.lower() in {word.lower() for word in _ONLY_CAPITALIZED} and written.islower():
        return match[0]
    words = _PLAIN[written.lower()]
    words = words.capitalize() if written[0].isupper() else words
    rest = match.string[match.end() :]
    ends = re.match(_ENDS, rest) or (written.lower() == "etc" and re.match(r"\s+[A-Z]", rest))
    return words + ("." if ends else "")


def _road(match: re.Match[str]) -> str:
    if match[5] is None:
        before = match.string[: match.start()]
        named = match[3] or re.search(r"(?:[A-Z][\w']*|\d(?:st|nd|rd|th))$", before)
        return f"{match[1] or ''}{_ROADS[match[2] or match[3]]}" if named else match[0]
    ends = match[6] and re.match(_ENDS, match.string[match.end() :])
    return f"{match[4]}{_NUMBERED_ROADS[match[5]]}" + ("." if ends else "")


def _expand_streets(text: str) -> str:
    """Text with "St" as saint or street and "Dr" as doctor or drive, by the words around."""

    def choose(match: re.Match[str]) -> str:
        before, word, dot = match[1] or "", match[2], match[3]
        rest = match.string[match.end() :]
        road, other = ("Street", "Saint") if word == "St" else ("Drive", "Doctor")
        named = before.strip() and before.strip(" ,").lower() not in _NOT_A_NAME
        followed = re.match(rf"\s+(?!(?:{_STARTERS})\b)[A-Z]", rest)
        if named and not followed:
            return f"{before}{road}" + ("." if dot and re.match(_ENDS, rest) else "")
        if followed:
            return f"{before}{other}"
        return match[0]

    return _STREET.sub(choose, text)


def _expand_initials(text: str) -> str:
    """Text without dots that end no sentence: "U.S.A." → "U.S.A", "J. K. Rowling" → "J.K Rowling".

    Letters that a dot holds together are spelled by espeak.
    """

    def joined(match: re.Match[str]) -> str:
        letters = re.sub(r"[\s.]", "", match[1])
        rest = match.string[match.end() :]
        word = ".".join(letters)
        return word + ("." if re.match(_ENDS, rest) else "")

    text = re.sub(r"(?<![\w.])((?:[A-Za-z]\.){2,}(?:[A-Z]\b(?!['’.]))?)(?!\w)", joined, text)
    text = re.sub(r"(?<![\w.'])((?:[A-Z]\. ){2,})(?=[A-Z][a-z])", lambda m: joined(m) + " ", text)
    text = re.sub(r"(?<![\w.'])([A-HJ-Z])\. (?=[a-z])", r"\1 ", text)  # E. coli
    return _INITIAL.sub(_initial, text)


def _initial(match: re.Match[str]) -> str:
    before, letter = match[1], match[2]
    if before.strip().lower() in _CHOICES or (letter == "I" and not before.strip()):
        return match[0]
    # A lone "A" would be read as the article.
    return f"{before}{'Eigh' if letter == 'A' else letter} "
