"""Danish marks in words, written from the grammar of the language."""

import pytest

from processors.text.normalizer import normalize

TABLE = {
    "cardinal": [
        ("Der kom 21 personer.", "Der kom enogtyve personer."),
        ("1 krone", "en krone"),
        ("1 barn", "et barn"),
        ("1 time", "en time"),
        ("50", "halvtreds"),
        ("75", "femoghalvfjerds"),
        ("99", "nioghalvfems"),
        ("120", "et hundrede og tyve"),
        ("345", "tre hundrede og femogfyrre"),
        ("1500 mennesker", "et tusind fem hundrede mennesker"),
        ("007", "nul nul syv"),
    ],
    "ordinal": [
        ("3. oktober", "tredje oktober"),
        ("2. plads", "anden plads"),
        ("det 2. barn", "det andet barn"),
        ("det 19. århundrede", "det nittende århundrede"),
        ("30. april", "tredivte april"),
        ("31. maj", "enogtredivte maj"),
        ("50. gang", "halvtredsindstyvende gang"),
        ("Christian 4. var konge.", "Christian den fjerde var konge."),
        ("Han blev 80. Han gik.", "Han blev firs. Han gik."),
    ],
    "decimal": [
        ("3,5 meter", "tre komma fem meter"),
        ("1,50", "en komma fem nul"),
        ("0,05", "nul komma nul fem"),
        ("version 3.1", "version tre punktum en"),
    ],
    "grouped thousands": [
        ("10 000 mennesker", "ti tusind mennesker"),
        ("1.234.567", "en million to hundrede og fireogtredive tusind fem hundrede og syvogtres"),
        ("1.500 mennesker", "et tusind fem hundrede mennesker"),
    ],
    "sign": [
        ("Det er -5 grader.", "Det er minus fem grader."),
        ("+3", "plus tre"),
        ("5 - 3 = 2", "fem minus tre er lig med to"),
        ("Berg & Dal", "Berg og Dal"),
    ],
    "range": [
        ("s. 12–15", "side tolv til femten"),
        ("5-10 personer", "fem til ti personer"),
        ("1914–1918", "nittenhundrede og fjorten til nittenhundrede og atten"),
    ],
    "money": [
        ("Det koster 29,95 kr.", "Det koster niogtyve kroner og femoghalvfems øre."),
        ("1 kr. i dag", "en krone i dag"),
        ("500 kr.", "fem hundrede kroner."),
        ("kr. 500", "fem hundrede kroner"),
        ("200,-", "to hundrede kroner"),
        ("€ 5,50", "fem euro og halvtreds cent"),
        ("5 mio. kr.", "fem millioner kroner."),
    ],
    "percent": [
        ("5 %", "fem procent"),
        ("0,5%", "nul komma fem procent"),
        ("5 pct. af", "fem procent af"),
    ],
    "date": [
        ("den 3. oktober 2024", "den tredje oktober to tusind og fireogtyve"),
        ("17. maj 1984", "syttende maj nittenhundrede og fireogfirs"),
        ("3.10.2024", "tredje oktober to tusind og fireogtyve"),
        ("i 1905", "i nittenhundrede og fem"),
        ("i 1900", "i nittenhundrede"),
        ("i 1980'erne", "i nittenhundrede og firserne"),
        ("80'erne", "firserne"),
        ("500 f.Kr.", "fem hundrede før Kristus."),
    ],
    "time": [
        ("kl. 14.30", "klokken fjorten tredive"),
        ("kl. 8.00–16.00", "klokken otte til seksten"),
        ("14:30", "fjorten tredive"),
        ("kl. 8", "klokken otte"),
        ("8:05", "otte nul fem"),
    ],
    "duration": [
        ("2h 15m", "to timer femten minutter"),
        ("3 min 20 s", "tre minutter tyve sekunder"),
        ("en 5-årig dreng", "en femårig dreng"),
    ],
    "unit": [
        ("3,5 km", "tre komma fem kilometer"),
        ("120 km/t", "et hundrede og tyve kilometer i timen"),
        ("20 °C", "tyve grader celsius"),
        ("5 m²", "fem kvadratmeter"),
        ("1 kg", "et kilogram"),
        ("3 x 4 m", "tre gange fire meter"),
    ],
    "abbreviation": [
        ("bl.a. i Danmark", "blandt andet i Danmark"),
        ("f.eks. nu", "for eksempel nu"),
        ("Æbler osv. Han gik.", "Æbler og så videre. Han gik."),
        ("dr. Berg", "doktor Berg"),
        ("dvs. i morgen", "det vil sige i morgen"),
        ("nr. 5", "nummer fem"),
        ("pga. regn", "på grund af regn"),
    ],
    "telephone": [
        ("tlf. 22 33 44 55", "telefon to to, tre tre, fire fire, fem fem"),
        ("+45 22 33 44 55", "plus fire fem, to to, tre tre, fire fire, fem fem"),
    ],
    "version": [
        ("version 2.0.1", "version to punktum nul punktum en"),
    ],
    "fraction": [
        ("3/4 liter", "tre fjerdedele liter"),
        ("1/2", "en halv"),
        ("1,5 mio. kr.", "en komma fem millioner kroner."),
        ("1/4 l", "en fjerdedel liter"),
        ("1½ time", "halvanden time"),
        ("2½ time", "to og en halv time"),
    ],
    "exponent": [
        ("10^-3", "ti i minus tre"),
    ],
    "Roman numeral": [
        ("Frederik IX var konge.", "Frederik den niende var konge."),
        ("Margrethe II gik af.", "Margrethe den anden gik af."),
        ("del IV", "del fire"),
    ],
    "address": [
        ("info@eksempel.dk", "info snabel-a eksempel punktum D K"),
    ],
    "initialism": [
        ("H. C. Andersen levede.", "H C Andersen levede."),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "da") == spoken
