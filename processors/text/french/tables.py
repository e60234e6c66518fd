"""French words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun


def _with_articles(words: str) -> frozenset[str]:
    """Words, and those that begin with a vowel after "l'" and "d'"."""
    listed = words.split()
    elided = [word for word in listed if word[0] in "aeiouéèêhô"]
    return frozenset([*listed, *(f"{one}'{word}" for one in ("l", "d") for word in elided)])


ABBREVIATIONS = {
    "Mme": "Madame", "Mme.": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
    "Mr": "Monsieur", "Mr.": "Monsieur", "mme": "madame", "mlle": "mademoiselle",
    "avant J.-C.": "avant Jésus-Christ", "après J.-C.": "après Jésus-Christ",
    "Mlle.": "Mademoiselle", "Mlles": "Mesdemoiselles", "MM.": "Messieurs", "Mgr": "Monseigneur",
    "Mgr.": "Monseigneur", "Dr": "Docteur", "Dr.": "Docteur", "Drs": "Docteurs", "Dre": "Docteure",
    "Pr": "Professeur", "Pr.": "Professeur", "Prof.": "Professeur", "Vve": "veuve",
    "Cie": "compagnie", "Cie.": "compagnie", "Sté": "société", "Éts": "établissements",
    "Ets": "établissements", "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
    "ap. J.-C.": "après Jésus-Christ", "N.-D.": "Notre-Dame",
    "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "c. à d.": "c'est-à-dire",
    "càd": "c'est-à-dire", "etc.": "et cetera", "cf.": "confer", "cf": "confer", "env.": "environ",
    "p.-ê.": "peut-être", "svp": "s'il vous plaît", "s. v. p.": "s'il vous plaît",
    "SVP": "s'il vous plaît", "stp": "s'il te plaît", "rdv": "rendez-vous", "RDV": "rendez-vous",
    "qqn": "quelqu'un", "qqch.": "quelque chose", "qqch": "quelque chose", "qqs": "quelques",
    "qq.": "quelque", "bcp": "beaucoup", "ndlr": "note de la rédaction", "N.B.": "nota bene",
    "NB": "nota bene", "P.-S.": "post-scriptum", "P.S.": "post-scriptum", "tél.": "téléphone",
    "Tél": "Téléphone", "réf.": "référence", "dép.": "département", "arr.": "arrondissement",
    "arrt": "arrondissement", "éd.": "édition", "coll.": "collection", "trad.": "traduction",
    "hab.": "habitants",
    "pers.": "personnes", "ch.-l.": "chef-lieu", "resp.": "respectivement", "suiv.": "suivant",
    "suppl.": "supplément", "anc.": "ancien", "apr.": "après", "janv.": "janvier",
    "févr.": "février", "fév.": "février", "avr.": "avril", "juil.": "juillet", "nov.": "novembre",
    "oct.": "octobre", "déc.": "décembre", "appt.": "appartement", "apt.": "appartement",
    "bât.": "bâtiment", "esc.": "escalier", "vs.": "versus", "vs": "versus", "loc. cit.": "loc cit",
    "op. cit.": "op cit", "ibid.": "ibidem", "id.": "idem", "et al.": "et alii",
    "T.T.C.": "toutes taxes comprises", "TTC": "toutes taxes comprises", "H.T.": "hors taxes",
    "HT": "hors taxes",
    "Bd": "Boulevard", "bd": "boulevard", "bld": "boulevard", "Bld": "Boulevard",
    "boul.": "boulevard", "fbg": "faubourg", "impr.": "imprimerie",
}  # fmt: skip
MAY_END = frozenset(
    ["etc.", "J.-C.", "av. J.-C.", "apr. J.-C.", "ap. J.-C.", "avant J.-C.",
     "après J.-C.", "s. v. p.", "hab.", "qqch.",
     "Cie.", "T.T.C.", "H.T.", "ibid.", "et al.", "suiv.", "arr."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "n°": "numéro", "nº": "numéro", "N°": "numéro", "Nº": "numéro", "n°s": "numéros",
    "no": "numéro", "p.": "page", "pp.": "pages", "art.": "article", "al.": "alinéa",
    "chap.": "chapitre", "ch.": "chapitre", "fig.": "figure", "tab.": "tableau", "t.": "tome",
    "vol.": "volume", "v.": "vers", "sect.": "section", "par.": "paragraphe", "fasc.": "fascicule",
    "pl.": "planche", "app.": "appartement", "sc.": "scène", "éq.": "équation",
}  # fmt: skip
BEFORE_NAMES = {
    "M.": "Monsieur", "Me": "Maître", "Fr.": "frère", "av.": "avenue", "Av.": "avenue",
    "pl.": "place", "Pl.": "place", "rte": "route", "imp.": "impasse", "all.": "allée",
    "ch.": "chemin", "S. M.": "Sa Majesté", "gén.": "général", "Gén.": "général",
}  # fmt: skip
NEVER_END = frozenset(["sept.", "min.", "sec.", "réf.", "Mme.", "Dr."])
# Words that begin a sentence far more often than they are a name after an abbreviation.
STARTERS = frozenset(
    """Le La Les Un Une Des Du De Au Aux Ce Cet Cette Ces Mon Ma Mes Ton Ta Tes Son Sa Ses Notre
    Nos Votre Vos Leur Leurs Je Tu Il Elle On Nous Vous Ils Elles Ça Cela Ceci Celui Celle Ceux
    Et Ou Mais Donc Or Ni Car Si Quand Lorsque Comme Puisque Parce Que Quel Quelle Quels Quelles
    Qui Quoi Où Comment Pourquoi Combien Alors Ainsi Après Avant Pendant Depuis Dès Dans En Sur
    Sous Avec Sans Pour Par Chez Entre Vers Contre Selon Malgré Ensuite Puis Enfin Finalement
    Aujourd'hui Hier Demain Maintenant Ici Là Voici Voilà Oui Non Bien Très Trop Plus Moins Aussi
    Cependant Pourtant Toutefois Néanmoins Or Ailleurs Autrefois Bientôt Souvent Toujours Jamais
    Parfois Certains Certaines Chaque Tout Tous Toute Toutes Plusieurs Beaucoup Peu Aucun Aucune
    Personne Rien Quelques Deux Trois Quatre Cinq Est Sont Était Étaient Faut Merci Bonjour Faites
    Voyez Notez Prenez Allez Même Seul Seule Lui Eux Moi Toi Y A À Afin Grâce Tandis Peut Depuis
    """.split()  # noqa: SIM905 - a list of words
)


YEAR_WORDS = frozenset(
    """an année années en depuis vers dès avant après printemps été automne hiver janvier février
    mars avril mai juin juillet août septembre octobre novembre décembre né née
    """.split()  # noqa: SIM905
)
NUMBERED = _with_articles(
    """an année chapitre section numéro
    page pages version alinéa article paragraphe point tome volume salle
    chambre vitamine classe type groupe plan ligne étape niveau acte scène figure tableau annexe
    exemple exercice question leçon route autoroute nationale départementale quai voie
    bus métro tramway tram vol windows apollo formule option phase partie livre verset psaume canal
    chaîne numéros quartier lot appartement bâtiment escalier équipe planche
    """
)
LOCALES = {"fr-be": "fr_BE", "fr-ch": "fr_CH"}
ROMAN_COUNTED = _with_articles(
    """titre concile vatican guerre article opus acte type phase division zone série catégorie
    rocky annexe jean-paul étape
    """
)

SIGNS = {
    "&": "et", "=": "égale", "≈": "environ égal à", "≠": "différent de",
    "≤": "inférieur ou égal à", "≥": "supérieur ou égal à", "±": "plus ou moins", "×": "fois",
    "÷": "divisé par", "→": "flèche", "§§": "paragraphes", "§": "paragraphe", "%": "pour cent",
    "‰": "pour mille", "°": "degrés", "€": "euros", "$": "dollars", "£": "livres",
    "√": "racine carrée de", "∞": "infini", "@": "arobase", "№": "numéro", " < ": "inférieur à",
    " > ": "supérieur à", "π": "pi",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "au plus", ">=": "au moins", "<": "moins de", ">": "plus de", "~": "environ",
    "#": "numéro", "≤": "au plus", "≥": "au moins", "≈": "environ",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "point", "/": "barre oblique", "@": "arobase", "-": "tiret", "_": "tiret bas",
    "?": "point d'interrogation", "=": "égale", "&": "et", "#": "dièse", ":": "deux-points",
    "%": "pour cent", "+": "plus", "~": "tilde",
}  # fmt: skip

_CENT = Noun.of("cent", "cents")
_CENTIME = Noun.of("centime", "centimes")
CURRENCIES = {
    "EUR": (Noun.of("euro", "euros"), _CENTIME),
    "USD": (Noun.of("dollar", "dollars"), _CENT),
    "GBP": (Noun.of("livre", "livres", "f"), Noun.of("penny", "pence")),
    "CHF": (Noun.of("franc", "francs"), _CENTIME),
    "JPY": (Noun.of("yen", "yens"), None),
    "CAD": (Noun.of("dollar canadien", "dollars canadiens"), _CENT),
    "AUD": (Noun.of("dollar australien", "dollars australiens"), _CENT),
    "BRL": (Noun.of("réal", "réaux"), Noun.of("centavo", "centavos")),
    "PLN": (Noun.of("zloty", "zlotys"), Noun.of("grosz")),
    "CZK": (Noun.of("couronne tchèque", "couronnes tchèques", "f"), None),
    "SEK": (Noun.of("couronne suédoise", "couronnes suédoises", "f"), None),
    "NOK": (Noun.of("couronne norvégienne", "couronnes norvégiennes", "f"), None),
    "DKK": (Noun.of("couronne danoise", "couronnes danoises", "f"), None),
    "RUB": (Noun.of("rouble", "roubles"), Noun.of("kopeck", "kopecks")),
    "INR": (Noun.of("roupie", "roupies", "f"), None),
    "TRY": (Noun.of("livre turque", "livres turques", "f"), None),
    "UAH": (Noun.of("hryvnia", "hryvnias", "f"), None),
    "CNY": (Noun.of("yuan", "yuans"), None),
    "FRF": (Noun.of("franc", "francs"), _CENTIME),
    "XOF": (Noun.of("franc C F A", "francs C F A"), None),
}  # fmt: skip
CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "franc": "FRF",
    "francs": "FRF", "F": "FRF", "FF": "FRF",
    "frs": "FRF", "FCFA": "XOF", "F CFA": "XOF", "yen": "JPY",
    "yens": "JPY", "Fr.": "CHF", "fr.": "CHF",
}  # fmt: skip
MORE_CURRENCY_SIGNS = {"Fr.": "CHF"}
_MILLION, _MILLIARD = Noun.of("million", "millions"), Noun.of("milliard", "milliards")
MAGNITUDES = {
    "k": Noun.of("mille"), "M": _MILLION, "Mio": _MILLION, "Mio.": _MILLION, "million": _MILLION,
    "millions": _MILLION, "Md": _MILLIARD, "Mds": _MILLIARD, "Mrd": _MILLIARD,
    "Mrd.": _MILLIARD, "Md.": _MILLIARD, "milliard": _MILLIARD, "milliards": _MILLIARD,
}  # fmt: skip
UNIT_GENDERS = dict.fromkeys(("h", "min", "s", "ms", "µs", "ns", "t", "cal", "kcal", "mol"), "f")
MORE_UNITS = {
    "o": Noun.of("octet", "octets"), "Ko": Noun.of("kilooctet", "kilooctets"),
    "ko": Noun.of("kilooctet", "kilooctets"), "Mo": Noun.of("mégaoctet", "mégaoctets"),
    "Go": Noun.of("gigaoctet", "gigaoctets"), "To": Noun.of("téraoctet", "téraoctets"),
    "Mbit/s": Noun.of("mégabit par seconde", "mégabits par seconde"),
    "Mb/s": Noun.of("mégabit par seconde", "mégabits par seconde"),
    "Gbit/s": Noun.of("gigabit par seconde", "gigabits par seconde"),
    "mn": Noun.of("minute", "minutes", "f"), "min.": Noun.of("minute", "minutes", "f"),
    "sec": Noun.of("seconde", "secondes", "f"), "sec.": Noun.of("seconde", "secondes", "f"),
    "hrs": Noun.of("heure", "heures", "f"), "j": Noun.of("jour", "jours"),
    "kWh": Noun.of("kilowattheure", "kilowattheures"), "Wh": Noun.of("wattheure", "wattheures"),
    "MWh": Noun.of("mégawattheure", "mégawattheures"),
    "GWh": Noun.of("gigawattheure", "gigawattheures"),
    "TWh": Noun.of("térawattheure", "térawattheures"),
    "Ah": Noun.of("ampère-heure", "ampères-heures"),
    "mAh": Noun.of("milliampère-heure", "milliampères-heures"),
    "dB": Noun.of("décibel", "décibels"), "MPa": Noun.of("mégapascal", "mégapascals"),
    "m/s²": Noun.of("mètre par seconde au carré", "mètres par seconde au carré"),
    "tr/min": Noun.of("tour par minute", "tours par minute"),
    "mm²": Noun.of("millimètre carré", "millimètres carrés"),
    "mm³": Noun.of("millimètre cube", "millimètres cubes"),
    "dm²": Noun.of("décimètre carré", "décimètres carrés"),
    "dm³": Noun.of("décimètre cube", "décimètres cubes"),
    "Kg": Noun.of("kilogramme", "kilogrammes"), "Km": Noun.of("kilomètre", "kilomètres"),
    "pH": Noun.of("p H"), "ch": Noun.of("cheval", "chevaux"),
    "km/s": Noun.of("kilomètre par seconde", "kilomètres par seconde"),
    "hab./km²": Noun.of("habitant par kilomètre carré", "habitants par kilomètre carré"),
    "hab/km²": Noun.of("habitant par kilomètre carré", "habitants par kilomètre carré"),
    "c. à s.": Noun.of("cuillère à soupe", "cuillères à soupe", "f"),
    "c. à c.": Noun.of("cuillère à café", "cuillères à café", "f"),
    "cts": Noun.of("centime", "centimes"), "ct": Noun.of("centime", "centimes"),
    "pt": Noun.of("point", "points"), "pts": Noun.of("point", "points"),
}  # fmt: skip
