"""Italian words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "sig.ra": "signora", "sig.na": "signorina", "sig.": "signor", "sigg.": "signori",
    "sig.ri": "signori", "sig.re": "signore", "dott.": "dottor", "dr.": "dottor",
    "dott.ssa": "dottoressa", "dr.ssa": "dottoressa", "d.ssa": "dottoressa",
    "dott.ri": "dottori", "prof.": "professor", "prof.ssa": "professoressa", "proff.": "professori",
    "ing.": "ingegner", "ingg.": "ingegneri", "avv.": "avvocato", "avv.ti": "avvocati",
    "arch.": "architetto", "geom.": "geometra", "rag.": "ragionier", "mons.": "monsignor",
    "rev.": "reverendo", "card.": "cardinale", "cav.": "cavalier", "comm.": "commendator",
    "uff.": "ufficiale",
    "egr.": "egregio", "gent.mo": "gentilissimo", "gent.ma": "gentilissima", "gent.le": "gentile",
    "gent.mi": "gentilissimi", "ill.mo": "illustrissimo", "ill.ma": "illustrissima",
    "preg.mo": "pregiatissimo", "preg.ma": "pregiatissima", "chiar.mo": "chiarissimo",
    "spett.le": "spettabile", "spett.": "spettabile", "rev.do": "reverendo", "m.o": "maestro",
    "ecc.": "eccetera", "etc.": "eccetera", "ad es.": "ad esempio",
    "p. es.": "per esempio", "per es.": "per esempio", "es.": "esempio", "cfr.": "confronta",
    "cf.": "confronta", "ca.": "circa", "c.ca": "circa", "c. d.": "cosiddetto",
    "cosidd.": "cosiddetto", "risp.": "rispettivamente", "segg.": "seguenti", "seg.": "seguente",
    "sgg.": "seguenti", "max.": "massimo", "min.": "minimo", "tot.": "totale",
    "IVA incl.": "IVA inclusa", "IVA escl.": "IVA esclusa", "incl.": "incluso", "escl.": "escluso",
    "s. l. m.": "sul livello del mare",
    "u. s.": "ultimo scorso", "p. v.": "prossimo venturo", "c. m.": "corrente mese",
    "c. a.": "corrente anno", "N. B.": "nota bene", "P. S.": "post scriptum", "n. d. r.":
    "nota della redazione", "n. d. t.": "nota del traduttore", "op. cit.": "opera citata",
    "ibid.": "ibidem", "id.": "idem", "et al.": "et alii", "vs.": "contro", "vs": "contro",
    "tel.": "telefono", "cell.": "cellulare", "ind.": "indirizzo", "rif.": "riferimento",
    "prot.": "protocollo", "all.ti": "allegati", "all.to": "allegato",
    "sec.": "secolo", "secc.": "secoli", "prov.": "provincia", "dip.": "dipartimento",
    "univ.": "università", "ist.": "istituto", "sez.": "sezione", "uff. post.": "ufficio postale",
    "p.zza": "piazza", "p.za": "piazza", "v.le": "viale", "c.so": "corso", "l.go": "largo",
    "v.lo": "vicolo", "str.": "strada", "f.lli": "fratelli", "s.n.c.": "S N C",
    "S.p.A.": "S P A", "s.p.a.": "S P A", "S.r.l.": "S R L", "s.r.l.": "S R L", "S.n.c.": "S N C",
    "s.a.s.": "S A S", "S.a.s.": "S A S",
    "ab.": "abitanti", "abit.": "abitanti", "trad.": "traduzione", "ed.": "edizione",
    "cod. civ.": "codice civile", "cod. pen.": "codice penale", "cod. proc. civ.":
    "codice di procedura civile", "cod. proc. pen.": "codice di procedura penale",
    "c.c.": "codice civile", "c.p.": "codice penale", "c.p.c.": "codice di procedura civile",
    "c.p.p.": "codice di procedura penale", "G.U.": "Gazzetta Ufficiale",
    "D. Lgs.": "decreto legislativo", "d. lgs.": "decreto legislativo",
    "D.L.": "decreto legge", "d.l.": "decreto legge", "D.P.R.":
    "decreto del presidente della Repubblica", "d.P.R.": "decreto del presidente della Repubblica",
    "D.M.": "decreto ministeriale", "d.m.": "decreto ministeriale", "lett.": "lettera",
    "genn.": "gennaio", "feb.": "febbraio", "febbr.": "febbraio",
    "apr.": "aprile", "lug.": "luglio",  
    "sett.": "settembre", "ott.": "ottobre", "nov.": "novembre", "dic.": "dicembre",
    "lun.": "lunedì", "merc.": "mercoledì", "giov.": "giovedì",
    "ven.": "venerdì", "sab.": "sabato", "dom.": "domenica",
    "ital.": "italiano", "lat.": "latino", "ingl.": "inglese", "franc.": "francese",
    "ted.": "tedesco", "abbr.": "abbreviazione", "pers.": "persone", "agg.": "aggettivo",
    "sost.": "sostantivo", "avv.to": "avvocato", "c/o": "presso", "p/o": "presso",
    "e/o": "e o",
}  # fmt: skip
MAY_END = frozenset(
    ["ecc.", "etc.", "s. l. m.", "u. s.", "p. v.", "c. m.", "c. a.", "S.p.A.",
     "s.p.a.", "S.r.l.", "s.r.l.", "S.n.c.", "s.n.c.", "S.a.s.", "s.a.s.", "segg.", "sgg.", "seg.",
     "ibid.", "et al.", "ab.", "max.", "min.", "n. d. r.", "c.c.", "c.p.", "c.p.c.", "c.p.p."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "n.": "numero", "n°": "numero", "nº": "numero", "N.": "numero", "N°": "numero",
    "Nº": "numero", "nr.": "numero", "nn.": "numeri", "n.ro": "numero", "num.": "numero",
    "p.": "pagina", "pp.": "pagine", "pag.": "pagina", "pagg.": "pagine", "pg.": "pagina",
    "art.": "articolo", "artt.": "articoli", "cap.": "capitolo", "capp.": "capitoli",
    "c.": "comma", "co.": "comma", "vol.": "volume", "voll.": "volumi", "fig.": "figura",
    "figg.": "figure", "tab.": "tabella", "tabb.": "tabelle", "tav.": "tavola", "v.": "verso",
    "vv.": "versi", "r.": "riga", "rr.": "righe", "sez.": "sezione", "par.": "paragrafo",
    "all.": "allegato", "app.": "appartamento", "int.": "interno", "sc.": "scala",
    "doc.": "documento", "lett.": "lettera", "tit.": "titolo", "t.": "tomo", "fasc.": "fascicolo",
    "es.": "esercizio", "lez.": "lezione", "ca.": "circa", "sec.": "secolo",
    "L.": "legge", "l.": "legge", "c.a.": "circa", "km": "chilometro", "mod.": "modello",
    "rep.": "repertorio", "civ.": "civico", "bin.": "binario", "vers.": "versione",
    "ver.": "versione", "eq.": "equazione", "cat.": "categoria", "ag.": "agenzia",
}  # fmt: skip
BEFORE_NAMES = {
    "on.": "onorevole", "On.": "onorevole", "sen.": "senatore", "Sen.": "senatore",
    "gen.": "generale", "col.": "colonnello", "magg.": "maggiore", "cap.": "capitano",
    "ten.": "tenente", "serg.": "sergente", "mar.": "maresciallo", "brig.": "brigadiere",
    "amm.": "ammiraglio", "pres.": "presidente", "dir.": "direttore", "Sig": "signor",
    "Dott": "dottor", "Dr": "dottor", "Prof": "professor", "Ing": "ingegner", "Avv": "avvocato",
    "SS.": "Santi", "S. S.": "Sua Santità", "S. E.": "Sua Eccellenza", "S. M.": "Sua Maestà",
    "loc.": "località", "fraz.": "frazione", "fam.": "famiglia",
}  # fmt: skip
NEVER_END = frozenset(["dott.", "sig.", "prof.", "S.", "ag."])
# Words that begin a sentence far more often than they are a name after an abbreviation.
STARTERS = frozenset(
    """Il Lo La I Gli Le Un Uno Una Di Del Dello Della Dei Degli Delle A Al Allo Alla Ai Agli Alle
    Da Dal Dallo Dalla Dai Dagli Dalle In Nel Nello Nella Nei Negli Nelle Con Su Sul Sullo Sulla
    Sui Sugli Sulle Per Tra Fra E Ed O Oppure Ma Però Quindi Dunque Allora Poi Così Anche Inoltre
    Infine Infatti Tuttavia Eppure Se Quando Mentre Dove Come Perché Poiché Siccome Che Chi Cosa
    Quale Quali Quanto Quanta Quanti Quante Questo Questa Questi Queste Quello Quella Quelli Quelle
    Quel Quei Io Tu Egli Lui Lei Noi Voi Loro Esso Essa Essi Mi Ti Si Ci Vi Ne Mio Mia Miei Mie Suo
    Sua Suoi Sue Nostro Nostra Nostri Nostre Vostro Vostra Tuo Tua Non Né Sì No Già Ancora Sempre
    Mai Spesso Oggi Ieri Domani Ora Adesso Prima Dopo Durante Senza Secondo Verso Contro Sotto
    Sopra Entro Oltre Fino Invece Piuttosto Forse Certo Ogni Ognuno Tutti Tutte Tutto Tutta Alcuni
    Alcune Molti Molte Molto Pochi Poche Poco Nessuno Nessuna Niente Nulla Qualcuno Qualcosa Ecco
    È Sono Era Erano Fu Ha Hanno Ho Abbiamo Aveva Avevano Stava Stanno Sta Bisogna Occorre Grazie
    Buongiorno Ciao Due Tre Quattro Cinque Entrambi Nonostante Grazie Qui Qua Lì Là Altri Altre
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """anno anni nel del dal al dopo prima entro estate inverno primavera autunno gennaio febbraio
    marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre nato nata
    """.split()  # noqa: SIM905
)
NUMBERED = frozenset(
    """capitolo sezione numero numeri pagina pagine versione comma articolo articoli paragrafo punto
    tomo volume sala camera stanza vitamina tipo gruppo linea livello figura tabella allegato
    esempio esercizio domanda lezione strada statale binario porta autobus bus tram metro volo
    windows apollo formula opzione fase canale aula appartamento interno civico scala lotto lettera
    documento protocollo legge decreto modello rete rai italia canale tg serie tavola verso riga
    titolo quota zona uscita casello area gate box corsia nota regola step passo turno playstation
    equazione versetto salmo articolo progetto classe categoria quesito quesiti risposta maglia
    """.split()  # noqa: SIM905
)
# Nouns before Roman numerals that are ordinals ("capitolo quarto"), and those that count.
ROMAN_RANKED = frozenset(
    """capitolo libro canto atto scena titolo parte tomo volume sezione legislatura vaticano
    lateranense concilio cap. vol. paragrafo girone cantica conferenza armata elementare
    """.split()  # noqa: SIM905
)
ROMAN_COUNTED = frozenset(
    """tipo fase allegato tabella figura gruppo serie articolo opus zona tavola lotto rocky rambo
    apollo windows playstation diabete livello appendice nota punto asse enterprise scudo boeing
    """.split()  # noqa: SIM905
)

SIGNS = {
    "&": "e", "=": "uguale", "≈": "circa uguale a", "≠": "diverso da",
    "≤": "minore o uguale a", "≥": "maggiore o uguale a", "±": "più o meno", "×": "per",
    "÷": "diviso", "→": "freccia", "§§": "paragrafi", "§": "paragrafo", "%": "per cento",
    "‰": "per mille", "°": "gradi", "€": "euro", "$": "dollari", "£": "sterline",
    "√": "radice quadrata di", "∞": "infinito", "@": "chiocciola", "№": "numero",
    " < ": "minore di", " > ": "maggiore di", "π": "pi greco",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "al massimo", ">=": "almeno", "<": "meno di", ">": "più di", "~": "circa",
    "#": "numero", "≤": "al massimo", "≥": "almeno", "≈": "circa",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "punto", "/": "barra", "@": "chiocciola", "-": "trattino", "_": "trattino basso",
    "?": "punto interrogativo", "=": "uguale", "&": "e commerciale", "#": "cancelletto",
    ":": "due punti", "%": "per cento", "+": "più", "~": "tilde",
}  # fmt: skip

_CENT = Noun.of("centesimo", "centesimi", "m")
CURRENCIES = {
    "EUR": (Noun.of("euro", "euro", "m"), _CENT),
    "USD": (Noun.of("dollaro", "dollari", "m"), _CENT),
    "GBP": (Noun.of("sterlina", "sterline", "f"), Noun.of("penny", "penny", "m")),
    "CHF": (Noun.of("franco", "franchi", "m"), _CENT),
    "JPY": (Noun.of("yen", "yen", "m"), None),
    "CAD": (Noun.of("dollaro canadese", "dollari canadesi", "m"), _CENT),
    "AUD": (Noun.of("dollaro australiano", "dollari australiani", "m"), _CENT),
    "BRL": (Noun.of("real", "real", "m"), _CENT),
    "PLN": (Noun.of("zloty", "zloty", "m"), None),
    "CZK": (Noun.of("corona ceca", "corone ceche", "f"), None),
    "SEK": (Noun.of("corona svedese", "corone svedesi", "f"), None),
    "NOK": (Noun.of("corona norvegese", "corone norvegesi", "f"), None),
    "DKK": (Noun.of("corona danese", "corone danesi", "f"), None),
    "RUB": (Noun.of("rublo", "rubli", "m"), Noun.of("copeco", "copechi", "m")),
    "INR": (Noun.of("rupia", "rupie", "f"), None),
    "TRY": (Noun.of("lira turca", "lire turche", "f"), None),
    "UAH": (Noun.of("grivnia", "grivnie", "f"), None),
    "CNY": (Noun.of("yuan", "yuan", "m"), None),
    "ITL": (Noun.of("lira", "lire", "f"), None),
}  # fmt: skip
CURRENCY_WORDS = {
    "euro": "EUR", "Euro": "EUR", "dollaro": "USD", "dollari": "USD", "sterlina": "GBP",
    "sterline": "GBP", "franco": "CHF", "franchi": "CHF", "fr.": "CHF", "Fr.": "CHF",
    "lira": "ITL", "lire": "ITL", "yen": "JPY",
}  # fmt: skip
MORE_CURRENCY_SIGNS = {"Fr.": "CHF", "Lit.": "ITL", "₤": "ITL"}
_MILLION, _MILLIARD = Noun.of("milione", "milioni", "m"), Noun.of("miliardo", "miliardi", "m")
MAGNITUDES = {
    "mln": _MILLION, "mln.": _MILLION, "Mln": _MILLION,
    "milione": _MILLION, "milioni": _MILLION, "M": _MILLION, "mio": _MILLION, "Mio": _MILLION,
    "mld": _MILLIARD, "mld.": _MILLIARD, "Mld": _MILLIARD, "mrd": _MILLIARD,
    "miliardo": _MILLIARD, "miliardi": _MILLIARD, "bilione": Noun.of("bilione", "bilioni", "m"),
    "bilioni": Noun.of("bilione", "bilioni", "m"),
}  # fmt: skip
UNIT_GENDERS = dict.fromkeys(("h", "t", "cal", "kcal", "mol"), "f")
_SQUARE, _CUBIC = Noun.of("metro quadrato", "metri quadrati"), Noun.of("metro cubo", "metri cubi")
_GRAM, _LITER = Noun.of("grammo", "grammi"), Noun.of("litro", "litri")
_HOUR, _MINUTE = Noun.of("ora", "ore", "f"), Noun.of("minuto", "minuti")
_SECOND, _KILOGRAM = Noun.of("secondo", "secondi"), Noun.of("chilogrammo", "chilogrammi")
_KILOMETER, _DENSITY = Noun.of("chilometro", "chilometri"), "per chilometro quadrato"
MORE_UNITS = {
    "%": Noun.of("per cento", gender="m"), "t": Noun.of("tonnellata", "tonnellate", "f"),
    "mq": _SQUARE, "mq.": _SQUARE, "mc": _CUBIC, "kmq": Noun.of("chilometro quadrato",
    "chilometri quadrati"), "cmq": Noun.of("centimetro quadrato", "centimetri quadrati"),
    "cc": Noun.of("centimetro cubo", "centimetri cubi"), "gr": _GRAM, "gr.": _GRAM, "g.": _GRAM,
    "lt": _LITER, "lt.": _LITER, "Kg": _KILOGRAM, "kg.": _KILOGRAM, "Kg.": _KILOGRAM,
    "Km": _KILOMETER, "km.": _KILOMETER, "Km/h": Noun.of("chilometro orario", "chilometri orari"),
    "mt": Noun.of("metro", "metri"), "mt.": Noun.of("metro", "metri"),
    "sec": _SECOND, "sec.": _SECOND, "min.": _MINUTE, "hr": _HOUR, "hrs": _HOUR,
    "gg": Noun.of("giorno", "giorni"), "gg.": Noun.of("giorno", "giorni"),
    "q": Noun.of("quintale", "quintali"), "q.": Noun.of("quintale", "quintali"),
    "CV": Noun.of("cavallo", "cavalli"), "cv": Noun.of("cavallo", "cavalli"),
    "ettari": Noun.of("ettaro", "ettari"), "Wh": Noun.of("wattora", "wattora"),
    "MWh": Noun.of("megawattora", "megawattora"), "GWh": Noun.of("gigawattora", "gigawattora"),
    "TWh": Noun.of("terawattora", "terawattora"), "Ah": Noun.of("amperora", "amperora"),
    "kW": Noun.of("chilowatt", "chilowatt"), "Nm": Noun.of("newton metro", "newton metro"),
    "mAh": Noun.of("milliamperora", "milliamperora"), "dB": Noun.of("decibel", "decibel"),
    "MPa": Noun.of("megapascal", "megapascal"), "km/s": Noun.of("chilometro al secondo",
    "chilometri al secondo"), "m/s²": Noun.of("metro al secondo quadrato",
    "metri al secondo quadrato"), "Mbit/s": Noun.of("megabit al secondo", "megabit al secondo"),
    "Mbps": Noun.of("megabit al secondo", "megabit al secondo"),
    "Mb/s": Noun.of("megabit al secondo", "megabit al secondo"),
    "Gbit/s": Noun.of("gigabit al secondo", "gigabit al secondo"),
    "Gbps": Noun.of("gigabit al secondo", "gigabit al secondo"),
    "giri/min": Noun.of("giro al minuto", "giri al minuto"),
    "mm²": Noun.of("millimetro quadrato", "millimetri quadrati"),
    "mm³": Noun.of("millimetro cubo", "millimetri cubi"),
    "dm²": Noun.of("decimetro quadrato", "decimetri quadrati"),
    "dm³": Noun.of("decimetro cubo", "decimetri cubi"),
    "ab./km²": Noun.of(f"abitante {_DENSITY}", f"abitanti {_DENSITY}"),
    "ab/km²": Noun.of(f"abitante {_DENSITY}", f"abitanti {_DENSITY}"),
    "ab./kmq": Noun.of(f"abitante {_DENSITY}", f"abitanti {_DENSITY}"),
    "pt": Noun.of("punto", "punti"), "pz": Noun.of("pezzo", "pezzi"),
    "pz.": Noun.of("pezzo", "pezzi"), "p.p.": Noun.of("punto percentuale", "punti percentuali"),
}  # fmt: skip
# Short names of months that CLDR lacks.
MONTHS = {"genn": 1, "febbr": 2, "sett": 9}
