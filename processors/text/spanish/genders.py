"""Genders of Spanish nouns, as far as their form and lists of frequent ones tell."""

import re

FEMININE = re.compile(
    r".+(?:as?|[csxgn]i[oó]n(?:es)?|sti[oó]n(?:es)?|[dt]ad(?:es)?|tud(?:es)?|umbres?|tri(?:z|ces)"
    r"|itis)"
    r"|(?:mano|foto|moto|radio|noche|tarde|clase|calle|llave|parte|serie|fase|frase|base|especie"
    r"|superficie|torre|nube|nave|ave|fuente|gente|mente|muerte|suerte|corte|arte|sangre|leche"
    r"|carne|nieve|fiebre|sede|madre|hambre|índole|gripe|variante|patente|corriente|pendiente"
    r"|vertiente|serpiente|clave)s?"
    r"|(?:tesis|crisis|dosis|hipótesis|síntesis|diócesis|metrópolis|caries)"
    r"|(?:vez|veces|luz|luces|cruz|cruces|voz|voces|paz|paces|nuez|nueces|raíz|raíces|nariz|narices"
    r"|imagen|imágenes|orden|órdenes|mujer|mujeres|flor|flores|ley|leyes|red|redes|pared|paredes"
    r"|sal|sales|señal|señales|cárcel|cárceles|piel|pieles|miel|capital|capitales|sucursal"
    r"|sucursales|catedral|catedrales|postal|postales|razón|razones|virgen|vírgenes|sartén"
    r"|sartenes|sed|labor|labores|res|reses|hoz|hoces|coz|coces|vejez|niñez)"
)
MASCULINE = re.compile(
    r".+istas?|.*(?:problema|programa|grama|sistema|teorema|poema|síntoma|cromosoma|genoma|planeta)s?"
    r"|(?:día|mediodía|mapa|tema|idioma|clima|drama|dilema|lema|esquema|diploma|fantasma|panorama"
    r"|enigma|carisma|dogma|trauma|cometa|atleta|guardia|pijama|tranvía|gorila|cura|colega|poeta"
    r"|pirata|jesuita|demócrata|patriota|papa|guía|guarda|camarada|déspota|monarca|terapeuta|aroma"
    r"|axioma|prisma|sofá|papá|plasma|asma|karma|dracma|tequila|belga|indígena|cineasta|entusiasta"
    r"|astronauta|dálmata|emblema|estigma|paradigma|plan)s?"
    r"|gui[oó]n(?:es)?|basti[oó]n(?:es)?"
)
# Feminine nouns that begin with a stressed a take "un" in the singular.
STRESSED_A = frozenset(
    """agua águila aula área arma alma hambre hacha ave ala arpa ancla alga asa aspa ánfora ánima
    haya habla acta ama ara
    """.split()  # noqa: SIM905 - a list of words
)
# Adjectives before nouns that do not show a gender.
EPICENE = frozenset(
    """gran grandes importante importantes posible posibles diferente diferentes principal
    principales siguiente siguientes breve breves triste tristes simple simples doble dobles triple
    triples fuerte fuertes joven jóvenes mejor mejores peor peores mayor mayores menor menores tal
    tales enorme enormes leve leves grave graves célebre célebres terrible terribles nobles noble
    """.split()  # noqa: SIM905
)
# Words after a number that it does not count.
NOT_COUNTED = frozenset(
    """de del a al en el la los las lo un una unos unas y e o u ni pero sino que quien como cuando
    donde si no se le les me te nos os su sus mi mis tu tus este esta estos estas ese esa esos esas
    aquel aquella es son era eran fue fueron será serán sería está están estaba estaban ha han había
    habían habrá hay por para con sin sobre entre hasta desde hacia según contra durante mediante
    ante bajo tras más menos muy también tampoco ya aún todavía antes después ahora luego hoy ayer
    mañana aquí allí ahí así solo sólo mientras aunque porque pues además casi tan tanto mal bien
    cada ambos mil tiene tienen va van puede pueden debe deben quiere quieren dice dicen hace hacen
    da dan viene vienen sigue siguen llega llegan izquierda derecha exterior interior
    llegó ganó perdió quedó empezó murió nació
    """.split()  # noqa: SIM905
)
RANKED = frozenset(
    """piso pisos planta plantas puesto lugar grado curso año día vez edición aniversario congreso
    capítulo siglo parte clase división premio acto izquierda derecha puerta trimestre semestre
    cuatrimestre batallón regimiento
    """.split()  # noqa: SIM905
)
WOMEN = re.compile(r"(?!Borja|Luca).*a|Isabel|Beatriz|Carmen|Mercedes|Inés|Leonor|Elizabeth|Pilar")
