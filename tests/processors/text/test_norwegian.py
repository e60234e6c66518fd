"""Norwegian marks in words, written from the grammar of the language."""

import pytest

from processors.text.normalizer import normalize

TABLE = {
    "cardinal": [
        ("Det kom 21 personer.", "Det kom tjueen personer."),
        ("1 krone", "en krone"),
        ("1 barn", "ett barn"),
        ("1 time", "en time"),
        ("100 ganger", "ett hundre ganger"),
        ("120", "ett hundre og tjue"),
        ("345", "tre hundre og førtifem"),
        ("1500 mennesker", "ett tusen fem hundre mennesker"),
        ("007", "null null sju"),
    ],
    "ordinal": [
        ("17. mai", "syttende mai"),
        ("3. gang", "tredje gang"),
        ("2. plass", "andre plass"),
        ("i 13. etasje", "i trettende etasje"),
        ("det 19. århundre", "det nittende århundre"),
        ("den 21. gangen", "den tjueførste gangen"),
        ("30. april", "trettiende april"),
        ("Christian 4. var konge.", "Christian den fjerde var konge."),
        ("Han ble 80. Han gikk.", "Han ble åtti. Han gikk."),
    ],
    "decimal": [
        ("3,5 meter", "tre komma fem meter"),
        ("27,50", "tjuesju komma fem null"),
        ("0,05", "null komma null fem"),
        ("versjon 3.1", "versjon tre punktum en"),
    ],
    "grouped thousands": [
        ("10 000 mennesker", "ti tusen mennesker"),
        ("1 234 567", "en million to hundre og trettifire tusen fem hundre og sekstisju"),
        ("1.500 mennesker", "ett tusen fem hundre mennesker"),
    ],
    "sign": [
        ("Det er -5 grader.", "Det er minus fem grader."),
        ("+3", "pluss tre"),
        ("5 - 3 = 2", "fem minus tre er lik to"),
        ("Berg & Dal", "Berg og Dal"),
    ],
    "range": [
        ("s. 12–15", "side tolv til femten"),
        ("5-10 personer", "fem til ti personer"),
        ("1914–1918", "nitten fjorten til nitten atten"),
    ],
    "money": [
        ("Det koster 29,99 kr.", "Det koster tjueni kroner og nittini øre."),
        ("1 kr", "en krone"),
        ("kr 500", "fem hundre kroner"),
        ("200,-", "to hundre kroner"),
        ("€ 5,50", "fem euro og femti cent"),
        ("5 millioner kroner", "fem millioner kroner"),
        ("5 mill. kr", "fem millioner kroner"),
    ],
    "percent": [
        ("5 %", "fem prosent"),
        ("0,5%", "null komma fem prosent"),
    ],
    "date": [
        ("17. mai 1984", "syttende mai nitten åttifire"),
        ("3. oktober 2024", "tredje oktober tjue tjuefire"),
        ("den 3.10.2024", "den tredje oktober tjue tjuefire"),
        ("i 1905", "i nitten hundre og fem"),
        ("i 1900", "i nitten hundre"),
        ("2005 kom", "to tusen og fem kom"),
        ("på 1980-tallet", "på nittenåttitallet"),
        ("80-tallet", "åttitallet"),
        ("500 f.Kr.", "fem hundre før Kristus."),
    ],
    "time": [
        ("kl. 14.30", "klokken fjorten tretti"),
        ("kl. 8.00–16.00", "klokken åtte til seksten"),
        ("14:30", "fjorten tretti"),
        ("kl. 8", "klokken åtte"),
        ("8:05", "åtte null fem"),
    ],
    "duration": [
        ("2h 15m", "to timer femten minutter"),
        ("3 min 20 s", "tre minutter tjue sekunder"),
        ("en 5-årig gutt", "en femårig gutt"),
    ],
    "unit": [
        ("3,5 km", "tre komma fem kilometer"),
        ("120 km/t", "ett hundre og tjue kilometer i timen"),
        ("20 °C", "tjue grader celsius"),
        ("5 m²", "fem kvadratmeter"),
        ("1 kg", "ett kilogram"),
        ("3 x 4 m", "tre ganger fire meter"),
    ],
    "abbreviation": [
        ("bl.a. i Norge", "blant annet i Norge"),
        ("f.eks. nå", "for eksempel nå"),
        ("Epler osv. Han gikk.", "Epler og så videre. Han gikk."),
        ("dr. Berg", "doktor Berg"),
        ("dvs. i morgen", "det vil si i morgen"),
        ("nr. 5", "nummer fem"),
        ("pga. regn", "på grunn av regn"),
    ],
    "telephone": [
        ("tlf. 22 33 44 55", "telefon to to, tre tre, fire fire, fem fem"),
        ("+47 22 33 44 55", "pluss fire sju, to to, tre tre, fire fire, fem fem"),
    ],
    "version": [
        ("versjon 2.0.1", "versjon to punktum null punktum en"),
    ],
    "fraction": [
        ("3/4 liter", "tre fjerdedeler liter"),
        ("1/2", "en halv"),
        ("1/4 l", "en fjerdedel liter"),
        ("1½ time", "en og en halv time"),
    ],
    "exponent": [
        ("10^-3", "ti opphøyd i minus tre"),
    ],
    "Roman numeral": [
        ("Harald V var konge.", "Harald den femte var konge."),
        ("Haakon VII døde.", "Haakon den sjuende døde."),
        ("del IV", "del fire"),
    ],
    "address": [
        ("info@eksempel.no", "info krøllalfa eksempel punktum N O"),
    ],
    "initialism": [
        ("H. Ibsen", "H Ibsen"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "nb") == spoken
