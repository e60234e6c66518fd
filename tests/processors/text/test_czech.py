"""Czech marks in words, written from the grammar of the language."""

import pytest

from processors.text.languages import find_language
from processors.text.normalizer import normalize
from processors.text.sentences import split_sentences

TABLE = {
    "cardinal": [
        ("Přišlo 21 lidí.", "Přišlo dvacet jedna lidí."),
        ("2 muži, 2 ženy, 2 města", "dva muži, dvě ženy, dvě města"),
        ("1 muž, 1 žena, 1 město", "jeden muž, jedna žena, jedno město"),
        ("22 domů", "dvacet dva domů"),
        ("5 domů", "pět domů"),
        ("100 lidí", "sto lidí"),
        ("101 lidí", "sto jedna lidí"),
        ("200, 300, 500", "dvě stě, tři sta, pět set"),
        ("1000 slov", "tisíc slov"),
        ("2000 slov", "dva tisíce slov"),
        ("5000 slov", "pět tisíc slov"),
        ("2 000 000", "dva miliony"),
        ("Zbylo jich 0.", "Zbylo jich nula."),
        ("007", "nula nula sedm"),
        ("pokoj 1", "pokoj jedna"),
    ],
    "case of a cardinal": [
        ("do 20 lidí", "do dvaceti lidí"),
        ("od 3 do 5 let", "od tří do pěti let"),
        ("kolem 100 stran", "kolem sta stran"),
        ("k 5 lidem", "k pěti lidem"),
        ("s 5 muži", "s pěti muži"),
        ("se 2 ženami", "se dvěma ženami"),
        ("ve 3 městech", "ve třech městech"),
        ("v 1 domě", "v jednom domě"),
        ("po 2 letech", "po dvou letech"),
        ("před 10 lety", "před deseti lety"),
        ("za 3 dny", "za tři dny"),
        ("pro 1 osobu", "pro jednu osobu"),
        ("Sešlo se 5 lidí.", "Sešlo se pět lidí."),
        ("mezi 5 a 10 lidmi", "mezi pěti a deseti lidmi"),
    ],
    "ordinal": [
        ("3. místo", "třetí místo"),
        ("na 3. místě", "na třetím místě"),
        ("do 2. kola", "do druhého kola"),
        ("v 1. třídě", "v první třídě"),
        ("2. světová válka", "druhá světová válka"),
        ("po 2. světové válce", "po druhé světové válce"),
        ("před 2. světovou válkou", "před druhou světovou válkou"),
        ("1. a 2. liga", "první a druhá liga"),
        ("oslava 100. výročí", "oslava stého výročí"),
        ("25. výročí", "dvacáté páté výročí"),
        ("v 5. patře", "v pátém patře"),
        ("žáci 1.–3. tříd", "žáci prvních až třetích tříd"),
        ("k 31. prosinci", "k třicátému prvnímu prosinci"),
        ("5. den", "pátý den"),
        ("Bylo jich 5. Potom šel.", "Bylo jich pět. Potom šel."),
    ],
    "decimal": [
        ("3,5", "tři celé pět"),
        ("1,5", "jedna celá pět"),
        ("27,50", "dvacet sedm celých padesát"),
        ("0,05", "nula celá nula pět"),
        ("2,5 metru", "dvě celé pět metru"),
    ],
    "grouped thousands": [
        ("1 500 lidí", "tisíc pět set lidí"),
        ("123 456 korun", "sto dvacet tři tisíc čtyři sta padesát šest korun"),
        ("10\u00a0000 lidí", "deset tisíc lidí"),
        ("1.234.567", "milion dvě stě třicet čtyři tisíc pět set šedesát sedm"),
        ("pokoje 101 102", "pokoje sto jedna sto dva"),
    ],
    "sign": [
        ("-5 stupňů", "mínus pět stupňů"),
        ("+3", "plus tři"),
        ("5 - 3 = 2", "pět mínus tři rovná se dva"),
        ("Novák & syn", "Novák a syn"),
        ("<5 minut", "méně než pět minut"),
        ("§ 5 odst. 3", "paragraf pět odstavec tři"),
    ],
    "range": [
        ("10–20 lidí", "deset až dvacet lidí"),
        ("5-7 km", "pět až sedm kilometrů"),
        ("10–15 %", "deset až patnáct procent"),
        ("s. 12–15", "strana dvanáct až patnáct"),
        ("do 10-15 dnů", "do deseti až patnácti dnů"),
    ],
    "money": [
        ("29,90 Kč", "dvacet devět korun devadesát haléřů"),
        ("1 Kč, 2 Kč, 5 Kč, 22 Kč", "jedna koruna, dvě koruny, pět korun, dvacet dva korun"),
        ("za 1 Kč", "za jednu korunu"),
        ("0,50 Kč", "padesát haléřů"),
        ("do 5 Kč", "do pěti korun"),
        ("1 234 Kč", "tisíc dvě stě třicet čtyři korun"),
        ("€5", "pět eur"),
        ("2 €", "dvě eura"),
        ("$2", "dva dolary"),
        ("100 CZK", "sto korun"),
        ("5 mil. Kč", "pět milionů korun"),
        ("2 mld. korun", "dvě miliardy korun"),
        ("10–20 Kč", "deset až dvacet korun"),
        ("30 Kč/kg", "třicet korun za kilogram"),
        ("-5 Kč", "mínus pět korun"),
    ],
    "percent": [
        ("1 %, 2 %, 5 %", "jedno procento, dvě procenta, pět procent"),
        ("o 3,5 %", "o tři celé pět procenta"),
        ("v 60 % případů", "v šedesáti procentech případů"),
        ("10% sleva", "desetiprocentní sleva"),
        ("2 ‰", "dvě promile"),
    ],
    "date": [
        ("3. května", "třetího května"),
        ("3. května 2024", "třetího května dva tisíce dvacet čtyři"),
        ("3. 5. 2024", "třetího května dva tisíce dvacet čtyři"),
        ("3.5.2024", "třetího května dva tisíce dvacet čtyři"),
        ("dne 28. 10. 1918", "dne dvacátého osmého října tisíc devět set osmnáct"),
        ("3. 5. přišel", "třetího května přišel"),
        ("2024-10-03", "třetího října dva tisíce dvacet čtyři"),
        ("od 5. do 7. května", "od pátého do sedmého května"),
        ("5.–7. května", "pátého až sedmého května"),
        ("k 1. lednu", "k prvnímu lednu"),
    ],
    "year": [
        ("v roce 1984", "v roce tisíc devět set osmdesát čtyři"),
        ("v r. 1984", "v roce tisíc devět set osmdesát čtyři"),
        ("roku 2005", "roku dva tisíce pět"),
        ("do roku 2000", "do roku dva tisíce"),
        (
            "v letech 1939–1945",
            "v letech tisíc devět set třicet devět až tisíc devět set čtyřicet pět",
        ),
        ("v 80. letech", "v osmdesátých letech"),
        ("90. léta 20. století", "devadesátá léta dvacátého století"),
        ("44 př. n. l.", "čtyřicet čtyři před naším letopočtem."),
    ],
    "time": [
        ("ve 14:30", "ve čtrnáct hodin třicet minut"),
        ("ve 14.30", "ve čtrnáct hodin třicet minut"),
        ("ve 14.30 hodin", "ve čtrnáct hodin třicet minut"),
        ("v 8:00", "v osm hodin"),
        ("v 1:00", "v jednu hodinu"),
        ("od 8:00 do 16:30", "od osmi hodin do šestnácti hodin třiceti minut"),
        ("8:00–16:00", "od osmi hodin do šestnácti hodin"),
        ("před 14:00", "před čtrnáctou hodinou"),
        ("po 8. hodině", "po osmé hodině"),
        ("ve 2 hodiny", "ve dvě hodiny"),
        ("v 10.00 hod.", "v deset hodin."),
        ("od 8.00 do 12.30.", "od osmi hodin do dvanácti hodin třiceti minut."),
        ("od 1.12. do 5.12. platí", "od prvního prosince do pátého prosince platí"),
        ("Přijdu v 7.", "Přijdu v sedm."),
        ("Po–Pá 8:00–16:00", "pondělí až pátek od osmi hodin do šestnácti hodin"),
        ("0:30", "nula hodin třicet minut"),
        ("vyhráli 2:1", "vyhráli dva jedna"),
    ],
    "duration": [
        ("2 h 15 min", "dvě hodiny patnáct minut"),
        ("1 min 22 s", "jedna minuta dvacet dva sekund"),
        ("za 1 h", "za jednu hodinu"),
        ("5letý chlapec", "pětiletý chlapec"),
        ("20letá žena", "dvacetiletá žena"),
        ("2krát, 3krát, 5krát", "dvakrát, třikrát, pětkrát"),
        ("2x denně", "dvakrát denně"),
    ],
    "unit": [
        ("1 km, 2 km, 5 km", "jeden kilometr, dva kilometry, pět kilometrů"),
        ("3,5 km", "tři celé pět kilometru"),
        ("2 t, 21 t", "dvě tuny, dvacet jedna tun"),
        ("kolem 5 kg", "kolem pěti kilogramů"),
        ("20 °C", "dvacet stupňů Celsia"),
        ("s 5 kg", "s pěti kilogramy"),
        ("6 l/100 km", "šest litrů na sto kilometrů"),
        ("120 km/h", "sto dvacet kilometrů za hodinu"),
        ("5 m²", "pět metrů čtverečních"),
        ("5 mg/l", "pět miligramů na litr"),
        ("15 tis. kusů", "patnáct tisíc kusů"),
        ("3 x 4 m", "tři krát čtyři metry"),
    ],
    "abbreviation": [
        ("např. dr. Novák", "například doktor Novák"),
        ("tzn. psi, tj. ti, mj. kočky", "to znamená psi, to jest ti, mimo jiné kočky"),
        ("jablka, hrušky atd.", "jablka, hrušky a tak dále."),
        ("jablka apod. Pak šel.", "jablka a podobně. Pak šel."),
        ("v ul. Dlouhé 5", "v ulici Dlouhé pět"),
        ("kostel sv. Anny a sv. Jana", "kostel svaté Anny a svatého Jana"),
        ("č. 5", "číslo pět"),
        ("na str. 12", "na straně dvanáct"),
        ("prof. Ing. Novák, CSc.", "profesor inženýr Novák, C S C."),
        ("p. Novák", "pan Novák"),
        ("v 19. stol. žil", "v devatenáctém století žil"),
    ],
    "telephone": [
        ("601 234 567", "šest nula jedna, dva tři čtyři, pět šest sedm"),
        ("tel. 222 123 456", "telefon dva dva dva, jedna dva tři, čtyři pět šest"),
        (
            "+420 601 234 567",
            "plus čtyři dva nula, šest nula jedna, dva tři čtyři, pět šest sedm",
        ),
        ("110 00 Praha", "jedna jedna nula nula nula Praha"),
    ],
    "version": [
        ("verze 2.0.1", "verze dva tečka nula tečka jedna"),
        ("Python3.11", "Python tři tečka jedenáct"),
    ],
    "fraction": [
        ("3/4 litru", "tři čtvrtiny litru"),
        ("1/2", "jedna polovina"),
        ("1/2 l", "půl litru"),
        ("3/4 kg", "tři čtvrtiny kilogramu"),
        ("2/3", "dvě třetiny"),
        ("1/2 lžičky", "půl lžičky"),
        ("z 1/3", "z jedné třetiny"),
        ("ulice Dlouhá 3/4", "ulice Dlouhá tři lomeno čtyři"),
        ("5/8", "pět osmin"),
        ("½", "jedna polovina"),
    ],
    "exponent": [
        ("10^2", "deset na druhou"),
        ("10^-3", "deset na mínus třetí"),
        ("6·10²³", "šest krát deset na dvacátou třetí"),
    ],
    "Roman numeral": [
        ("Karel IV. byl císař.", "Karel Čtvrtý byl císař."),
        ("syn Karla IV.", "syn Karla Čtvrtého."),
        ("za Karla IV. vznikla", "za Karla Čtvrtého vznikla"),
        ("s Karlem IV. přišel", "s Karlem Čtvrtým přišel"),
        ("Alžběta II. a Alžběty II. se", "Alžběta Druhá a Alžběty Druhé se"),
        ("papež Jan Pavel II. zemřel", "papež Jan Pavel Druhý zemřel"),
        ("XIX. století", "devatenácté století"),
        ("II. světová válka", "druhá světová válka"),
        ("kapitola IV", "kapitola čtyři"),
        ("I přišel.", "I přišel."),
    ],
    "century": [
        ("19. století", "devatenácté století"),
        ("v 19. století", "v devatenáctém století"),
        ("z 15. století", "z patnáctého století"),
        ("na počátku 20. století", "na počátku dvacátého století"),
        ("umění 19. století", "umění devatenáctého století"),
    ],
    "address": [
        ("info@example.cz", "info zavináč example tečka C Z"),
        ("www.example.com/obchod", "W W W tečka example tečka com lomítko obchod"),
    ],
    "initialism": [
        ("A. Dvořák", "A Dvořák"),
        ("J. S. Bach skládal.", "J S Bach skládal."),
        ("firma Novák s. r. o. funguje", "firma Novák S R O funguje"),
        ("spol. s r. o. funguje", "společnost s ručením omezeným funguje"),
    ],
    "quotes": [
        ("„To je 5. den,“ řekl.", '"To je pátý den," řekl.'),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "cs") == spoken


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Sešli se 3. května. Pak šli domů.", 2),
        ("Karel IV. Pak přišel Václav IV. Lucemburský.", 2),
        ("Žil v 19. století. Zemřel r. 1901.", 2),
        ("Napsal to A. Dvořák, např. Rusalku.", 1),
        ("Koupil jablka atd. Potom odešel.", 2),
        ("Bydlí v ul. Dlouhé u nám. Míru.", 1),
        ("„Jdi!“ Šel… a vrátil se.", 2),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    assert len(split_sentences(text, 300, "cs")) == count


def test_letters_are_named_to_espeak_alone() -> None:
    language = find_language("cs")
    assert language.respell("S R O") == "es R O"
    assert language.respell("S bratrem K tomu") == "S bratrem K tomu"
