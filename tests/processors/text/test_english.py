"""The English normalizer, category by category: written text and the words to speak."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from processors.text.english import (
    dates,
    durations,
    mathematics,
    money,
    numbers,
    primes,
    references,
    signs,
    telephone,
    units,
)
from processors.text.english.numbers import cardinal, fraction, number, ordinal, plural, year
from processors.text.english.roman import value
from processors.text.normalizer import normalize

ROOT = Path(__file__).resolve().parents[3]
CARDINALS = {
    "0": "zero",
    "7": "seven",
    "13": "thirteen",
    "21": "twenty-one",
    "105": "one hundred five",
    "1,234": "one thousand two hundred thirty-four",
    "1,234,567": "one million two hundred thirty-four thousand five hundred sixty-seven",
    "12345": "twelve thousand three hundred forty-five",
    "1,000,000,000": "one billion",
    "007": "zero zero seven",
    "-5": "minus five",
    "It was -5 outside.": "It was minus five outside.",
    "Room 101": "Room one hundred one",
    "1234 apples": "one thousand two hundred thirty-four apples",
    "3 million people": "three million people",
    "1 in 10": "one in ten",
    "１２３": "one hundred twenty-three",
}
ORDINALS = {
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "21st": "twenty-first",
    "112th": "one hundred twelfth",
    "1,000th": "one thousandth",
    "the 4TH of July": "the fourth of July",
    "21st-century": "twenty-first-century",
    "the 1st & 2nd": "the first and second",
}
YEARS = {
    "In 1999, he left.": "In nineteen ninety-nine, he left.",
    "In 2005 and 2010.": "In two thousand five and twenty ten.",
    "1905": "nineteen oh five",
    "1900": "nineteen hundred",
    "in the year 2000": "in the year two thousand",
    "the year 2024": "the year twenty twenty-four",
    "in the year 1066, William": "in the year ten sixty-six, William",
    "the 1990s": "the nineteen nineties",
    "1990's": "nineteen nineties",
    "the '90s": "the nineties",
    "The 1960s and '70s were wild.": "The nineteen sixties and seventies were wild.",
    "in his 20s": "in his twenties",
    "mid-1980s": "mid-nineteen eighties",
    "1800s": "eighteen hundreds",
    "2000s": "two thousands",
    "44 BC": "forty-four BC",
    "AD 79": "AD seventy-nine",
    "the summer of '99": "the summer of ninety-nine",
    "1990-95": "nineteen ninety to ninety-five",
    "1990–1995": "nineteen ninety to nineteen ninety-five",
    "In 1865, 1,500 men died.": "In eighteen sixty-five, one thousand five hundred men died.",
}
DECIMALS_AND_FRACTIONS = {
    "3.14": "three point one four",
    "0.5": "zero point five",
    ".5": "point five",
    "3.0": "three point zero",
    "1.05": "one point zero five",
    "minus 3.14": "minus three point one four",
    "1,234.5678": "one thousand two hundred thirty-four point five six seven eight",
    "It was 3.50.": "It was three point five zero.",
    "version 1.2.3": "version one point two point three",
    "192.168.0.1": "one hundred ninety-two dot one hundred sixty-eight dot zero dot one",
    "1/2": "one half",
    "3/4 of it": "three quarters of it",
    "2/3": "two thirds",
    "5/8": "five eighths",
    "3 1/2": "three and a half",
    "3½ hours": "three and a half hours",
    "1 1/4 cups": "one and a quarter cups",
    "½": "one half",
    "24/7": "twenty-four seven",
    "50/50": "fifty fifty",
    "100/7": "one hundred over seven",
}
MONEY = {
    "$5.50": "five dollars and fifty cents",
    "$1": "one dollar",
    "$1.00": "one dollar",
    "$1.01": "one dollar and one cent",
    "$0.99": "ninety-nine cents",
    "$.50": "fifty cents",
    "$1.2 million": "one point two million dollars",
    "$1,234.56": "one thousand two hundred thirty-four dollars and fifty-six cents",
    "£3m": "three million pounds",
    "£2.25": "two pounds and twenty-five pence",
    "€20": "twenty euros",
    "20€": "twenty euros",
    "3,50 €": "three euros and fifty cents",
    "5,000 USD": "five thousand US dollars",
    "US$20": "twenty US dollars",
    "¥500": "five hundred yen",
    "₹500": "five hundred rupees",
    "CHF 20": "twenty Swiss francs",
    "50¢": "fifty cents",
    "$5-10": "five to ten dollars",
    "$5–$10 million": "five to ten million dollars",
    "$100k": "one hundred thousand dollars",
    "-$5": "minus five dollars",
    "a $5 bill": "a five dollar bill",
    "a $2.5bn deal": "a two point five billion dollar deal",
    "$20/month": "twenty dollars per month",
    "it cost $3.": "it cost three dollars.",
}
PERCENT_AND_UNITS = {
    "50%": "fifty percent",
    "3.5 %": "three point five percent",
    "5-10%": "five to ten percent",
    "at 100%.": "at one hundred percent.",
    "5 km": "five kilometers",
    "1 km": "one kilometer",
    "5-km run": "five-kilometer run",
    "10 kg": "ten kilograms",
    "6 ft": "six feet",
    "6'2\"": "six foot two",
    "5 ft 3 in": "five foot three",
    "20°C": "twenty degrees Celsius",
    "-5°C": "minus five degrees Celsius",
    "98.6°F": "ninety-eight point six degrees Fahrenheit",
    "45°": "forty-five degrees",
    "100 mph": "one hundred miles per hour",
    "60 km/h": "sixty kilometers per hour",
    "5 m/s": "five meters per second",
    "3.5 GHz": "three point five gigahertz",
    "16 GB": "sixteen gigabytes",
    "It weighs 5lb 3oz.": "It weighs five pounds three ounces.",
    "2 hrs": "two hours",
    "50 m²": "fifty square meters",
    "1,200 sq ft": "one thousand two hundred square feet",
    "5 in. long": "five inches long",
    "5 in the morning": "five in the morning",
    "3 x 4": "three by four",
    "10 × 3": "ten times three",
    "£1.50/kg": "one pound and fifty pence per kilogram",
}
TIMES = {
    "3:30": "three thirty",
    "3:05 pm": "three oh five P.M",
    "12:00": "twelve o'clock",
    "15:00": "fifteen hundred hours",
    "17:45": "seventeen forty-five",
    "5 p.m.": "five P.M.",
    "5pm": "five P.M",
    "5 p.m. He left.": "five P.M. He left.",
    "at 10:30 a.m., he": "at ten thirty A.M, he",
    "10:30:15": "ten thirty and fifteen seconds",
    "10am-5pm": "ten A.M to five P.M",
    "9-5pm": "nine to five P.M",
    "10:30-11:30": "ten thirty to eleven thirty",
    "It's 5 o'clock.": "It's five o'clock.",
    "3:1": "three to one",
    "16:9": "sixteen to nine",
}
DATES = {
    "January 5, 2020": "January fifth, twenty twenty",
    "Jan. 5, 2020": "January fifth, twenty twenty",
    "January 5th": "January fifth",
    "July 20, 1969, at": "July twentieth, nineteen sixty-nine, at",
    "5 January 2020": "the fifth of January twenty twenty",
    "the 5th of May": "the fifth of May",
    "2020-01-05": "January fifth, twenty twenty",
    "1/5/2020": "January fifth, twenty twenty",
    "31/12/1999": "December thirty-first, nineteen ninety-nine",
    "5.1.2020": "January fifth, twenty twenty",
    "12/25/99": "December twenty-fifth, ninety-nine",
    "Jan 2020": "January twenty twenty",
    "May 5-7, 1990": "May fifth to seventh, nineteen ninety",
    "May–June 2020": "May to June twenty twenty",
    "Mon., Jan. 3": "Monday, January third",
    "On Sept. 11.": "On September eleventh.",
    "Oct 31st": "October thirty-first",
    "The Dec. quarter": "The December quarter",
}
ABBREVIATIONS = {
    "Mr. Smith": "Mister Smith",
    "Mrs. Jones": "Mrs Jones",
    "Ms. Lee": "Miz Lee",
    "Mr Smith": "Mister Smith",
    "Dr. Who": "Doctor Who",
    "Lt. Col. James Smith": "Lieutenant Colonel James Smith",
    "St. Paul": "Saint Paul",
    "In St. Louis": "In Saint Louis",
    "123 Main St. in town": "one hundred twenty-three Main Street in town",
    "42nd St.": "forty-second Street.",
    "Ocean Dr.": "Ocean Drive.",
    "Mt. St. Helens": "Mount Saint Helens",
    "apples, pears, etc.": "apples, pears, et cetera.",
    "etc. and so on": "et cetera and so on",
    "e.g. this": "for example, this",
    "e.g., apples": "for example, apples",
    "i.e., that": "that is, that",
    "Smith vs. Jones": "Smith versus Jones",
    "No. 5": "number five",
    "No. I said no.": "No. I said no.",
    "pp. 5-7": "pages five to seven",
    "Fig. 3": "figure three",
    "Vol. II": "volume two",
    "Acme Inc. said": "Acme Incorporated said",
    "Martin Luther King, Jr.": "Martin Luther King, Junior.",
    "She has a Ph.D. He too.": "She has a PhD. He too.",
    "w/ milk": "with milk",
}
ROMAN = {
    "Henry VIII": "Henry the eighth",
    "Elizabeth II was": "Elizabeth the second was",
    "Charles I was": "Charles the first was",
    "Louis XIV's": "Louis the fourteenth's",
    "Pope John Paul II": "Pope John Paul the second",
    "Chapter IV": "Chapter four",
    "Chapters II and III": "Chapters two and three",
    "World War II": "World War two",
    "Super Bowl XLII": "Super Bowl forty-two",
    "Act III, Scene II": "Act three, Scene two",
    "Rocky III": "Rocky three",
    "the XIX century": "the nineteenth century",
    "Mary I think so": "Mary I think so",
    "in this volume I brought": "in this volume I brought",
    "Malcolm X": "Malcolm X",
    "William C. Smith": "William C Smith",
    "Henry V. Poor": "Henry V Poor",
    "Washington DC": "Washington DC",
    "MIX": "MIX",
    "I, Claudius": "I, Claudius",
}
INITIALS = {
    "FBI": "FBI",
    "NASA's": "NASA's",
    "U.S.A.": "U.S.A.",
    "the U.S. Army": "the U.S Army",
    "He lives in the U.S.": "He lives in the U.S.",
    "in the U.S. He said": "in the U.S. He said",
    "J.K. Rowling": "J.K Rowling",
    "J. K. Rowling": "J.K Rowling",
    "George W. Bush": "George W Bush",
    "George A. Romero": "George Eigh Romero",
    "Plan A. Then go.": "Plan A. Then go.",
    "E. coli": "E coli",
    "COVID-19": "COVID nineteen",
    "MP3": "MP three",
    "H2O": "H two O",
    "3D": "three D",
}
PHONES = {
    "555-1234": "five five five, one two three four",
    "(555) 123-4567": "five five five, one two three, four five six seven",
    "1-800-555-1234": "one, eight zero zero, five five five, one two three four",
    "+44 20 7946 0958": "plus four four, two zero, seven nine four six, zero nine five eight",
    "Call 911": "Call nine one one",
}
SIGNS = {
    "Tom & Jerry": "Tom and Jerry",
    "AT&T": "AT&T",
    "me @ home": "me at home",
    "#1": "number one",
    "#winning": "hashtag winning",
    "2 + 2 = 4": "two plus two equals four",
    "1+1=2": "one plus one equals two",
    "5 ± 2": "five plus or minus two",
    "5>3": "five is greater than three",
    "~50": "about fifty",
    "and/or": "and or",
    "C++ and C#": "C plus plus and C sharp",
    "10²": "ten squared",
    "10^6": "ten to the power of six",
    "https://www.example.com/path": "W W W dot example dot com slash path",
    "example.com": "example dot com",
    "john.doe@example.com": "john dot doe at example dot com",
    "a-b@my-site.co.uk": "a dash b at my dash site dot co dot uk",
    "the Q&A": "the Q and Eigh",
    "report.pdf": "report dot pdf",
    "10–20": "ten to twenty",
    "pages 5–7": "pages five to seven",
}
MARKS = {
    "He said “hello” – twice.": 'He said "hello" — twice.',
    "it’s": "it's",
    "(the king)": "the king",
    "He (the king) left.": "He, the king, left.",
    "he asked (quietly).": "he asked, quietly.",
    "[sic]": "sic",
    "the printed book,": "the printed book,",
    'called "missal type,"': 'called "missal type,"',
    "dated (in 1462)": "dated, in fourteen sixty-two",
    "hello(world)": "hello, world",
    "wait... what": "wait… what",
    "well--maybe": "well — maybe",
    "well - maybe": "well — maybe",
    "word—word": "word — word",
    "...and then": "and then",
    "What?!": "What?!",
    "wow!!!": "wow!",
    "Hello ,world": "Hello, world",
    "end.Start": "end. Start",
    "ﬁne cafe\u0301": "fine café",
    "a\u200bb\u00adc\x07": "abc",
    "x\ty\u00a0z\r\n": "x y z",
    "😀 hello 😀": "hello",
    "• item": "item",
    "你好。再见！": "你好. 再见!",
}
TABLES = {
    "cardinals": CARDINALS,
    "ordinals": ORDINALS,
    "years": YEARS,
    "decimals and fractions": DECIMALS_AND_FRACTIONS,
    "money": MONEY,
    "percent and units": PERCENT_AND_UNITS,
    "times": TIMES,
    "dates": DATES,
    "abbreviations": ABBREVIATIONS,
    "Roman numerals": ROMAN,
    "initials": INITIALS,
    "phone numbers": PHONES,
    "signs": SIGNS,
    "marks": MARKS,
}
CASES = [
    pytest.param(written, spoken, id=f"{name}: {written}")
    for name, table in TABLES.items()
    for written, spoken in table.items()
]


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_written_text_becomes_words(written: str, spoken: str) -> None:
    assert normalize(written) == spoken


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_words_stay_as_they_are(written: str, spoken: str) -> None:
    assert normalize(spoken) == spoken, "normalizing twice must change nothing"


def test_no_digit_is_left_in_any_combination_of_what_the_tables_know() -> None:
    samples = [written for table in TABLES.values() for written in table]
    text = " and then ".join(samples)
    assert not re.search(r"\d", normalize(text))


def test_day_comes_first_in_british_english() -> None:
    assert normalize("3/4/2020", "en-gb") == "April third, twenty twenty"
    assert normalize("3/4/2020", "en-us") == "March fourth, twenty twenty"


def test_whole_sentences() -> None:
    text = "Dr. A. Jones paid $5.50 at 3:30 p.m. on Jan. 5th, 1999 (e.g. for 2 kg)."
    assert normalize(text) == (
        "Doctor Eigh Jones paid five dollars and fifty cents at three thirty P.M on January fifth, "
        "nineteen ninety-nine, for example, for two kilograms."
    )


@pytest.mark.parametrize("digits", ["9" * 16, "9" * 400, "9" * 3000])
def test_absurdly_long_numbers_are_spelled(digits: str) -> None:
    assert normalize(digits) == " ".join(["nine"] * len(digits))


def test_number_words() -> None:
    assert cardinal("1,001") == "one thousand one"
    assert ordinal(103) == "one hundred third"
    assert [year(y) for y in (476, 800, 1001, 1010, 2009, 3000)] == [
        "four seventy-six",
        "eight hundred",
        "one thousand one",
        "ten ten",
        "two thousand nine",
        "three thousand",
    ]
    assert number("0.05") == "zero point zero five"
    assert fraction(1, 2) == "one half"
    assert [plural(word) for word in ("day", "half", "inch", "twenty")] == [
        "days",
        "halves",
        "inches",
        "twenties",
    ]
    assert [value(numeral) for numeral in ("I", "IV", "XIV", "MCMXC")] == [1, 4, 14, 1990]


RULES_PASSED_OVER = [
    (dates, "expand_dates"),
    (dates, "expand_times"),
    (money, "expand_money"),
    (durations, "expand_durations"),
    (mathematics, "expand_mathematics"),
    (numbers, "join_groups"),
    (primes, "expand_primes"),
    (references, "expand_aircraft"),
    (references, "expand_references"),
    (telephone, "expand_telephone_numbers"),
    (signs, "expand_web"),
    (units, "expand_units"),
]
WITHOUT_DIGITS = [
    *(ROOT / "egs" / "datasets" / "demo_sentences.txt").read_text(encoding="utf-8").splitlines(),
    "From May—June, or Jan. – Feb., on Mon. or Sun. of May",
    "half % of it, a few % more, miles per hr and stones per kg",
    "a $ bill and a € coin, five US$, some ¢, nothing in C$ or USD",
    *("www.-x", "http://x", "me@here", "so.it is", "an end.Start", "an end!Start", "a.m.,B"),
    "at p.m. or AM, ten-o'clock, feet' and inches\", + and - of °C and °",
]


@pytest.mark.parametrize(("module", "rule"), RULES_PASSED_OVER)
def test_rules_are_passed_over_only_where_they_change_nothing(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, rule: str
) -> None:
    apply = getattr(module, rule)
    passed_over = [apply(text) for text in WITHOUT_DIGITS]
    if hasattr(module, "has_digits"):
        monkeypatch.setattr(module, "has_digits", lambda text: True)
    monkeypatch.setattr(mathematics, "_MAY_BE_A_FORMULA", re.compile(""))
    monkeypatch.setattr(mathematics, "_LIKE_A_FORMULA", re.compile(""))
    monkeypatch.setattr(signs, "_LIKE_AN_ADDRESS", re.compile(""))
    assert passed_over == [apply(text) for text in WITHOUT_DIGITS]
