"""Czech numerals by case, and what the endings of nouns say of case and gender."""

import re

from processors.text.grammar.nouns import Noun
from processors.text.slavic.declension import Ending

CARDINALS = {
    0: "nula/nuly/nule/nulu/nulou/nule",
    1: "jeden/jednoho/jednomu/jeden/jedním/jednom",
    2: "dva/dvou/dvěma/dva/dvěma/dvou",
    3: "tři/tří/třem/tři/třemi/třech",
    4: "čtyři/čtyř/čtyřem/čtyři/čtyřmi/čtyřech",
    5: "pět/pěti", 6: "šest/šesti", 7: "sedm/sedmi", 8: "osm/osmi", 9: "devět/devíti",
    10: "deset/deseti", 11: "jedenáct/jedenácti", 12: "dvanáct/dvanácti", 13: "třináct/třinácti",
    14: "čtrnáct/čtrnácti", 15: "patnáct/patnácti", 16: "šestnáct/šestnácti",
    17: "sedmnáct/sedmnácti", 18: "osmnáct/osmnácti", 19: "devatenáct/devatenácti",
    20: "dvacet/dvaceti", 30: "třicet/třiceti", 40: "čtyřicet/čtyřiceti",
    50: "padesát/padesáti", 60: "šedesát/šedesáti", 70: "sedmdesát/sedmdesáti",
    80: "osmdesát/osmdesáti", 90: "devadesát/devadesáti",
    100: "sto/sta/stu/sto/sto/stu",
    200: "dvě stě/dvou set/dvěma stům/dvě stě/dvěma sty/dvou stech",
    300: "tři sta/tří set/třem stům/tři sta/třemi sty/třech stech",
    400: "čtyři sta/čtyř set/čtyřem stům/čtyři sta/čtyřmi sty/čtyřech stech",
    500: "pět set/pěti set/pěti stům/pět set/pěti sty/pěti stech",
    600: "šest set/šesti set/šesti stům/šest set/šesti sty/šesti stech",
    700: "sedm set/sedmi set/sedmi stům/sedm set/sedmi sty/sedmi stech",
    800: "osm set/osmi set/osmi stům/osm set/osmi sty/osmi stech",
    900: "devět set/devíti set/devíti stům/devět set/devíti sty/devíti stech",
}  # fmt: skip
_TWO = {2: "dvě/dvou/dvěma/dvě/dvěma/dvou"}
CARDINALS_BY_GENDER = {
    "f": {1: "jedna/jedné/jedné/jednu/jednou/jedné"} | _TWO,
    "n": {1: "jedno/jednoho/jednomu/jedno/jedním/jednom"} | _TWO,
    "pl": {1: "jedny/jedněch/jedněm/jedny/jedněmi/jedněch"},
    "npl": {1: "jedna/jedněch/jedněm/jedna/jedněmi/jedněch"},
}
SCALES = {
    1000: Noun.of("tisíc", "tisíc", "m", few="tisíce", many="tisíce", dat="tisíci", ins="tisícem",
                  loc="tisíci", dat_pl="tisícům", ins_pl="tisíci", loc_pl="tisících"),
    10**6: Noun.of("milion", "milionů", "m", few="miliony", many="milionu", dat="milionu",
                   ins="milionem", loc="milionu"),
    10**9: Noun.of("miliarda", "miliard", "f", few="miliardy", many="miliardy", dat="miliardě",
                   ins="miliardou", loc="miliardě"),
    10**12: Noun.of("bilion", "bilionů", "m", few="biliony", many="bilionu", dat="bilionu",
                    ins="bilionem", loc="bilionu"),
}  # fmt: skip
ORDINALS = {
    0: "nultý", 1: "první", 2: "druhý", 3: "třetí", 4: "čtvrtý", 5: "pátý", 6: "šestý",
    7: "sedmý", 8: "osmý", 9: "devátý", 10: "desátý", 11: "jedenáctý", 12: "dvanáctý",
    13: "třináctý", 14: "čtrnáctý", 15: "patnáctý", 16: "šestnáctý", 17: "sedmnáctý",
    18: "osmnáctý", 19: "devatenáctý", 20: "dvacátý", 30: "třicátý", 40: "čtyřicátý",
    50: "padesátý", 60: "šedesátý", 70: "sedmdesátý", 80: "osmdesátý", 90: "devadesátý",
    100: "stý", 200: "dvoustý", 300: "třístý", 400: "čtyřstý", 500: "pětistý", 600: "šestistý",
    700: "sedmistý", 800: "osmistý", 900: "devítistý", 1000: "tisící", 2000: "dvoutisící",
    3000: "třítisící", 4000: "čtyřtisící", 5000: "pětitisící", 10000: "desetitisící",
    10**6: "miliontý",
}  # fmt: skip
ADJECTIVE_ENDINGS = {
    "ý": {"m": "ý/ého/ému/ý/ým/ém", "f": "á/é/é/ou/ou/é", "n": "é/ého/ému/é/ým/ém",
          "pl": "é/ých/ým/é/ými/ých", "npl": "á/ých/ým/á/ými/ých"},
    "í": {"m": "í/ího/ímu/í/ím/ím", "f": "í", "n": "í/ího/ímu/í/ím/ím",
          "pl": "í/ích/ím/í/ími/ích", "npl": "í/ích/ím/í/ími/ích"},
}  # fmt: skip
# Plural of nouns and adjectives after a number: dative, instrumental and locative by gender.
PLURAL_ENDINGS = {
    "m": (("(?<=[nv])é", "ým/ými/ých"), ("í", "ím/ími/ích"), ("ně", "ňům/ni/ních"),
          ("[ey]", "ům/y/ech")),
    "f": (("é", "ým/ými/ých"), ("í", "ím/ími/ích"), ("y", "ám/ami/ách"), ("e", "ím/emi/ích")),
    "n": (("á", "ým/ými/ých"), ("í", "ím/ími/ích"), ("a", "ům/y/ech")),
}  # fmt: skip

_MASCULINE_GENITIVES = (
    "dne|máje|týdne|měsíce|roku|věku|krále|syna|prezidenta|kandidáta|hráče|muže|žáka|studenta|psa|bratra|"
    "člověka|pána|ročníku|dílu|pokusu|stupně|člena|pacienta|gólu|bodu|závodu|zápasu|poločasu|oddílu"
)
_NEUTER = (
    "století|období|čtvrtletí|pololetí|tisíciletí|výročí|poschodí|podlaží|náměstí|"
    r"\w+ství|\w+[eě]ní|\w+ání|\w+utí|\w+ctví"
)
_NEUTER_LOCATIVES = "místě|městě|patře|kole|díle|poli|světě|čase|jaře|okně|jezeře"
_ACCUSATIVES = (
    "cenu|ligu|třídu|stranu|skupinu|vlnu|válku|etapu|fázi|sérii|hodinu|minutu|příčku|pozici|řadu|"
    "dávku|kapitolu|šanci|otázku|branku|generaci|sezonu|sezónu|vlnu|polovinu|třetinu|osobu|korunu"
)
_FEMININE_IN_CONSONANT = "část|noc|věc|pomoc|moc|směs|obec|řeč|krev|sůl|daň|báseň|píseň|třetin"
# What the word after an ordinal says; the first that fits counts.
ENDINGS = (
    Ending("^(?:lednu|únoru|březnu|dubnu|květnu|červnu|červenci|srpnu|září|říjnu|listopadu|prosinci)",
           "dat", "m", "dat"),
    Ending("^(?:tříd|míst|kol|ročníků|řad|stran)", "gen", "pl"),
    Ending("^(?:den|týden|měsíc|rok|díl|ročník|stupeň)", "nom", "m"),
    Ending("^(?:léta)", "nom", "npl"), Ending("^(?:letech)", "loc", "npl"),
    Ending("^(?:let)", "gen", "npl"), Ending("^(?:letům)", "dat", "npl"),
    Ending("^(?:lety)", "ins", "npl"),
    Ending(f"^(?:{_NEUTER})", "loc", "n", "loc"), Ending(f"^(?:{_NEUTER})", "gen", "n", "gen"),
    Ending(f"^(?:{_NEUTER})", "dat", "n", "dat"), Ending(f"^(?:{_NEUTER})", "nom", "n"),
    Ending("^(?:roce|dnu|týdnu|dni|domě|bodě|závodě|okrese|obvodě|stupni)", "loc", "m", "loc"),
    Ending(f"^(?:{_NEUTER_LOCATIVES})", "loc", "n", "loc"),
    Ending(f"^(?:{_MASCULINE_GENITIVES})", "gen", "m", "gen"),
    Ending("^(?:ročníku|dílu|pokusu|věku|závodu|zápasu|poločasu|oddílu|bodu|gólu)", "loc", "m",
           "loc"),
    Ending(f"^(?:{_MASCULINE_GENITIVES})", "gen", "m"),
    Ending(f"^(?:{_ACCUSATIVES})", "acc", "f"),
    Ending("^(?:místa|kola|patra|města)", "gen", "n"),
    Ending(f"^(?:{_FEMININE_IN_CONSONANT})|ost", "acc", "f", "acc"),
    Ending(f"^(?:{_FEMININE_IN_CONSONANT})|ost", "nom", "f"),
    Ending("^(?:narozeniny|dveře|volby|prázdniny|noviny|závody|hry)", "nom", "pl"),
    Ending("^(?:narozenin|voleb|prázdnin|novin|závodů|her)|[ýí]ch|ů", "gen", "pl"),
    Ending("ech|ách", "loc", "pl"), Ending("ami|emi|ými|ími", "ins", "pl"),
    Ending("ům|ám", "dat", "pl"),
    Ending("ého|ího", "gen", "m"), Ending("ému|ímu|ovi", "dat", "m"), Ending("ém", "loc", "m"),
    Ending("ou", "ins", "f", "ins"), Ending("ou", "acc", "f"), Ending("ým", "ins", "m"),
    Ending("[eě]m", "ins", "m", "ins"),
    Ending("í", "loc", "f", "loc"),
    Ending("u", "dat", "m", "dat"), Ending("u", "loc", "m", "loc"), Ending("u", "gen", "m"),
    Ending("[ěie]", "loc", "f", "loc dat"),
    Ending("a", "gen", "m", "gen"), Ending("e", "gen", "f", "gen"), Ending("[yi]", "gen", "f"),
    Ending("[oéě]|um", "nom", "n"), Ending("[aeáí]", "nom", "f"),
    Ending(r"\w", "nom", "m"),
)  # fmt: skip
# What a noun in the plural says of its case.
PLURAL_CASES = (
    Ending("[eěá]ch|[ýí]ch", "loc", "m", "loc"),
    Ending("ům|ám|ím|em", "dat", "m", "dat"),
    Ending("ami|emi|ěmi|ými|ími|[ctlnr]mi", "ins", "m", "ins"),
)
ADJECTIVE_AFTER = r"[^\W\d_]+(?:ých|ích|ými|ími|ého|ému|ém|ým|ou|ý|á|é|ní|ský|ská|ské)"

# Nouns with "dvě": feminine stems, and neuter ones by their ending.
FEMININE = re.compile(
    r"(?:\w+(?:itk|etk|enk|ovk)y$|dět|korun|žen|hodin|minut|sekund|vteřin|osob|knih|knížk|ulic|věc|noc|tun|stran|ruk|noh|nohy|skupin|"
    r"škol|tříd|dcer|sest|otáz|zkouš|znám|bran|částk|položk|stránk|sklen|lahv|láhv|tabul|pohád|dív|matk|"
    r"koč|krav|ryb|ovc|koz|slepic|kapitol|stanic|republik|skladb|písn|básn|rodin|obc|vesnic|cest|silnic|"
    r"budov|místnost|části|společnost|firm|fabrik|továrn|verz|strategi|kategori|kopi|lekc|hr[yaou]|výhr|prohr|"
    r"remíz|penalt|červen|série|etap|fáz|generac|sezon|sezón|lig[yau]|válk|bitv|zbran|bomb|raket|lod|lod|"
    r"kost|kapk|lžíc|lžič|porc|dávk|tablet|pilul|dekád|epoch|milion[aá]|miliard|libr|mark|metod|zásad|"
    r"podmínk|možnost|příčin|form[yau]|rol[ei]|čtvrtin|třetin|polovin|desetin|pětin|setin|strof|básn|halenk|"
    r"košil|kalhot|tašk|židl|postel|lamp|mís|pánv|rostlin|květin|růž|jahod|hrušk|třešn|švestk|cibul)\w*$"
)
NEUTER = re.compile(r"(?:\w+a|\w+[^aeiouyěíáéýů]í|procent\w*|měst\w*|slov\w*)$")

_WOMEN = (
    "ludmil|barbor|terez|zdislav|alžbět|kateřin|ann|marie|"
    "viktori|isabel|markét|johan|kleopatr|hedvik|julián|zit|anež"
)
# First names of rulers and saints.
NAME_ENDINGS = (
    Ending("^(?:marie|žofie|viktorie|lucie|cecílie|valérie)", "nom", "f"),
    Ending(f"^(?:{_WOMEN})k?a", "nom", "f"), Ending(f"^(?:{_WOMEN})k?y", "gen", "f"),
    Ending("^(?:alžbětě|kateřině|anně|markétě|johaně|hedvice|anežce)", "loc", "f"),
    Ending(f"^(?:{_WOMEN})k?u|^(?:mari|žofi|viktori|luci)i", "acc", "f"),
    Ending("ou|ií", "ins", "f"),
    Ending("ého|ího", "gen", "m"), Ending("ovi|ému|ímu", "dat", "m"),
    Ending("[eě]m|ým|ím", "ins", "m"),
    Ending("[oó]?u", "dat", "m"), Ending("a|še|že|je|ře|če", "gen", "m"),
)  # fmt: skip
