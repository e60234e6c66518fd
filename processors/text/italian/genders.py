"""Genders of Italian nouns, as far as their form and lists of frequent ones tell."""

import re

from processors.text.grammar.numerals import Context

# In -a, but masculine.
_MASCULINE = frozenset(
    """problema sistema programma tema clima schema poema dramma diploma panorama telegramma
    diagramma dilemma teorema enigma stemma dogma trauma coma aroma cinema poeta pianeta pirata
    papa pilota atleta boia collega gorilla sosia vaglia delta pediatra psichiatra geometra monarca
    patriarca duca belga profeta carisma prisma scisma fantasma plasma sisma carcinoma sintoma
    idioma assioma glaucoma ecosistema karma puma panda koala ginnasta
    """.split()  # noqa: SIM905 - a list of words
)
# In -o, or in -e or a consonant, which tell nothing.
_FEMININE = frozenset(
    """mano radio foto moto auto dinamo libido email mail app star band password chat hit
    notte gente mente parte arte morte sorte corte legge nave chiave voce croce luce pace noce vite
    rete sete fame carne fine pelle valle neve classe base frase fase crisi tesi analisi ipotesi
    oasi serie specie superficie botte torre febbre polvere cenere estate madre moglie siepe messe
    tosse lente corrente patente sorgente tangente cattedrale vocale capitale filiale centrale
    morale spirale navale fede sede lode frode strage immagine origine indagine
    voragine vertigine ruggine fuliggine caligine compagine propaggine cartilagine grandine
    abitudine solitudine gratitudine moltitudine attitudine altitudine latitudine longitudine
    inquietudine carie sintesi diagnosi dose prole volpe tigre lepre serpe tribù virtù gioventù
    servitù gru bici metropolitana lince cornice matrice radice vernice pace cervice appendice
    forbice salute palude incudine nube clave chiave soluzione emozione estrazione canzone ragione
    stagione regione religione legione opinione riunione unione comunione pensione tensione
    stazione colazione lezione azione nazione passione missione versione sessione decisione
    televisione occasione posizione edizione direzione sezione questione gestione digestione
    percentuale quiete ore volte settimane giornate tazze fette bottiglie pagine porzioni dosi
    lattine
    """.split()  # noqa: SIM905
)
_FEMININE_ENDING = re.compile(r"(?:a|[tdz]à|tù|[sz]ione|gione|trice|udine|aggine|iggine|ie|igie)$")
_MASCULINE_ENDING = re.compile(r"(?:ista|[bcdglmprt]emma|ogramma|iatra)$")
# Adjectives before their noun that tell no gender.
_BEFORE_NOUN = frozenset(
    """grande grandi breve brevi forte forti dolce semplice semplici importante importanti enorme
    enormi nobile celebre giovane giovani fedele rapide veloce veloci gentile terribile notevole
    ulteriore ulteriori maggiore minore migliore peggiore simile simili speciale
    """.split()  # noqa: SIM905
)

# Words after a number that it does not count.
NOT_COUNTED = frozenset(
    """di del dello della dei degli delle d a al allo alla ai agli alle ad da dal dallo dalla dai
    dagli dalle in nel nello nella nei negli nelle con col coi su sul sullo sulla sui sugli sulle
    per tra fra e ed o od oppure ma anche che chi cui come se non né il lo la i gli le l un uno una
    è sono era erano fu furono sarà saranno ha hanno aveva avevano avrà ho hai abbiamo si ci vi ne
    mi ti più meno ogni contro verso dopo prima durante circa entro oltre fino sino senza sotto
    sopra quando mentre dove perché poi già ancora sempre mai solo qui qua lì là oggi ieri
    domani inizia comincia finisce vale resta rimane diventa arriva va viene può deve dice
    fa fuori dentro mila lui lei loro noi voi io tu questo questa invece però quindi dunque allora
    nord sud est ovest latitudine longitudine celsius fahrenheit centigradi gradi all dall dell
    nell sull avanti virgola
    """.split()  # noqa: SIM905
)
# Nouns that follow ordinals.
RANKED = frozenset(
    """piano posto grado turno anniversario edizione secolo capitolo classificato classificata
    classe anno giorno settimana mese volta giornata tappa giro set tempo atto scena canto libro
    reggimento battaglione divisione congresso premio maggio comma rata trimestre quadrimestre
    semestre compleanno elementare media superiore liceo stagione puntata episodio episodi parte
    municipio battaglione brigata corpo minuto round gennaio febbraio marzo aprile giugno luglio
    agosto settembre ottobre novembre dicembre livello tentativo passo ciclo figlio figlia
    """.split()  # noqa: SIM905
)
FEMININE_ARTICLES = frozenset(
    """la una alla della dalla nella sulla questa quella mia tua sua nostra vostra
    """.split()  # noqa: SIM905
)
MASCULINE_ARTICLES = frozenset(
    """il lo un uno al allo del dello dal dallo nel nello sul sullo col questo quel quello mio
    tuo suo nostro vostro
    """.split()  # noqa: SIM905
)
_ELIDED = frozenset(("l'", "un'", "all'", "dell'", "dall'", "nell'", "sull'", "quell'"))
ARTICLES = FEMININE_ARTICLES | MASCULINE_ARTICLES | _ELIDED
# Words after degrees of temperature and of angles.
AFTER_DEGREES = frozenset(
    """percepiti esterni interni fissi previsti costanti circa centigradi sottozero netti
    """.split()  # noqa: SIM905
)
WOMEN = re.compile(
    r"(?!(?:Luca|Andrea|Nicola|Mattia|Enea|Elia|Isaia|Geremia|Battista|Papa|Costa|Sisma|Juventa|"
    r"Duca|Barbarossa|Mustafa|Attila|Giuda|Numa|Seneca|Caligola|Nerva|Galba|Agrippa|Silla|Zaccaria"
    r"|Osea|Tobia|Gianluca|Pianeta|Programma)$)[A-ZÀ-Þ]\w*a|Beatrice|Irene|Matilde|Adelaide|Alice"
)
_STARTS_LIKE_Z = re.compile(r"s[^aeiouàèéìòùy]|z|gn|pn|ps|pt|x|y[aeiou]|i[aeou]")
_VOWEL = re.compile(r"[aeiouàèéìòù]")


def gender(noun: str) -> str:
    """Gender of a noun or adjective, singular or plural: "m" or "f"."""
    noun = noun.lower()
    if noun in _FEMININE:
        return "f"
    if noun in _MASCULINE or _MASCULINE_ENDING.search(noun):
        return "m"
    return "f" if _FEMININE_ENDING.search(noun) else "m"


def gender_after(around: Context) -> str:
    """Gender of the noun after a number; an adjective that tells none is skipped."""
    match = re.match(r"\s*([^\W\d_]+)(?:\s([^\W\d_]+))?", around.after)
    if match is None or match[1].lower() in NOT_COUNTED:
        return "m"
    first, second = match[1].lower(), match[2]
    if first in _BEFORE_NOUN and second and second.lower() not in NOT_COUNTED:
        return gender(second)
    return gender(first)


def article(noun: str, gender: str) -> str:
    """One before a noun: "un", "uno", "una" or "un'"."""
    noun = noun.lower()
    if gender == "f":
        return "un'" if _VOWEL.match(noun) and not re.match(r"i[aeou]", noun) else "una"
    return "uno" if _STARTS_LIKE_Z.match(noun) else "un"


def begins_with_vowel(noun: str) -> bool:
    """Whether a noun begins with a vowel, before which words are shortened."""
    return _VOWEL.match(noun.lower()) is not None
