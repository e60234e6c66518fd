"""Swedish marks in words, written from the grammar of the language."""

import pytest

from processors.text.normalizer import normalize

TABLE = {
    "cardinal": [
        ("Det kom 21 personer.", "Det kom tjugoett personer."),
        ("1 krona", "en krona"),
        ("1 barn", "ett barn"),
        ("1 timme", "en timme"),
        ("100 gånger", "etthundra gånger"),
        ("120", "etthundratjugo"),
        ("345", "trehundrafyrtiofem"),
        ("1500 personer", "ettusen femhundra personer"),
        ("007", "noll noll sju"),
    ],
    "ordinal": [
        ("3:e gången", "tredje gången"),
        ("1:a pris", "första pris"),
        ("2:a plats", "andra plats"),
        ("den 21:a raden", "den tjugoförsta raden"),
        ("5:e våningen", "femte våningen"),
        ("30:e", "trettionde"),
    ],
    "decimal": [
        ("3,5 meter", "tre komma fem meter"),
        ("27,50", "tjugosju komma fem noll"),
        ("0,05", "noll komma noll fem"),
        ("version 3.1", "version tre punkt ett"),
    ],
    "grouped thousands": [
        ("10 000 personer", "tiotusen personer"),
        ("1 234 567", "en miljon tvåhundratrettiofyratusen femhundrasextiosju"),
        ("1.500 personer", "ettusen femhundra personer"),
    ],
    "sign": [
        ("Det är -5 grader.", "Det är minus fem grader."),
        ("+3", "plus tre"),
        ("5 - 3 = 2", "fem minus tre är lika med två"),
        ("Berg & Dal", "Berg och Dal"),
    ],
    "range": [
        ("s. 12–15", "sidan tolv till femton"),
        ("5-10 personer", "fem till tio personer"),
        ("1914–1918", "nittonhundrafjorton till nittonhundraarton"),
    ],
    "money": [
        ("Det kostar 29,99 kr.", "Det kostar tjugonio kronor och nittionio öre."),
        ("1 kr", "en krona"),
        ("25 kr", "tjugofem kronor"),
        ("50:-", "femtio kronor"),
        ("€ 5,50", "fem euro och femtio cent"),
        ("5 miljoner kronor", "fem miljoner kronor"),
        ("12 345 kr", "tolvtusen trehundrafyrtiofem kronor"),
    ],
    "percent": [
        ("5 %", "fem procent"),
        ("0,5%", "noll komma fem procent"),
    ],
    "date": [
        ("den 3 oktober 2024", "den tredje oktober tjugohundratjugofyra"),
        ("17 maj 1984", "sjuttonde maj nittonhundraåttiofyra"),
        ("år 1905", "år nittonhundrafem"),
        ("3/10/2024", "tredje oktober tjugohundratjugofyra"),
        ("2024-10-03", "tredje oktober tjugohundratjugofyra"),
        ("år 1900", "år nittonhundra"),
        ("2005 kom han", "tvåtusenfem kom han"),
        ("på 1980-talet", "på nittonhundraåttiotalet"),
        ("80-talet", "åttiotalet"),
        ("1900-talet", "nittonhundratalet"),
        ("500 f.Kr.", "femhundra före Kristus."),
    ],
    "time": [
        ("kl. 14.30", "klockan fjorton trettio"),
        ("kl. 8.00–16.00", "klockan åtta till sexton"),
        ("14:30", "fjorton trettio"),
        ("kl. 8", "klockan åtta"),
        ("8:05", "åtta noll fem"),
    ],
    "duration": [
        ("2h 15m", "två timmar femton minuter"),
        ("3 min 20 s", "tre minuter tjugo sekunder"),
        ("en 5-årig pojke", "en femårig pojke"),
    ],
    "unit": [
        ("3,5 km", "tre komma fem kilometer"),
        ("120 km/h", "etthundratjugo kilometer per timme"),
        ("20 °C", "tjugo grader Celsius"),
        ("5 m²", "fem kvadratmeter"),
        ("1 kg", "ett kilogram"),
        ("3 x 4 m", "tre gånger fyra meter"),
    ],
    "abbreviation": [
        ("bl.a. i Sverige", "bland annat i Sverige"),
        ("t.ex. nu", "till exempel nu"),
        ("Äpplen osv. Han gick.", "Äpplen och så vidare. Han gick."),
        ("dr. Berg", "doktor Berg"),
        ("dvs. imorgon", "det vill säga imorgon"),
        ("nr 5", "nummer fem"),
        ("p.g.a. regn", "på grund av regn"),
    ],
    "telephone": [
        ("08-123 45 67", "noll åtta, ett två tre, fyra fem, sex sju"),
        ("+46 8 123 45 67", "plus fyra sex, åtta, ett två tre, fyra fem, sex sju"),
    ],
    "version": [
        ("version 2.0.1", "version två punkt noll punkt ett"),
    ],
    "fraction": [
        ("3/4 liter", "tre fjärdedelar liter"),
        ("1/2", "en halv"),
        ("1/4 l", "en fjärdedel liter"),
        ("3/8", "tre åttondelar"),
        ("1½ timme", "en och en halv timme"),
    ],
    "exponent": [
        ("10^-3", "tio upphöjt till minus tre"),
    ],
    "Roman numeral": [
        ("Gustav III var kung.", "Gustav den tredje var kung."),
        ("Karl XII dog.", "Karl den tolfte dog."),
        ("del IV", "del fyra"),
    ],
    "address": [
        ("info@exempel.se", "info snabel-a exempel punkt S E"),
    ],
    "initialism": [
        ("A. Lindgren", "A Lindgren"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "sv") == spoken
