"""Polish marks in words, written from the grammar of the language."""

import pytest

from processors.text.languages import find_language
from processors.text.normalizer import normalize
from processors.text.sentences import split_sentences

TABLE = {
    "cardinal": [
        ("Przyszło 21 osób.", "Przyszło dwadzieścia jeden osób."),
        ("2 domy, 2 kobiety, 2 okna", "dwa domy, dwie kobiety, dwa okna"),
        ("22 godziny", "dwadzieścia dwie godziny"),
        ("2 studenci", "dwaj studenci"),
        ("2 dzieci, 5 dzieci", "dwoje dzieci, pięcioro dzieci"),
        ("3 studentów", "trzech studentów"),
        ("5 studentów", "pięciu studentów"),
        ("5 domów", "pięć domów"),
        ("12 posłów", "dwunastu posłów"),
        ("1 dom, 1 osoba, 1 miejsce", "jeden dom, jedna osoba, jedno miejsce"),
        ("101 róż", "sto jeden róż"),
        ("0 punktów", "zero punktów"),
        ("Zostało 100.", "Zostało sto."),
        ("1000 słów", "tysiąc słów"),
        ("2000 słów", "dwa tysiące słów"),
        ("5000 słów", "pięć tysięcy słów"),
        ("na stronie 5", "na stronie piątej"),
        ("pokój 101", "pokój sto jeden"),
        ("007", "zero zero siedem"),
    ],
    "case of a cardinal": [
        ("do 20 osób", "do dwudziestu osób"),
        ("od 3 do 5 lat", "od trzech do pięciu lat"),
        ("około 100 stron", "około stu stron"),
        ("dla 1 osoby", "dla jednej osoby"),
        ("w 3 miastach", "w trzech miastach"),
        ("w 1 mieście", "w jednym mieście"),
        ("po 2 latach", "po dwóch latach"),
        ("z 5 osobami", "z pięcioma osobami"),
        ("z 2 kobietami", "z dwiema kobietami"),
        ("przed 10 laty", "przed dziesięcioma laty"),
        ("za 3 dni", "za trzy dni"),
        ("w 5 minut", "w pięć minut"),
        ("dzięki 2 osobom", "dzięki dwóm osobom"),
        ("od 1 do 3 lat", "od jednego do trzech lat"),
        ("około 1/3 ludzi", "około jednej trzeciej ludzi"),
        ("bez 25 groszy", "bez dwudziestu pięciu groszy"),
    ],
    "ordinal": [
        ("3. miejsce", "trzecie miejsce"),
        ("na 3. miejscu", "na trzecim miejscu"),
        ("25. rocznica", "dwudziesta piąta rocznica"),
        ("w 2. klasie", "w drugiej klasie"),
        ("do 2. etapu", "do drugiego etapu"),
        ("1. i 2. miejsce", "pierwsze i drugie miejsce"),
        ("nakład 2. wydania", "nakład drugiego wydania"),
        ("klas 1–3", "klas od pierwszej do trzeciej"),
        ("po 2. dniu", "po drugim dniu"),
        ("100. rocznicę", "setną rocznicę"),
        ("na 5 piętrze", "na piątym piętrze"),
        ("w 2 i 3 klasie", "w drugiej i trzeciej klasie"),
        ("Było ich 5. Potem poszedł.", "Było ich pięć. Potem poszedł."),
    ],
    "decimal": [
        ("3,5", "trzy przecinek pięć"),
        ("27,50", "dwadzieścia siedem przecinek pięćdziesiąt"),
        ("0,05", "zero przecinek zero pięć"),
        ("3,1415", "trzy przecinek jeden cztery jeden pięć"),
        ("2,5 metra", "dwa przecinek pięć metra"),
    ],
    "grouped thousands": [
        ("1 500 osób", "tysiąc pięćset osób"),
        ("123 456 złotych", "sto dwadzieścia trzy tysiące czterysta pięćdziesiąt sześć złotych"),
        ("10\u00a0000 osób", "dziesięć tysięcy osób"),
        ("1.234.567", "milion dwieście trzydzieści cztery tysiące pięćset sześćdziesiąt siedem"),
        ("pokoje 101 102", "pokoje sto jeden sto dwa"),
    ],
    "sign": [
        ("-5 stopni", "minus pięć stopni"),
        ("+3", "plus trzy"),
        ("5 - 3 = 2", "pięć minus trzy równa się dwa"),
        ("Kowalski & Syn", "Kowalski i Syn"),
        ("<5 sekund", "mniej niż pięć sekund"),
        ("§ 5 ust. 3", "paragraf piąty ustęp trzeci"),
    ],
    "range": [
        ("10–20 stron", "od dziesięciu do dwudziestu stron"),
        ("około 10-15 stron", "około dziesięciu do piętnastu stron"),
        ("5-7 km", "od pięciu do siedmiu kilometrów"),
        ("10–15 %", "od dziesięciu do piętnastu procent"),
        ("s. 12–15", "strony od dwunastej do piętnastej"),
        (
            "(1914–1918)",
            "od tysiąc dziewięćset czternastego do tysiąc dziewięćset osiemnastego",
        ),
    ],
    "money": [
        ("29,99 zł", "dwadzieścia dziewięć złotych dziewięćdziesiąt dziewięć groszy"),
        ("1 zł, 2 zł, 5 zł, 22 zł", "jeden złoty, dwa złote, pięć złotych, dwadzieścia dwa złote"),
        ("1,01 zł", "jeden złoty jeden grosz"),
        ("0,50 zł", "pięćdziesiąt groszy"),
        ("do 5 zł", "do pięciu złotych"),
        ("€5", "pięć euro"),
        ("1 €", "jedno euro"),
        ("$2", "dwa dolary"),
        ("100 PLN", "sto złotych"),
        ("2 mln zł", "dwa miliony złotych"),
        ("2,5 mld euro", "dwa przecinek pięć miliarda euro"),
        ("10–20 zł", "od dziesięciu do dwudziestu złotych"),
        ("3 zł/kg", "trzy złote za kilogram"),
        ("5 zł/h", "pięć złotych za godzinę"),
        ("-5 zł", "minus pięć złotych"),
        ("1250 zł 50 gr", "tysiąc dwieście pięćdziesiąt złotych pięćdziesiąt groszy"),
        ("50 zł 3 razy", "pięćdziesiąt złotych trzy razy"),
        ("2 Kč", "dwie korony"),
    ],
    "percent": [
        ("5 %", "pięć procent"),
        ("o 3,2 proc.", "o trzy przecinek dwa procent."),
        ("w 60%", "w sześćdziesięciu procentach"),
        ("2 ‰", "dwa promile"),
    ],
    "date": [
        ("3 maja", "trzeciego maja"),
        ("Dnia 11 listopada 1918 r. Polska odzyskała niepodległość.",
         "Dnia jedenastego listopada tysiąc dziewięćset osiemnastego roku "
         "Polska odzyskała niepodległość."),
        ("3.05.2024", "trzeciego maja dwa tysiące dwudziestego czwartego"),
        ("2024-10-03", "trzeciego października dwa tysiące dwudziestego czwartego"),
        ("5 V 1972", "piątego maja tysiąc dziewięćset siedemdziesiątego drugiego"),
        ("od 5 do 7 maja", "od piątego do siódmego maja"),
        ("5–7 maja", "od piątego do siódmego maja"),
        ("5 i 6 maja", "piątego i szóstego maja"),
    ],
    "year": [
        ("w 1984 roku", "w tysiąc dziewięćset osiemdziesiątym czwartym roku"),
        ("w 1984 r.", "w tysiąc dziewięćset osiemdziesiątym czwartym roku."),
        ("w roku 1984", "w roku tysiąc dziewięćset osiemdziesiątym czwartym"),
        ("rok 2024", "rok dwa tysiące dwudziesty czwarty"),
        ("od 1989 roku", "od tysiąc dziewięćset osiemdziesiątego dziewiątego roku"),
        ("przed 1989", "przed tysiąc dziewięćset osiemdziesiątym dziewiątym"),
        ("w 2000 roku", "w dwutysięcznym roku"),
        ("w 1900 r. był", "w tysiąc dziewięćsetnym roku był"),
        ("w maju 2020", "w maju dwa tysiące dwudziestego"),
        ("wiosną 2005 roku", "wiosną dwa tysiące piątego roku"),
        ("w latach 80.", "w latach osiemdziesiątych."),
        ("lata 90. XX wieku", "lata dziewięćdziesiąte dwudziestego wieku"),
        ("do 1500 osób", "do tysiąca pięciuset osób"),
        ("od 1200 do 1500 metrów", "od tysiąca dwustu do tysiąca pięciuset metrów"),
        ("1984 ludzi", "tysiąca dziewięciuset osiemdziesięciu czterech ludzi"),
        ("44 p.n.e.", "czterdzieści cztery przed naszą erą."),
    ],
    "time": [
        ("o 14:30", "o czternastej trzydzieści"),
        ("o godz. 8", "o godzinie ósmej"),
        ("godz. 14.30", "godzina czternasta trzydzieści"),
        ("od 8:00 do 16:00", "od ósmej do szesnastej"),
        ("8:00–16:00", "od ósmej do szesnastej"),
        ("w godz. 8–16", "w godzinach od ósmej do szesnastej"),
        ("o 6.45", "o szóstej czterdzieści pięć"),
        ("o 8 rano", "o ósmej rano"),
        ("Przyjdę o 7.", "Przyjdę o siódmej."),
        ("wzrósł o 5.", "wzrósł o pięć."),
        ("przed 14:00", "przed czternastą"),
        ("0:05", "zero zero pięć"),
        ("wygrali 2:1", "wygrali dwa do jednego"),
    ],
    "duration": [
        ("2 h 15 min", "dwie godziny piętnaście minut"),
        ("2 godz. 15 min", "dwie godziny piętnaście minut"),
        ("1 min 22 s", "jedna minuta dwadzieścia dwie sekundy"),
        ("za 1 h", "za jedną godzinę"),
        ("5-letni chłopiec", "pięcioletni chłopiec"),
        ("20-lecie", "dwudziestolecie"),
    ],
    "unit": [
        ("1 km, 2 km, 5 km", "jeden kilometr, dwa kilometry, pięć kilometrów"),
        ("3,5 km", "trzy przecinek pięć kilometra"),
        ("2 t, 21 t", "dwie tony, dwadzieścia jeden ton"),
        ("około 5 kg", "około pięciu kilogramów"),
        ("20 °C", "dwadzieścia stopni Celsjusza"),
        ("do 2 °C", "do dwóch stopni Celsjusza"),
        ("120 km/h", "sto dwadzieścia kilometrów na godzinę"),
        ("5 m²", "pięć metrów kwadratowych"),
        ("5 mg/l", "pięć miligramów na litr"),
        ("15 tys. sztuk", "piętnaście tysięcy sztuk"),
        ("3 x 4 m", "trzy na cztery metry"),
    ],
    "abbreviation": [
        ("np. dr Kowalski", "na przykład doktor Kowalski"),
        ("m.in. koty, tzn. psy, tj. to", "między innymi koty, to znaczy psy, to jest to"),
        ("jabłka, gruszki itd.", "jabłka, gruszki i tak dalej."),
        ("jabłka itp. Potem poszedł.", "jabłka i tym podobne. Potem poszedł."),
        ("przy ul. Długiej 5", "przy ulicy Długiej pięć"),
        ("ul. Długa 5", "ulica Długa pięć"),
        ("kościół św. Anny i św. Jana", "kościół świętej Anny i świętego Jana"),
        ("pod nr 5", "pod numerem pięć"),
        ("w art. 12", "w artykule dwunastym"),
        ("prof. inż. Nowak", "profesor inżynier Nowak"),
    ],
    "telephone": [
        ("601 234 567", "sześć zero jeden, dwa trzy cztery, pięć sześć siedem"),
        ("tel. 22 123 45 67",
         "telefon dwa dwa, jeden dwa trzy, cztery pięć, sześć siedem"),
        ("+48 601 234 567",
         "plus cztery osiem, sześć zero jeden, dwa trzy cztery, pięć sześć siedem"),
        ("0500 123 456", "zero pięć zero zero, jeden dwa trzy, cztery pięć sześć"),
        ("00-950 Warszawa", "zero zero dziewięć pięć zero Warszawa"),
    ],
    "version": [
        ("wersja 2.0.1", "wersja dwa kropka zero kropka jeden"),
        ("Python3.11", "Python trzy kropka jedenaście"),
    ],
    "fraction": [
        ("3/4 litra", "trzy czwarte litra"),
        ("1/2", "jedna druga"),
        ("2/3", "dwie trzecie"),
        ("5/8", "pięć ósmych"),
        ("2 1/2", "dwa i pół"),
        ("½", "jedna druga"),
    ],
    "exponent": [
        ("10^2", "dziesięć do kwadratu"),
        ("10^-3", "dziesięć do potęgi minus trzeciej"),
        ("6·10²³", "sześć razy dziesięć do potęgi dwudziestej trzeciej"),
    ],
    "Roman numeral": [
        ("XIX wiek", "dziewiętnasty wiek"),
        ("w XIX w. żył", "w dziewiętnastym wieku żył"),
        ("na przełomie XIX i XX wieku", "na przełomie dziewiętnastego i dwudziestego wieku"),
        ("Jan III Sobieski", "Jan Trzeci Sobieski"),
        ("Jana III Sobieskiego", "Jana Trzeciego Sobieskiego"),
        ("z Janem Pawłem II", "z Janem Pawłem Drugim"),
        ("Elżbieta II i Elżbiety I", "Elżbieta Druga i Elżbiety Pierwszej"),
        ("II wojna światowa", "druga wojna światowa"),
        ("podczas II wojny światowej", "podczas drugiej wojny światowej"),
        ("w I lidze", "w pierwszej lidze"),
        ("Rozdział IV", "Rozdział czwarty"),
        ("I poszedł.", "I poszedł."),
    ],
    "address": [
        ("biuro@example.pl", "biuro małpa example kropka P L"),
        ("www.example.com/sklep", "W W W kropka example kropka com ukośnik sklep"),
    ],
    "initialism": [
        ("A. Mickiewicz", "A Mickiewicz"),
        ("J. S. Bach komponował.", "J S Bach komponował."),
        ("spółka S.A. działa", "spółka S A działa"),
    ],
    "quotes": [
        ("„To jest 5. raz” – powiedział.", '"To jest piąty raz" — powiedział.'),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "pl") == spoken


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Spotkanie w 2. klasie. Potem dom.", 2),
        ("Mieszka tu dr. Nowaka syn, np. Jan Kowalski.", 1),
        ("Urodził się w 1950 r. Ukończył studia.", 2),
        ("W latach 90. Potem wrócił.", 2),
        ("Napisał to A. Mickiewicz w 1834 r. Potem umilkł.", 2),
        ("Kupił jabłka itd. Potem wrócił.", 2),
        ("Ul. Długa jest przy pl. Wolności.", 1),
        ("„Idź!” Poszedł… i wrócił.", 2),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    assert len(split_sentences(text, 300, "pl")) == count


def test_letters_are_named_to_espeak_alone() -> None:
    language = find_language("pl")
    assert language.respell("W W W kropka") == "wu wu wu kropka"
    assert language.respell("W domu O tym") == "W domu O tym"
    assert language.respell("z PZU") == "z pe zet u"
