"""French marks in words, written from the grammar of the language."""

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from processors.text.french.genders import gender
from processors.text.normalizer import normalize
from processors.text.sentences import split_sentences

TABLE = {
    "cardinal": [
        ("Il a 0 faute.", "Il a zéro faute."),
        ("Il a 1 chien et 1 voiture.", "Il a un chien et une voiture."),
        ("21 ans", "vingt et un ans"),
        ("21 personnes", "vingt et une personnes"),
        ("31 filles et 31 garçons", "trente et une filles et trente et un garçons"),
        ("21 000 personnes", "vingt et un mille personnes"),
        ("61 autres pages", "soixante et une autres pages"),
        ("70", "soixante-dix"),
        ("71 minutes", "soixante et onze minutes"),
        ("80 jours", "quatre-vingts jours"),
        ("81 voix", "quatre-vingt-une voix"),
        ("97 livres", "quatre-vingt-dix-sept livres"),
        ("101 dalmatiens", "cent un dalmatiens"),
        ("200 pages", "deux cents pages"),
        ("201 pages", "deux cent une pages"),
        ("page 1 et page 80", "page un et page quatre-vingt"),
        ("1 ou 2 voitures", "une ou deux voitures"),
        ("chapitre 21", "chapitre vingt et un"),
        ("1000 mercis", "mille mercis"),
        ("007", "zéro zéro sept"),
        ("format A4", "format A quatre"),
    ],
    "ordinal": [
        ("le 1er étage", "le premier étage"),
        ("la 1re fois", "la première fois"),
        ("la 1ère fois", "la première fois"),
        ("le 2e étage", "le deuxième étage"),
        ("la 2ème fois", "la deuxième fois"),
        ("la 75e édition", "la soixante-quinzième édition"),
        ("le 2nd tour", "le second tour"),
        ("la 2nde classe", "la seconde classe"),
        ("les 1ers jours", "les premiers jours"),
        ("le 5e rang", "le cinquième rang"),
        ("le 9e jour", "le neuvième jour"),
        ("le 21e siècle", "le vingt et unième siècle"),
        ("le 80e anniversaire", "le quatre-vingtième anniversaire"),
        ("le 100e jour", "le centième jour"),
        ("le 200e, le 1000e", "le deux centième, le millième"),
        ("le 3° étage", "le troisième étage"),
        ("le 3ᵉ jour", "le troisième jour"),
        ("le 20 ème jour", "le vingtième jour"),
        ("12e-14e siècles", "douzième à quatorzième siècles"),
        ("2 de ces livres", "deux de ces livres"),
    ],
    "decimal": [
        ("3,14", "trois virgule quatorze"),
        ("27,50 mètres", "vingt-sept virgule cinquante mètres"),
        ("0,05", "zéro virgule zéro cinq"),
        ("1,5 million de francs", "un virgule cinq million de francs"),
        ("Windows 3.1", "Windows trois point un"),
    ],
    "grouped thousands": [
        ("10 000 habitants", "dix mille habitants"),
        ("10\u202f000 habitants", "dix mille habitants"),
        ("1.500 pages", "mille cinq cents pages"),
        ("1 234 567", "un million deux cent trente-quatre mille cinq cent soixante-sept"),
        ("5 000 000 habitants", "cinq millions d'habitants"),
        ("2 000 000 personnes", "deux millions de personnes"),
        ("les salles 101 102", "les salles cent un cent deux"),
    ],
    "sign": [
        ("Il fait -5 degrés.", "Il fait moins cinq degrés."),
        ("−3,5", "moins trois virgule cinq"),
        ("+3 et +5 %", "plus trois et plus cinq pour cent"),
        ("5-3=2", "cinq moins trois égale deux"),
        ("5 - 3 = 2", "cinq moins trois égale deux"),
        ("Dupont & fils", "Dupont et fils"),
        ("<5 personnes", "moins de cinq personnes"),
        ("§ 5", "paragraphe cinq"),
        ("n° 5, N°7 et nº 8", "numéro cinq, numéro sept et numéro huit"),
    ],
    "range": [
        ("p. 12–15", "page douze à quinze"),
        ("10-20 personnes", "dix à vingt personnes"),
        ("1914–1918", "mille neuf cent quatorze à mille neuf cent dix-huit"),
        ("la guerre de 14-18", "la guerre de quatorze dix-huit"),
        ("10–15 %", "dix à quinze pour cent"),
        ("5 – 7 km", "cinq à sept kilomètres"),
        ("le covid-19, un A320-200", "le covid dix-neuf, un A trois cent vingt deux cents"),
    ],
    "money": [
        ("29,99 €", "vingt-neuf euros quatre-vingt-dix-neuf"),
        ("€ 29,99", "vingt-neuf euros quatre-vingt-dix-neuf"),
        ("€29,99", "vingt-neuf euros quatre-vingt-dix-neuf"),
        ("Ça coûte 12,50 euros.", "Ça coûte douze euros cinquante."),
        ("1 €", "un euro"),
        ("1,50 €", "un euro cinquante"),
        ("0,50 €", "cinquante centimes"),
        ("5 € 50 ou 5€50", "cinq euros cinquante ou cinq euros cinquante"),
        ("80 €", "quatre-vingts euros"),
        ("1 234,05 EUR", "mille deux cent trente-quatre euros cinq"),
        ("5 M€", "cinq millions d'euros"),
        ("3,2 Md€", "trois virgule deux milliards d'euros"),
        ("15 k€", "quinze mille euros"),
        ("5 millions d'euros", "cinq millions d'euros"),
        ("2 000 000 €", "deux millions d'euros"),
        ("$2,000", "deux mille dollars"),
        ("21 £", "vingt et une livres"),
        ("10–20 €", "dix à vingt euros"),
        ("-5 €", "moins cinq euros"),
        ("3 €/kg", "trois euros par kilogramme"),
        ("CHF 20", "vingt francs"),
    ],
    "percent": [
        ("5 %", "cinq pour cent"),
        ("0,5%", "zéro virgule cinq pour cent"),
        ("2 ‰", "deux pour mille"),
    ],
    "date": [
        ("le 1er mars", "le premier mars"),
        ("le 1 mars 2001", "le premier mars deux mille un"),
        ("le 3 octobre 2024", "le trois octobre deux mille vingt-quatre"),
        ("le 14 juillet 1789", "le quatorze juillet mille sept cent quatre-vingt-neuf"),
        ("le 01/03/2024", "le premier mars deux mille vingt-quatre"),
        ("le 3.10.2024", "le trois octobre deux mille vingt-quatre"),
        ("2024-10-03", "trois octobre deux mille vingt-quatre"),
        ("le 5 sept. 1984", "le cinq septembre mille neuf cent quatre-vingt-quatre"),
        ("le 12/5, du 3/4 au 5/4", "le douze mai, du trois avril au cinq avril"),
        ("les 3/4 et le 1/3 du temps", "les trois quarts et le tiers du temps"),
        ("l'an 800", "l'an huit cent"),
        ("du 3 au 5 mai", "du trois au cinq mai"),
        ("du 1er-3 mai", "du premier au trois mai"),
        ("en 1980", "en mille neuf cent quatre-vingt"),
        ("les années 60 et 80", "les années soixante et quatre-vingts"),
        ("les années 80", "les années quatre-vingt"),
        ("lun.-ven. et sam. 5 mai", "lundi à vendredi et samedi cinq mai"),
        ("les années '90", "les années quatre-vingt-dix"),
        ("500 av. J.-C.", "cinq cents avant Jésus-Christ."),
        ("en 52 av. J.-C. Il vint", "en cinquante-deux avant Jésus-Christ. Il vint"),
    ],
    "time": [
        ("à 14h30", "à quatorze heures trente"),
        ("à 14 h 30", "à quatorze heures trente"),
        ("à 14:30", "à quatorze heures trente"),
        ("à 8 h", "à huit heures"),
        ("à 1h05", "à une heure cinq"),
        ("à 21h", "à vingt et une heures"),
        ("à 0h15", "à zéro heure quinze"),
        ("à 21h21", "à vingt et une heures vingt et une"),
        ("de 8h à 10h", "de huit heures à dix heures"),
        ("8h-10h30", "huit heures à dix heures trente"),
        ("24h/24 et 7j/7", "vingt-quatre heures sur vingt-quatre et sept jours sur sept"),
        ("1-2 h", "une à deux heures"),
        ("gagné 2:1", "gagné deux à un"),
    ],
    "duration": [
        ("2h15min", "deux heures quinze minutes"),
        ("1 h 1 min", "une heure une minute"),
        ("2 h 15 min", "deux heures quinze minutes"),
        ("5 $/jour, 3 fois/semaine", "cinq dollars par jour, trois fois par semaine"),
        ("3 min 20 s", "trois minutes vingt secondes"),
        ("plus de 1 min, de 1 à 5 ans", "plus d'une minute, de un à cinq ans"),
        ("35 h par semaine", "trente-cinq heures par semaine"),
        ("2 ½ heures", "deux heures et demie"),
        ("1/2 heure", "une demi-heure"),
        ("une 1/2 heure", "une demi-heure"),
    ],
    "unit": [
        ("3,5 km", "trois virgule cinq kilomètres"),
        ("1,5 km", "un virgule cinq kilomètre"),
        ("120 km/h", "cent vingt kilomètres par heure"),
        ("20 °C", "vingt degrés Celsius"),
        ("Elle mesure 1m80.", "Elle mesure un mètre quatre-vingts."),
        ("37°2", "trente-sept degrés deux"),
        ("5 m²", "cinq mètres carrés"),
        ("5 m2", "cinq mètres carrés"),
        ("1 t", "une tonne"),
        ("21 t", "vingt et une tonnes"),
        ("21 m", "vingt et un mètres"),
        ("500 Go", "cinq cents gigaoctets"),
        ("90 m² et 130 ch", "quatre-vingt-dix mètres carrés et cent trente chevaux"),
        ("6 l/100 km", "six litres aux cent kilomètres"),
        ("3 x 4 m", "trois sur quatre mètres"),
        ("3x par jour", "trois fois par jour"),
    ],
    "abbreviation": [
        ("M. Dupont", "Monsieur Dupont"),
        ("M. le président et Mme Durand", "Monsieur le président et Madame Durand"),
        ("Mr Dupont, mme Blanc", "Monsieur Dupont, madame Blanc"),
        ("en 50 avant J.-C.", "en cinquante avant Jésus-Christ."),
        ("MM. Blanc et Noir", "Messieurs Blanc et Noir"),
        ("Mlle Martin", "Mademoiselle Martin"),
        ("le Dr Martin", "le Docteur Martin"),
        ("Me Leroy plaide.", "Maître Leroy plaide."),
        ("à St-Malo et Ste-Anne", "à Saint-Malo et Sainte-Anne"),
        ("le lac St Jean", "le lac Saint Jean"),
        ("M. de Gaulle, M. d'Ormesson", "Monsieur de Gaulle, Monsieur d'Ormesson"),
        ("pl. de la Gare, bd Foch", "place de la Gare, boulevard Foch"),
        ("M. J. Martin, M. X", "Monsieur J Martin, Monsieur X"),
        ("la loi n° 2004-575", "la loi numéro deux mille quatre tiret cinq cent soixante-quinze"),
        ("p. ex. demain", "par exemple demain"),
        ("c.-à-d. demain", "c'est-à-dire demain"),
        ("des pommes, etc.", "des pommes, et cetera."),
        ("des pommes etc. Puis il part.", "des pommes et cetera. Puis il part."),
        ("art. 5, al. 2", "article cinq, alinéa deux"),
        ("5 av. Foch", "cinq avenue Foch"),
        ("env. 5 pages", "environ cinq pages"),
        ("max. 5 personnes", "maximum cinq personnes"),
        ("J'ai vu Max. Il va bien.", "J'ai vu Max. Il va bien."),
        ("rdv demain svp", "rendez-vous demain s'il vous plaît"),
    ],
    "telephone": [
        (
            "Appelez le 06 12 34 56 78.",
            "Appelez le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.",
        ),
        ("01.23.45.67.80", "zéro un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingts"),
        ("+33612345678",
         "plus trente-trois, six, douze, trente-quatre, cinquante-six, soixante-dix-huit"),
        ("0612345678", "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit"),
        ("+33 6 12 34 56 78",
         "plus trente-trois, six, douze, trente-quatre, cinquante-six, soixante-dix-huit"),
        ("Tél. : 01 00 02 23 00",
         "Téléphone: zéro un, zéro zéro, zéro deux, vingt-trois, zéro zéro"),
    ],
    "version": [
        ("version 2.0.1", "version deux point zéro point un"),
        ("Python3.11", "Python trois point onze"),
    ],
    "fraction": [
        ("1/4 l", "un quart de litre"),
        ("1/4 h ou ¾ h", "un quart d'heure ou trois quarts d'heure"),
        ("3/4 d'heure", "trois quarts d'heure"),
        ("1/3", "un tiers"),
        ("2/3", "deux tiers"),
        ("2/5", "deux cinquièmes"),
        ("½", "un demi"),
        ("2 1/2", "deux et demi"),
        ("15/20 en maths, 9,5/10", "quinze sur vingt en maths, neuf virgule cinq sur dix"),
    ],
    "exponent": [
        ("10^-3", "dix puissance moins trois"),
        ("6·10²³", "six fois dix puissance vingt-trois"),
        ("5² et 2³", "cinq au carré et deux au cube"),
    ],
    "Roman numeral": [
        ("le XIXe siècle", "le dix-neuvième siècle"),
        ("au XVIIe s. et au XXe s.", "au dix-septième siècle et au vingtième siècle."),
        ("au XXIᵉ siècle", "au vingt et unième siècle"),
        ("le Ier siècle", "le premier siècle"),
        ("les XVe-XVIe siècles", "les quinzième à seizième siècles"),
        ("Louis XIV régna.", "Louis quatorze régna."),
        ("François Ier", "François premier"),
        ("Élisabeth Ire et Élisabeth II", "Élisabeth première et Élisabeth deux"),
        ("Louis I et Élisabeth I", "Louis premier et Élisabeth première"),
        ("Paris I et Paris IV", "Paris un et Paris quatre"),
        ("Napoléon III", "Napoléon trois"),
        ("Jean-Paul II", "Jean-Paul deux"),
        ("la Ve République", "la cinquième République"),
        ("le XVIe arrondissement", "le seizième arrondissement"),
        ("l'acte V et l'article 1 pose", "l'acte cinq et l'article un pose"),
        ("chapitre IV", "chapitre quatre"),
        ("Ver de terre, le CD et le mix.", "Ver de terre, le CD et le mix."),
    ],
    "address": [
        ("info@exemple.fr", "info arobase exemple point F R"),
        ("www.exemple.com/prix", "W W W point exemple point com barre oblique prix"),
    ],
    "initialism": [
        ("J.-P. Sartre et J. S. Bach", "J P Sartre et J S Bach"),
        ("J.-C. Martin", "J C Martin"),
        ("les U.S.A. sont", "les U S A sont"),
    ],
    "marks": [
        ("« Bonjour », dit-il.", '"Bonjour", dit-il.'),
        ("Quoi ? Non ! Voici : rien ; fin.", "Quoi? Non! Voici: rien; fin."),
        ("Il attend... Puis il part.", "Il attend… Puis il part."),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in TABLE.values() for pair in pairs]
)
def test_marks_in_words(written: str, spoken: str) -> None:
    assert normalize(written, "fr-fr") == spoken


@pytest.mark.parametrize(
    ("code", "written", "spoken"),
    [
        ("fr-be", "70, 71, 72, 79", "septante, septante et un, septante-deux, septante-neuf"),
        ("fr-be", "90, 91, 99", "nonante, nonante et un, nonante-neuf"),
        ("fr-be", "80 ans, 81", "quatre-vingts ans, quatre-vingt-un"),
        ("fr-be", "75 000", "septante-cinq mille"),
        ("fr-be", "71 minutes", "septante et une minutes"),
        ("fr-be", "le 70e jour", "le septantième jour"),
        ("fr-be", "en 1997", "en mille neuf cent nonante-sept"),
        ("fr-be", "€ 29,99", "vingt-neuf euros nonante-neuf"),
        ("fr-ch", "70, 80, 81, 90", "septante, huitante, huitante et un, nonante"),
        ("fr-ch", "80 000", "huitante mille"),
        ("fr-ch", "88 jours", "huitante-huit jours"),
        ("fr-ch", "1'250.80 CHF", "mille deux cent cinquante francs huitante"),
        ("fr-ch", "Fr. 29.–", "vingt-neuf francs"),
    ],
)
def test_numbers_of_belgium_and_switzerland(code: str, written: str, spoken: str) -> None:
    assert normalize(written, code) == spoken


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("M. Dupont arrive. Il parle.", ["M. Dupont arrive.", "Il parle."]),
        ("Il vint av. J.-C. selon eux. Non.", ["Il vint av. J.-C. selon eux.", "Non."]),
        ("« Viens ? » dit-il. « Oui. » Il part.",
         ["« Viens ? » dit-il.", "« Oui. »", "Il part."]),
        ("Des pommes, etc. L'homme part.", ["Des pommes, etc.", "L'homme part."]),
        ("C'est long. Pierre attend.", ["C'est long.", "Pierre attend."]),
        ("Né en 1984. Paris dort.", ["Né en 1984.", "Paris dort."]),
        ("Le 5 sept. 2024 vint. Est-ce tout ?", ["Le 5 sept. 2024 vint.", "Est-ce tout ?"]),
        ("J.-P. Sartre écrit. Fin.", ["J.-P. Sartre écrit.", "Fin."]),
        ("Il attend… et part. Fin.", ["Il attend… et part.", "Fin."]),
    ],
)  # fmt: skip
def test_sentence_ends(text: str, sentences: list[str]) -> None:
    assert split_sentences(text, 200, "fr-fr") == sentences


def test_genders_of_nouns() -> None:
    feminine = "pomme table nation liberté maison page image fois mains voix heures idée"
    masculine = "chat homme village problème côté musée camion livre gâteau bras mois prix"
    assert [noun for noun in feminine.split() if gender(noun) != "f"] == []
    assert [noun for noun in masculine.split() if gender(noun) != "m"] == []


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("+3", "plˈys tʁwˈa"),
        ("plus tard", "ply tˈaʁ"),
        ("82", "katʁəvˈɛ̃dˈø"),
        ("80 €", "katʁəvˈɛ̃z øʁˈo"),
        ("5000", "sˈɛ̃k mˈil"),
        ("22", "vˈɛ̃tdˈø"),
        ("8 h", "yˈit ˈœʁ"),
    ],
)
def test_phones_of_numbers(written: str, phones: str) -> None:
    processor = TextProcessor(TextConfig(language="fr-fr"), SymbolTable.default())
    assert processor.phonemize(written) == phones
