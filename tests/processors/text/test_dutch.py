"""Dutch marks in words, written from the grammar of the language."""

import pytest

from processors.text.normalizer import normalize

TABLE = {
    "cardinal": [
        ("Er kwamen 21 mensen.", "Er kwamen eenentwintig mensen."),
        ("22 fietsen", "tweeëntwintig fietsen"),
        ("100 jaar", "honderd jaar"),
        ("007", "nul nul zeven"),
        ("2000 mensen", "tweeduizend mensen"),
        ("1500 mensen", "duizendvijfhonderd mensen"),
    ],
    "ordinal": [
        ("de 3e verdieping", "de derde verdieping"),
        ("de 1ste keer", "de eerste keer"),
        ("de 2de plaats", "de tweede plaats"),
        ("de 19e eeuw", "de negentiende eeuw"),
        ("het 21e kind", "het eenentwintigste kind"),
    ],
    "decimal": [
        ("3,50 meter", "drie komma vijf nul meter"),
        ("0,05", "nul komma nul vijf"),
        ("versie 3.1", "versie drie punt één"),
    ],
    "grouped thousands": [
        ("1.500 mensen", "duizendvijfhonderd mensen"),
        ("10 000 mensen", "tienduizend mensen"),
        ("1.234.567", "een miljoen tweehonderdvierendertigduizendvijfhonderdzevenenzestig"),
    ],
    "sign": [
        ("Het is -5 graden.", "Het is min vijf graden."),
        ("+3", "plus drie"),
        ("5 - 3 = 2", "vijf min drie is gelijk aan twee"),
        ("Jansen & Zonen", "Jansen en Zonen"),
        ("<5 mensen", "kleiner dan vijf mensen"),
    ],
    "range": [
        ("p. 12–15", "pagina twaalf tot vijftien"),
        ("10-20 mensen", "tien tot twintig mensen"),
        ("1914–1918", "negentienhonderdveertien tot negentienhonderdachttien"),
        ("10–15 %", "tien tot vijftien procent"),
        ("1 t/m 5", "één tot en met vijf"),
    ],
    "money": [
        ("€ 5,50", "vijf euro vijftig"),
        ("€5,50", "vijf euro vijftig"),
        ("5,50 euro", "vijf euro vijftig"),
        ("1 euro", "één euro"),
        ("€ 0,50", "vijftig cent"),
        ("€ 25,-", "vijfentwintig euro"),
        ("€ 1.234,05", "duizendtweehonderdvierendertig euro vijf"),
        ("5 mln. euro", "vijf miljoen euro"),
        ("$2,000", "tweeduizend dollar"),
        ("-5 €", "min vijf euro"),
    ],
    "percent": [("5 %", "vijf procent"), ("0,5%", "nul komma vijf procent")],
    "date": [
        ("op 3 oktober 2024", "op drie oktober tweeduizendvierentwintig"),
        ("3-10-2024", "drie oktober tweeduizendvierentwintig"),
        ("5 okt. 1984", "vijf oktober negentienhonderdvierentachtig"),
        ("van 3 tot 5 mei", "van drie tot vijf mei"),
        ("3-5 mei", "drie tot vijf mei"),
        ("in 1984", "in negentienhonderdvierentachtig"),
        ("in 1905", "in negentienhonderdvijf"),
        ("de jaren '80", "de jaren tachtig"),
        ("500 v.Chr.", "vijfhonderd voor Christus."),
    ],
    "time": [
        ("om 14:30 uur", "om veertien uur dertig"),
        ("om 14.30 uur", "om veertien uur dertig"),
        ("om 8 uur", "om acht uur"),
        ("tussen 8.00 en 17.00 uur", "tussen acht uur en zeventien uur"),
        ("van 10–12 uur", "van tien tot twaalf uur"),
        ("0:05", "nul uur vijf"),
        ("3-1 gewonnen", "drie één gewonnen"),
    ],
    "duration": [
        ("2h 15m", "twee uur vijftien minuten"),
        ("3 min 20 s", "drie minuten twintig seconden"),
        ("een 5-jarige jongen", "een vijfjarige jongen"),
    ],
    "unit": [
        ("3,5 km", "drie komma vijf kilometer"),
        ("120 km/h", "honderdtwintig kilometer per uur"),
        ("20 °C", "twintig graden Celsius"),
        ("5 m²", "vijf vierkante meter"),
        ("1 kg", "één kilogram"),
        ("10 µg", "tien microgram"),
        ("3 x 4 m", "drie bij vier meter"),
    ],
    "abbreviation": [
        ("Dr. Jansen werkt hier.", "Doctor Jansen werkt hier."),
        ("appels, peren enz.", "appels, peren enzovoort."),
        ("bijv. morgen", "bijvoorbeeld morgen"),
        ("o.a. hier", "onder andere hier"),
        ("Dhr. De Vries", "De heer De Vries"),
        ("i.p.v. koffie", "in plaats van koffie"),
        ("d.w.z. morgen", "dat wil zeggen morgen"),
        ("nr. 5", "nummer vijf"),
    ],
    "telephone": [
        ("Bel 06 12345678", "Bel nul zes, één twee drie vier vijf zes zeven acht"),
        ("020-1234567", "nul twee nul, één twee drie vier vijf zes zeven"),
        ("+31 20 123456", "plus drie één, twee nul, één twee drie vier vijf zes"),
    ],
    "version": [("versie 2.0.1", "versie twee punt nul punt één")],
    "fraction": [
        ("3/4 liter", "drie kwart liter"),
        ("1/2", "een half"),
        ("1/4 l", "een kwart liter"),
        ("½ l", "een halve liter"),
        ("2/3", "twee derde"),
        ("1½ uur", "anderhalf uur"),
        ("2 1/2 uur", "tweeënhalf uur"),
    ],
    "exponent": [("10^-3", "tien tot de macht min drie")],
    "Roman numeral": [
        ("Koning Willem III was koning.", "Koning Willem de Derde was koning."),
        ("in de XIXe eeuw", "in de negentiende eeuw"),
        ("deel IV", "deel vier"),
    ],
    "address": [("info@voorbeeld.nl", "info apenstaartje voorbeeld punt N L")],
    "initialism": [("J. R. Thorbecke leefde.", "J R Thorbecke leefde."), ("A. Jansen", "A Jansen")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "nl") == spoken
