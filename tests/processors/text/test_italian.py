"""Italian marks in words, written from the grammar of the language."""

import pytest

from processors.text import espeak
from processors.text.languages import find_language
from processors.text.normalizer import normalize
from processors.text.sentences import split_sentences

TABLE = {
    "cardinal": [
        ("Sono venute 21 persone.", "Sono venute ventuno persone."),
        ("Ha 21 anni.", "Ha ventun anni."),
        ("Ha 1 cane, 1 gatta e 1 zaino.", "Ha un cane, una gatta e uno zaino."),
        ("1 studente su 10", "uno studente su dieci"),
        ("Manca 1 ora.", "Manca un'ora."),
        ("1 grande casa", "una grande casa"),
        ("1 problema", "un problema"),
        ("1 mano", "una mano"),
        ("La stanza 1 è libera.", "La stanza uno è libera."),
        ("0", "zero"),
        ("23", "ventitré"),
        ("101", "centouno"),
        ("123", "centoventitré"),
        ("1001 notti", "milleuno notti"),
        ("2000 euro", "duemila euro"),
        ("10mila persone", "diecimila persone"),
        ("50 mila euro", "cinquantamila euro"),
        ("007", "zero zero sette"),
        ("Il 50enne e la 18enne", "Il cinquantenne e la diciottenne"),
        ("Ci sono 1500 libri.", "Ci sono millecinquecento libri."),
    ],
    "ordinal": [
        ("il 1° maggio", "il primo maggio"),
        ("il 1º giorno", "il primo giorno"),
        ("la 1ª volta", "la prima volta"),
        ("la 2a classe", "la seconda classe"),
        ("al 3° piano", "al terzo piano"),
        ("3° piano", "terzo piano"),
        ("l'8ª edizione", "l'ottava edizione"),
        ("il 23° posto", "il ventitreesimo posto"),
        ("la 2° edizione", "la seconda edizione"),
        ("il 1° e il 2° posto", "il primo e il secondo posto"),
        ("È arrivato 3°.", "È arrivato terzo."),
        ("il 18esimo compleanno", "il diciottesimo compleanno"),
        ("la 100esima volta", "la centesima volta"),
    ],
    "decimal": [
        ("3,14", "tre virgola quattordici"),
        ("2,50 metri", "due virgola cinquanta metri"),
        ("0,05", "zero virgola zero cinque"),
        ("1,5 ore", "uno virgola cinque ore"),
        ("Windows 3.1", "Windows tre punto uno"),
    ],
    "grouped thousands": [
        ("1.500 pagine", "millecinquecento pagine"),
        ("10 000 abitanti", "diecimila abitanti"),
        ("10\u00a0000 abitanti", "diecimila abitanti"),
        ("1'250 franchi", "milleduecentocinquanta franchi"),
        ("1.234.567", "un milione duecentotrentaquattromilacinquecentosessantasette"),
        ("2.000.000 abitanti", "due milioni di abitanti"),
        ("5 milioni di abitanti", "cinque milioni di abitanti"),
    ],
    "sign": [
        ("Fa -5 gradi.", "Fa meno cinque gradi."),
        ("−3,5", "meno tre virgola cinque"),
        ("+3", "più tre"),
        ("5 - 3 = 2", "cinque meno tre uguale due"),
        ("Rossi & Figli", "Rossi e Figli"),
        ("<5 persone", "meno di cinque persone"),
        ("§ 5", "paragrafo cinque"),
    ],
    "range": [
        ("pp. 12-15", "pagine da dodici a quindici"),
        ("10–20 persone", "da dieci a venti persone"),
        ("in 10-15 minuti", "in dieci quindici minuti"),
        ("per 2-3 giorni", "per due tre giorni"),
        ("1914–1918", "dal millenovecentoquattordici al millenovecentodiciotto"),
        ("la stagione 2023/24", "la stagione duemilaventitré ventiquattro"),
        ("10–15 %", "da dieci a quindici per cento"),
        ("vince 3-1", "vince tre a uno"),
    ],
    "money": [
        ("3,50 euro", "tre euro e cinquanta centesimi"),
        ("€ 29,99", "ventinove euro e novantanove centesimi"),
        ("€29,99", "ventinove euro e novantanove centesimi"),
        ("1 €", "un euro"),
        ("1,01 €", "un euro e un centesimo"),
        ("0,50 €", "cinquanta centesimi"),
        ("21 €", "ventun euro"),
        ("1.234,05 EUR", "milleduecentotrentaquattro euro e cinque centesimi"),
        ("€ 1.000.000", "un milione di euro"),
        ("5 mln €", "cinque milioni di euro"),
        ("2,5 miliardi di euro", "due virgola cinque miliardi di euro"),
        ("1 mld di dollari", "un miliardo di dollari"),
        ("$2,000", "duemila dollari"),
        ("1 £", "una sterlina"),
        ("10–20 €", "da dieci a venti euro"),
        ("-5 €", "meno cinque euro"),
        ("3 €/kg", "tre euro al chilogrammo"),
        ("1.000 lire", "mille lire"),
    ],
    "percent": [
        ("il 5%", "il cinque per cento"),
        ("l'1%", "l'uno per cento"),
        ("lo 0,5 %", "lo zero virgola cinque per cento"),
        ("2 ‰", "due per mille"),
    ],
    "date": [
        ("Il 3 ottobre 2024", "Il tre ottobre duemilaventiquattro"),
        ("1 gennaio 2001", "primo gennaio duemilauno"),
        ("l'8 marzo", "l'otto marzo"),
        ("l'11/09/2001", "l'undici settembre duemilauno"),
        ("il 3.10.2024", "il tre ottobre duemilaventiquattro"),
        ("2024-10-03", "tre ottobre duemilaventiquattro"),
        ("12 ott. 1492", "dodici ottobre millequattrocentonovantadue"),
        ("dal 3 al 5 maggio", "dal tre al cinque maggio"),
        ("3-8 maggio", "dal tre all'otto maggio"),
        ("il 3-4 maggio", "il tre e quattro maggio"),
        ("nel 1984", "nel millenovecentottantaquattro"),
        ("il '900", "il Novecento"),
        ("nell'800", "nell'Ottocento"),
        ("gli anni '80", "gli anni Ottanta"),
        ("nel '68", "nel sessantotto"),
        ("nel 44 a.C.", "nel quarantaquattro avanti Cristo."),
        ("nel 79 d.C. Pompei", "nel settantanove dopo Cristo Pompei"),
    ],
    "time": [
        ("alle 14:30", "alle quattordici e trenta"),
        ("ore 14.30", "ore quattordici e trenta"),
        ("alle ore 14,30", "alle ore quattordici e trenta"),
        ("alle 8.05", "alle otto e cinque"),
        ("h 9.00", "ore nove"),
        ("all'1:30", "all'una e trenta"),
        ("all'1 di notte", "all'una di notte"),
        ("ore 1", "ore una"),
        ("ore 9-12", "dalle ore nove alle dodici"),
        ("9:00-12:30", "dalle nove alle dodici e trenta"),
        ("dalle 8.30 alle 17.00", "dalle otto e trenta alle diciassette"),
        ("al 45'", "al quarantacinquesimo"),
        ("2:1", "due a uno"),
    ],
    "duration": [
        ("2h 15m", "due ore e quindici minuti"),
        ("3 min 20 s", "tre minuti venti secondi"),
        ("dura 90'", "dura novanta minuti"),
        ("1 h", "un'ora"),
    ],
    "unit": [
        ("3,5 km", "tre virgola cinque chilometri"),
        ("1 km", "un chilometro"),
        ("120 km/h", "centoventi chilometri orari"),
        ("20 °C", "venti gradi Celsius"),
        ("30° all'ombra", "trenta gradi all'ombra"),
        ("80 mq", "ottanta metri quadrati"),
        ("5 m²", "cinque metri quadrati"),
        ("1 t", "una tonnellata"),
        ("3 ha di vigna", "tre ettari di vigna"),
        ("Il numero 5 ha vinto.", "Il numero cinque ha vinto."),
        ("5 mg/dl", "cinque milligrammi per decilitro"),
        ("3 x 4 m", "tre per quattro metri"),
        ("10 kg.", "dieci chilogrammi."),
    ],
    "abbreviation": [
        ("Il Sig. Rossi e la Sig.ra Bianchi", "Il Signor Rossi e la Signora Bianchi"),
        ("il dott. Verdi", "il dottor Verdi"),
        ("la prof.ssa Neri", "la professoressa Neri"),
        ("pane, latte, ecc.", "pane, latte, eccetera."),
        ("pane ecc. Poi uscì.", "pane eccetera. Poi uscì."),
        ("ad es. oggi", "ad esempio oggi"),
        ("art. 5, c. 2", "articolo cinque, comma due"),
        ("n. 7", "numero sette"),
        ("n° 7", "numero sette"),
        ("S. Pietro e S. Antonio", "San Pietro e Sant'Antonio"),
        ("S. Maria e S. Stefano", "Santa Maria e Santo Stefano"),
        ("P.zza Garibaldi", "Piazza Garibaldi"),
        ("la Fiat S.p.A. ha", "la Fiat S P A ha"),
        ("legge 104/92", "legge centoquattro del novantadue"),
    ],
    "telephone": [
        ("06 1234567", "zero sei, uno due tre quattro cinque sei sette"),
        ("+39 06 123456", "più tre nove, zero sei, uno due tre quattro cinque sei"),
        ("333 1234567", "tre tre tre, uno due tre quattro cinque sei sette"),
        ("tel. 12345", "telefono uno due tre quattro cinque"),
    ],
    "version": [
        ("versione 2.0.1", "versione due punto zero punto uno"),
        ("Python3.11", "Python tre punto undici"),
    ],
    "fraction": [
        ("3/4", "tre quarti"),
        ("1/3", "un terzo"),
        ("1/2 litro", "mezzo litro"),
        ("½ ora", "mezz'ora"),
        ("2 ½ ore", "due ore e mezza"),
        ("1 1/2 ora", "un'ora e mezza"),
        ("2 1/2", "due e mezzo"),
    ],
    "exponent": [
        ("10^-3", "dieci alla meno tre"),
        ("5²", "cinque al quadrato"),
        ("10⁸", "dieci all'ottava"),
        ("6·10²³", "sei per dieci alla ventitreesima"),
    ],
    "Roman numeral": [
        ("Vittorio Emanuele II fu re.", "Vittorio Emanuele secondo fu re."),
        ("Elisabetta II", "Elisabetta seconda"),
        ("papa Giovanni XXIII", "papa Giovanni ventitreesimo"),
        ("Carlo V e Pio X", "Carlo quinto e Pio decimo"),
        ("nel XIX secolo", "nel diciannovesimo secolo"),
        ("nel sec. XIX", "nel secolo diciannovesimo"),
        ("la II guerra mondiale", "la seconda guerra mondiale"),
        ("la I guerra mondiale", "la prima guerra mondiale"),
        ("I ragazzi", "I ragazzi"),
        ("capitolo IV", "capitolo quarto"),
        ("via XX Settembre", "via venti Settembre"),
    ],
    "address": [
        ("info@example.it", "info chiocciola example punto I T"),
        ("www.example.com/shop", "W W W punto example punto com barra shop"),
    ],
    "initialism": [
        ("J. S. Bach visse.", "J S Bach visse."),
        ("l'A.C. Milan", "l'A C Milan"),
        ("gli U.S.A. sono", "gli U S A sono"),
    ],
    "marks": [
        ("«Ciao», disse l’uomo...", '"Ciao", disse l\'uomo…'),
        ("dell’acqua", "dell'acqua"),
        ("oggi e/o domani", "oggi e o domani"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "it") == spoken


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Vide il dott. Rossi. Poi uscì.", ["Vide il dott. Rossi.", "Poi uscì."]),
        ("Pane, latte ecc. Il resto no.", ["Pane, latte ecc.", "Il resto no."]),
        ("L'art. 5 vale. L'altro no.", ["L'art. 5 vale.", "L'altro no."]),
        ("Nacque nel 44 a.C. L'anno dopo morì.", ["Nacque nel 44 a.C.", "L'anno dopo morì."]),
        ("Scrisse J. S. Bach. E poi?", ["Scrisse J. S. Bach.", "E poi?"]),
        ("«Vieni?» chiese. «No…» disse.", ["«Vieni?» chiese.", "«No…» disse."]),
        ("Visse a S. Giovanni. Morì ieri.", ["Visse a S. Giovanni.", "Morì ieri."]),
    ],
)
def test_sentence_ends(text: str, sentences: list[str]) -> None:
    assert split_sentences(text, language="it") == sentences


def test_s_of_number_words_is_voiceless() -> None:
    language = find_language("it")
    words = [language.respell(word) for word in ("trentasette", "casa", "diciassette")]
    assert words == ["trenta'sette", "casa", "diciassette"]
    assert "z" not in espeak.phonemize_words([words[0]], "it")[0]
