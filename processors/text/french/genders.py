"""Genders of French nouns, as far as their form and lists of frequent ones tell."""

import re

_FEMININE_ENDING = re.compile(r"(?:e|[st]ion|xion|aison|[^é]té|tié)$")
_MASCULINE_ENDING = re.compile(
    r"(?:age|isme|ège|ème|ôme|oire|aire|mètre|gramme|litre|iste|phone|scope|graphe|logue|cide|ticle"
    r"|acle|oxyde|oque|drome|naute|crate|pède|vore|mane|arque|mestre|ricule|tacle|bole)$"
)
# Nouns of which the ending says the wrong thing or nothing, in the singular.
_FEMININE = frozenset(
    """fois main fin part nuit voix croix noix dent mer tour cour cuiller eau peau fleur couleur
    valeur erreur douleur peur chaleur largeur longueur hauteur profondeur épaisseur vapeur lueur
    odeur saveur sœur soeur saison raison chanson leçon façon boisson prison vis souris brebis paix
    faim soif loi foi paroi fourmi forêt jument dot clé clef nef maman vertu tribu mort plupart
    photo moto radio vidéo météo auto info pizza page image plage cage rage nage marge histoire
    victoire gloire mémoire poire foire armoire baignoire mâchoire affaire paire chaire grammaire
    crème problématique nation région religion union opinion légion réunion télévision pension
    occasion mission version passion question action journée année soirée matinée idée bouée
    armée fille famille feuille bouteille ville étoile aire circulaire bibliothécaire patinoire
    trajectoire balançoire nageoire passoire ordonnance vidéaste dame
    """.split()  # noqa: SIM905 - a list of words
)
_MASCULINE = frozenset(
    """côté été comité traité arrêté député pâté musée lycée trophée avion camion million lion pion
    bastion espion homme gentilhomme bonhomme père frère oncle prince maître prêtre ancêtre peuple
    monde siècle livre arbre verre centre titre chiffre nombre membre ministre juge cadre ordre
    exemple groupe type mode code texte chapitre volume tome acte poste service office exercice
    bénéfice édifice sacrifice silence commerce divorce pouce vote compte conte doute pilote
    capitaine domaine patrimoine moine chêne gène cygne signe règne peigne rôle contrôle pôle
    symbole pétrole modèle zèle stade grade guide vide remède suicide mille gorille portefeuille
    chèque masque casque disque risque cirque moustique plastique kiosque manque geste reste insecte
    architecte adulte culte tumulte buste squelette sexe axe luxe complexe réflexe fleuve rêve
    glaive lièvre poivre cuivre ventre monstre registre orchestre trimestre semestre théâtre
    spectre astre désastre cèdre cidre cylindre tigre ogre sucre massacre genre timbre marbre sabre
    concombre coffre gouffre beurre tonnerre parterre cimetière derrière caractère mystère critère
    cratère hémisphère empire navire rire sourire martyre score store folklore murmure cube tube
    globe microbe verbe proverbe principe ange linge singe mélange échange collège atome costume
    légume parfum crime régime centime gendarme charme vacarme terme germe film organe crâne âne
    cinéaste téléphone trône cône incendie génie parapluie foie messie satellite rite site mérite
    gîte athlète poète prophète camarade collègue temple couple muscle ongle angle triangle
    rectangle cercle couvercle véhicule crépuscule module globule scrupule meuble immeuble câble
    sable diable double trouble vignoble liquide bolide asile crocodile reptile missile textile
    projectile domicile mobile style poêle voile intervalle scandale pétale mâle dimanche reproche
    hêtre otage rhume dôme diplôme royaume fantôme arôme euro membre mètre litre gramme verre
    kilowattheure ampère degré octet coude crible oracle renne phoque zèbre chimpanzé rhinocéros
    pigeon kangourou éléphant peintre arbitre chantre  interprète élève légionnaire
    """.split()  # noqa: SIM905
)
# Adjectives before nouns that do not show a gender.
EPICENE = frozenset(
    """autre autres jeune jeunes même mêmes simple simples rare rares pauvre pauvres large larges
    grave graves vaste vastes immense immenses véritable véritables énorme énormes magnifique
    magnifiques célèbre célèbres riche riches
    """.split()  # noqa: SIM905
)
# Words after a number that it does not count.
NOT_COUNTED = frozenset(
    """de des du d l le la les un une à au aux et ou où ni mais donc car or en est es sont était
    étaient fut furent sera seront serait soit a as ont avait avaient aura auront pour par sur sous
    dans avec sans chez vers entre contre depuis pendant avant après dès jusque que qui quoi dont
    comme si ne pas plus moins très trop aussi puis ce cet cette ces il elle ils elles on nous vous
    je tu se sa son ses leur leurs y là ici parmi selon environ peut doit va vont fait font dit
    reste restent devient deviennent commence égale être arrive arrivent passe passent lors alors
    fois-ci toujours ensuite maintenant seulement encore déjà
    """.split()  # noqa: SIM905
)
RANKED = frozenset(
    """étage étages arrondissement siècle chapitre rang tour anniversaire édition partie place année
    jour semaine classe section régiment bataillon division congrès acte livre tome
    """.split()  # noqa: SIM905
)
WOMEN = re.compile(
    r"Élisabeth|Elisabeth|Elizabeth|Catherine|Marie|Anne|Isabelle|Marguerite|Christine|Jeanne"
    r"|Béatrix|Wilhelmine|Victoria|Juliana|Christina|Maria|Margareta|Joséphine|Mathilde"
)
# Men of whom a first one ruled; after other names "I" is one: "Paris I".
MEN = re.compile(
    r"Louis|Charles|Henri|François|Napoléon|Philippe|Guillaume|Frédéric|Pierre|Nicolas|Alexandre"
    r"|Jacques|Georges?|[ÉE]douard|Albert|Léopold|Baudouin|Ferdinand|Maximilien|Othon|Constantin"
    r"|Justinien|Clovis|Childebert|Clotaire|Robert|Richard|Jean|Paul|Pie|Léon|Grégoire|Innocent"
    r"|Clément|Benoît|Urbain|Alphonse|Amédée|Humbert|Joseph|Ramsès|Darius|Soliman|Mehmed|Félix"
    r"|Sixte|Jules|Hugues|Étienne|Christian|Gustave|Charles-Albert|Louis-Philippe|Jean-Paul"
    r"|Victor-Emmanuel|François-Joseph|Frédéric-Guillaume|Juan Carlos|Carlos"
)


def gender(noun: str) -> str:
    """Gender of a noun or adjective, singular or plural: "m" or "f"."""
    noun = noun.lower()
    singular = noun if noun in _FEMININE else re.sub(r"(?<=\w\w)[sx]$", "", noun)
    if singular in _FEMININE:
        return "f"
    if singular in _MASCULINE or _MASCULINE_ENDING.search(singular):
        return "m"
    return "f" if _FEMININE_ENDING.search(singular) else "m"
