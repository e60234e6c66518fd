"""Spanish words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores",
    "Sras.": "señoras", "Srtas.": "señoritas", "Sr": "señor", "Sra": "señora", "Srta": "señorita",
    "Dr.": "doctor", "Dra.": "doctora", "Dres.": "doctores", "Dras.": "doctoras", "Dr": "doctor",
    "Dra": "doctora", "D.ª": "doña", "Dª": "doña", "Dña.": "doña", "Dña": "doña",
    "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes", "Ud": "usted",
    "Uds": "ustedes", "Prof.": "profesor", "Profa.": "profesora", "Prof.ª": "profesora",
    "Ing.": "ingeniero", "Lic.": "licenciado", "Licda.": "licenciada", "Lcdo.": "licenciado",
    "Lcda.": "licenciada", "Arq.": "arquitecto", "Abg.": "abogado", "Gral.": "general",
    "gral.": "general", "Cnel.": "coronel", "Cmdte.": "comandante", "Tte.": "teniente",
    "Sgto.": "sargento", "Alm.": "almirante", "Pdte.": "presidente", "Pdta.": "presidenta",
    "Dir.": "director", "Mons.": "monseñor", "Rdo.": "reverendo", "Rvdo.": "reverendo",
    "Excmo.": "excelentísimo", "Excma.": "excelentísima", "Ilmo.": "ilustrísimo",
    "Ilma.": "ilustrísima", "Mtro.": "maestro", "Mtra.": "maestra", "Hno.": "hermano",
    "Hna.": "hermana", "Hnos.": "hermanos", "Cía.": "compañía", "Cia.": "compañía",
    "S. A.": "S A", "S. L.": "S L", "S. A. de C. V.": "S A de C V", "Ltda.": "limitada",
    "M.ª": "María", "Mª": "María", "Fco.": "Francisco", "Fdez.": "Fernández", "Glez.": "González",
    "Hdez.": "Hernández", "Mtnez.": "Martínez", "Rguez.": "Rodríguez", "Jr.": "júnior",
    "Ntra.": "nuestra", "Ntro.": "nuestro", "N.ª S.ª": "nuestra señora",
    "EE. UU.": "Estados Unidos", "EEUU": "Estados Unidos", "EE.UU": "Estados Unidos",
    "FF. AA.": "Fuerzas Armadas", "RR. HH.": "recursos humanos", "JJ. OO.": "Juegos Olímpicos",
    "CC. OO.": "Comisiones Obreras", "RR. CC.": "Reyes Católicos", "FF. CC.": "ferrocarriles",
    "SS. MM.": "sus majestades", "S. M.": "su majestad", "S. S.": "su santidad",
    "Bs. As.": "Buenos Aires", "D. F.": "D F", "C. P.": "código postal", "R. D.": "real decreto",
    "p. ej.": "por ejemplo", "v. gr.": "verbigracia", "etc.": "etcétera", "i. e.": "es decir",
    "cf.": "confer", "cfr.": "confer", "ibíd.": "ibídem", "ibid.": "ibídem",
    "íd.": "ídem", "op. cit.": "op cit", "et al.": "et alii", "loc. cit.": "loc cit",
    "N. del T.": "nota del traductor", "N. de la T.": "nota de la traductora",
    "N. B.": "nota bene", "P. D.": "posdata", "P. S.": "post scriptum", "Q. E. P. D.": "Q E P D",
    "q. e. p. d.": "Q E P D", "a. C.": "antes de Cristo", "a. de C.": "antes de Cristo",
    "a. J. C.": "antes de Jesucristo", "d. C.": "después de Cristo",
    "d. de C.": "después de Cristo", "d. J. C.": "después de Jesucristo",
    "a. n. e.": "antes de nuestra era", "a. m.": "A M", "p. m.": "P M", "am": "A M", "pm": "P M",
    "a.m": "A M", "p.m": "P M", "aprox.": "aproximadamente", "máx.": "máximo",
    "mín.": "mínimo", "prom.": "promedio", "tel.": "teléfono", "teléf.": "teléfono",
    "telf.": "teléfono", "tfno.": "teléfono", "tlf.": "teléfono", "móv.": "móvil",
    "avda.": "avenida", "av.": "avenida", "avd.": "avenida", "c/": "calle", "cl.": "calle",
    "pza.": "plaza", "plza.": "plaza", "pl.": "plaza", "pº": "paseo", "p.º": "paseo",
    "ctra.": "carretera", "urb.": "urbanización", "edif.": "edificio", "apto.": "apartamento",
    "dpto.": "departamento", "depto.": "departamento", "apdo.": "apartado", "izq.": "izquierda",
    "izqda.": "izquierda", "izda.": "izquierda", "dcha.": "derecha", "der.": "derecha",
    "dto.": "descuento", "dcto.": "descuento", "ppal.": "principal", "admón.": "administración",
    "admin.": "administración", "atte.": "atentamente", "ref.": "referencia", "ed.": "edición",
    "vs.": "versus", "vs": "versus", "s/n": "sin número", "c/u": "cada uno", "s. f.": "sin fecha",
    "prov.": "provincia", "pcia.": "provincia", "gob.": "gobierno", "univ.": "universidad",
    "esp.": "español", "fr.": "francés", "ing.": "inglés", "lat.": "latín",
    "ene.": "enero", "feb.": "febrero", "abr.": "abril", "ago.": "agosto", "sept.": "septiembre",
    "sep.": "septiembre", "oct.": "octubre", "nov.": "noviembre", "dic.": "diciembre",
    "lun.": "lunes", "mié.": "miércoles", "jue.": "jueves", "vie.": "viernes", "sáb.": "sábado",
    "dom.": "domingo", "hab.": "habitantes", "min.": "minutos", "seg.": "segundos",
    "ej.": "ejemplo", "obs.": "observación", "resp.": "respectivamente", "sig.": "siguiente",
    "sigs.": "siguientes", "trad.": "traducción", "coord.": "coordinador",
    "fund.": "fundado", "inc.": "incluido", "incl.": "incluido",
    "mens.": "mensual", "nal.": "nacional", "pdo.": "pasado", "pte.": "presente",
    "Sta.": "santa", "Sto.": "santo", "pág.": "página",
    "págs.": "páginas", "vol.": "volumen", "vols.": "volúmenes", "art.": "artículo",
    "arts.": "artículos", "núm.": "número", "núms.": "números", "cap.": "capítulo",
    "caps.": "capítulos", "fig.": "figura", "figs.": "figuras", "ud.": "unidad",
    "uds.": "unidades", "reg.": "reglamento",
}  # fmt: skip
MAY_END = frozenset(
    ["etc.", "EE. UU.", "a. C.", "d. C.", "a. de C.", "d. de C.", "a. J. C.", "d. J. C.",
     "a. n. e.", "a. m.", "p. m.", "S. A.", "S. L.", "Cía.", "Jr.", "Ud.", "Uds.", "Vd.", "Vds.",
     "Hnos.", "RR. HH.", "JJ. OO.", "FF. AA.", "CC. OO.", "RR. CC.", "Bs. As.", "D. F.", "hab.",
     "izq.", "izqda.", "dcha.", "dto.", "atte.", "q. e. p. d.", "ibíd.", "aprox.", "Ltda.",
     "min.", "seg.", "sigs.", "S. A. de C. V."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "c.": "circa", "ca.": "circa",
    "n.º": "número", "nº": "número", "n°": "número", "n.°": "número", "núm.": "número",
    "núms.": "números", "nro.": "número", "n.os": "números", "pág.": "página",
    "págs.": "páginas", "p.": "página", "pp.": "páginas", "km": "kilómetro", "art.": "artículo",
    "arts.": "artículos", "cap.": "capítulo", "caps.": "capítulos", "vol.": "volumen",
    "vols.": "volúmenes", "fig.": "figura", "figs.": "figuras", "t.": "tomo", "tít.": "título",
    "párr.": "párrafo", "apdo.": "apartado", "ap.": "apartado", "v.": "versículo",
    "km.": "kilómetro", "lám.": "lámina", "ej.": "ejemplo",
    "exp.": "expediente", "secc.": "sección", "sec.": "sección", "inc.": "inciso",
    "lín.": "línea", "hab.": "habitación", "ed.": "edición",
}  # fmt: skip
BEFORE_NAMES = {
    "D.": "don", "Fr.": "fray", "Sto.": "santo", "Sta.": "santa", "Cap.": "capitán",
    "Cdte.": "comandante", "Pbro.": "presbítero", "Dip.": "diputado", "Sen.": "senador",
    "Gdor.": "gobernador", "Avda.": "avenida", "Pl.": "plaza",
}  # fmt: skip
NEVER_END = frozenset(
    ["mill.", "s.", "ss.", "EE.", "UU.", "FF.", "AA.", "RR.", "HH.", "JJ.", "OO.", "CC.", "SS.",
     "MM.", "Bs.", "As.", "S.", "J.", "N."]
)  # fmt: skip
# Words that begin a sentence far more often than they are a name after an abbreviation.
STARTERS = frozenset(
    """El La Los Las Lo Un Una Unos Unas Este Esta Estos Estas Ese Esa Esos Esas Aquel Aquella
    Aquellos Aquellas Esto Eso Aquello Mi Mis Tu Tus Su Sus Nuestro Nuestra Nuestros Nuestras
    Vuestro Yo Tú Él Ella Ello Nosotros Nosotras Vosotros Vosotras Ellos Ellas Usted Ustedes Y E O
    U Ni Pero Sino Aunque Porque Pues Si Sí No Que Qué Quien Quién Quienes Quiénes Cual Cuál Cuáles
    Cuando Cuándo Donde Dónde Como Cómo Cuanto Cuánto Cuánta Cuántos Cuántas Entonces Luego Después
    Antes Ahora Hoy Ayer Mañana Aquí Allí Ahí Así También Tampoco Además Incluso Quizá Quizás Tal
    Al Del A Ante Bajo Con Contra De Desde Durante En Entre Hacia Hasta Mediante Para Por Según Sin
    Sobre Tras Mientras Ya Aún Todavía Siempre Nunca Jamás Finalmente Primero Segundo Solo Sólo Es
    Son Era Eran Fue Fueron Será Serán Está Están Estaba Estaban Hay Había Hubo Habrá Ha Han He
    Tiene Tienen Tenía Hace Se Le Les Me Te Nos Os Todo Toda Todos Todas Otro Otra Otros Otras
    Algún Alguna Algunos Algunas Alguien Algo Nadie Nada Ningún Ninguna Cada Muchos Muchas Muy Más
    Menos Pocos Varios Varias Ambos Ambas Cualquier Dos Tres Cuatro Cinco Gracias Hola Bueno Bien
    Claro Vamos Ven Mira Dijo Llegó Murió Nació Vivió Salió Volvió Quiero Quiere Puede Pueden Debe
    Asimismo Posteriormente Actualmente Anteriormente Mejor Peor Tanto Tan Parece Véase
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """año años en desde hasta verano invierno otoño primavera enero febrero marzo abril mayo junio
    julio agosto septiembre setiembre octubre noviembre diciembre nacido nacida
    """.split()  # noqa: SIM905
)
NUMBERED = frozenset(
    """capítulo sección número página páginas versión apartado artículo párrafo punto tomo volumen
    sala aula habitación vitamina clase tipo grupo plan línea etapa nivel acto escena figura tabla
    anexo ejemplo ejercicio pregunta lección ruta carretera autopista autovía nacional kilómetro
    muelle vía puerta autobús tranvía vuelo windows apolo fórmula opción fase libro versículo salmo
    canal cadena lote edificio portal calle números planta piso grado categoría serie zona distrito
    """.split()  # noqa: SIM905
)
ROMAN_COUNTED = frozenset(
    """título concilio artículo opus acto tipo fase división zona serie categoría rocky anexo etapa
    libro tomo parte grupo escena volumen canto cantos fórmula apéndice nivel clase grado
    """.split()  # noqa: SIM905
)

SIGNS = {
    "&": "y", "=": "igual a", "≈": "aproximadamente igual a", "≠": "distinto de",
    "≤": "menor o igual que", "≥": "mayor o igual que", "±": "más menos", "×": "por",
    "÷": "entre", "→": "flecha", "§§": "párrafos", "§": "párrafo", "%": "por ciento",
    "‰": "por mil", "°": "grados", "€": "euros", "$": "dólares", "£": "libras",
    "√": "raíz cuadrada de", "∞": "infinito", "@": "arroba", "№": "número", " < ": "menor que",
    " > ": "mayor que", "π": "pi", "†": "fallecido",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "como máximo", ">=": "como mínimo", "<": "menos de", ">": "más de",
    "~": "aproximadamente", "#": "número", "≤": "como máximo", "≥": "como mínimo",
    "≈": "aproximadamente", "±": "más menos",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "punto", "/": "barra", "@": "arroba", "-": "guion", "_": "guion bajo",
    "?": "signo de interrogación", "=": "igual", "&": "y", "#": "almohadilla", ":": "dos puntos",
    "%": "por ciento", "+": "más", "~": "virgulilla",
}  # fmt: skip

_CENTIMO = Noun.of("céntimo", "céntimos", "m")
_CENTAVO = Noun.of("centavo", "centavos", "m")
_PESO = Noun.of("peso", "pesos", "m")


def _peso(country: str) -> tuple[Noun, Noun]:
    return Noun.of(f"peso {country}", f"pesos {country}s", "m"), _CENTAVO


CURRENCIES = {
    "EUR": (Noun.of("euro", "euros", "m"), _CENTIMO),
    "USD": (Noun.of("dólar", "dólares", "m"), _CENTAVO),
    "GBP": (Noun.of("libra", "libras", "f"), Noun.of("penique", "peniques", "m")),
    "CHF": (Noun.of("franco", "francos", "m"), _CENTIMO),
    "JPY": (Noun.of("yen", "yenes", "m"), None),
    "CNY": (Noun.of("yuan", "yuanes", "m"), None),
    "BRL": (Noun.of("real", "reales", "m"), _CENTAVO),
    "MXN": _peso("mexicano"), "ARS": _peso("argentino"), "COP": _peso("colombiano"),
    "CLP": _peso("chileno"), "UYU": _peso("uruguayo"), "DOP": _peso("dominicano"),
    "CUP": _peso("cubano"), "PESO": (_PESO, _CENTAVO),
    "PEN": (Noun.of("sol", "soles", "m"), _CENTIMO),
    "BOB": (Noun.of("boliviano", "bolivianos", "m"), _CENTAVO),
    "VES": (Noun.of("bolívar", "bolívares", "m"), _CENTIMO),
    "GTQ": (Noun.of("quetzal", "quetzales", "m"), _CENTAVO),
    "HNL": (Noun.of("lempira", "lempiras", "m"), _CENTAVO),
    "NIO": (Noun.of("córdoba", "córdobas", "m"), _CENTAVO),
    "CRC": (Noun.of("colón", "colones", "m"), _CENTIMO),
    "PYG": (Noun.of("guaraní", "guaraníes", "m"), None),
    "CAD": (Noun.of("dólar canadiense", "dólares canadienses", "m"), _CENTAVO),
    "AUD": (Noun.of("dólar australiano", "dólares australianos", "m"), _CENTAVO),
    "SEK": (Noun.of("corona sueca", "coronas suecas", "f"), None),
    "NOK": (Noun.of("corona noruega", "coronas noruegas", "f"), None),
    "DKK": (Noun.of("corona danesa", "coronas danesas", "f"), None),
    "CZK": (Noun.of("corona checa", "coronas checas", "f"), None),
    "RUB": (Noun.of("rublo", "rublos", "m"), None),
    "INR": (Noun.of("rupia", "rupias", "f"), None),
    "TRY": (Noun.of("lira turca", "liras turcas", "f"), None),
    "UAH": (Noun.of("grivna", "grivnas", "f"), None),
    "PLN": (Noun.of("esloti", "eslotis", "m"), None),
    "ESP": (Noun.of("peseta", "pesetas", "f"), _CENTIMO),
}  # fmt: skip
RATES = {
    "mes": "al mes", "año": "al año", "día": "al día", "semana": "a la semana",
    "hora": "por hora", "noche": "por noche", "persona": "por persona", "minuto": "por minuto",
    "segundo": "por segundo", "unidad": "por unidad", "kilo": "por kilo", "litro": "por litro",
    "habitante": "por habitante", "niño": "por niño", "pareja": "por pareja",
}  # fmt: skip
WEEKDAYS = (
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "sábados",
    "domingos",
)  # fmt: skip
CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "dólar": "USD", "dólares": "USD", "peso": "PESO",
    "pesos": "PESO", "soles": "PEN", "yenes": "JPY", "pesetas": "ESP", "ptas.": "ESP",
    "ptas": "ESP", "quetzales": "GTQ", "bolívares": "VES", "colones": "CRC", "guaraníes": "PYG",
}  # fmt: skip
MORE_CURRENCY_SIGNS = {
    "MX$": "MXN", "Mex$": "MXN", "AR$": "ARS", "US $": "USD", "U$S": "USD", "USD$": "USD",
    "S/": "PEN", "S/.": "PEN", "Bs.": "VES", "Bs": "VES", "₡": "CRC", "₲": "PYG", "COP": "COP",
    "CLP": "CLP", "PEN": "PEN", "UYU": "UYU", "BOB": "BOB", "GTQ": "GTQ", "CRC": "CRC",
    "VES": "VES", "DOP": "DOP", "COP$": "COP", "CLP$": "CLP",
}  # fmt: skip
_MILLION = Noun.of("millón", "millones", "m")
MAGNITUDES = {
    "mil": Noun.of("mil"), "mil millones": Noun.of("mil millones"),
    "M": _MILLION, "mill.": _MILLION, "millón": _MILLION, "millones": _MILLION,
    "MM": _MILLION, "billón": Noun.of("billón", "billones", "m"),
    "billones": Noun.of("billón", "billones", "m"),
}  # fmt: skip
_DENSITY = Noun.of("habitante por kilómetro cuadrado", "habitantes por kilómetro cuadrado", "m")
UNIT_GENDERS = dict.fromkeys(("h", "t", "ha", "cal", "kcal", "mph"), "f")
MORE_UNITS = {
    "%": Noun.of("por ciento"), "‰": Noun.of("por mil"),
    "t": Noun.of("tonelada", "toneladas", "f"), "Kg": Noun.of("kilogramo", "kilogramos", "m"),
    "KG": Noun.of("kilogramo", "kilogramos", "m"), "Km": Noun.of("kilómetro", "kilómetros", "m"),
    "gr": Noun.of("gramo", "gramos", "m"), "gr.": Noun.of("gramo", "gramos", "m"),
    "kg.": Noun.of("kilogramo", "kilogramos", "m"), "km.": Noun.of("kilómetro", "kilómetros", "m"),
    "hs": Noun.of("hora", "horas", "f"), "hs.": Noun.of("hora", "horas", "f"),
    "hrs": Noun.of("hora", "horas", "f"), "hrs.": Noun.of("hora", "horas", "f"),
    "min.": Noun.of("minuto", "minutos", "m"), "seg": Noun.of("segundo", "segundos", "m"),
    "seg.": Noun.of("segundo", "segundos", "m"), "mts.": Noun.of("metro", "metros", "m"),
    "Wh": Noun.of("vatio hora", "vatios hora", "m"),
    "MWh": Noun.of("megavatio hora", "megavatios hora", "m"),
    "GWh": Noun.of("gigavatio hora", "gigavatios hora", "m"),
    "TWh": Noun.of("teravatio hora", "teravatios hora", "m"),
    "Ah": Noun.of("amperio hora", "amperios hora", "m"),
    "mAh": Noun.of("miliamperio hora", "miliamperios hora", "m"),
    "CV": Noun.of("caballo", "caballos", "m"), "dB": Noun.of("decibelio", "decibelios", "m"),
    "MPa": Noun.of("megapascal", "megapascales", "m"),
    "Mbit/s": Noun.of("megabit por segundo", "megabits por segundo", "m"),
    "Mbps": Noun.of("megabit por segundo", "megabits por segundo", "m"),
    "Gbit/s": Noun.of("gigabit por segundo", "gigabits por segundo", "m"),
    "Gbps": Noun.of("gigabit por segundo", "gigabits por segundo", "m"),
    "rpm": Noun.of("revolución por minuto", "revoluciones por minuto", "f"),
    "mm²": Noun.of("milímetro cuadrado", "milímetros cuadrados", "m"),
    "mm³": Noun.of("milímetro cúbico", "milímetros cúbicos", "m"),
    "dm²": Noun.of("decímetro cuadrado", "decímetros cuadrados", "m"),
    "dm³": Noun.of("decímetro cúbico", "decímetros cúbicos", "m"),
    "hab./km²": _DENSITY, "hab/km²": _DENSITY,
    "km/s": Noun.of("kilómetro por segundo", "kilómetros por segundo", "m"),
    "lb": Noun.of("libra", "libras", "f"), "oz": Noun.of("onza", "onzas", "f"),
    "cda.": Noun.of("cucharada", "cucharadas", "f"),
    "cdta.": Noun.of("cucharadita", "cucharaditas", "f"),
}  # fmt: skip
