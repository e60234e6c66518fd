"""Genders of Portuguese nouns, as far as their form and lists of frequent ones tell."""

import re

FEMININE = re.compile(
    r".+(?:as?|ãs?|[çsx](?:ão|ões)|[gn]i(?:ão|ões)|st(?:ão|ões)|[dt]ades?|tudes?|[aiu]ge(?:m|ns)"
    r"|ices?|tri(?:z|zes)|ites?)"
    r"|(?:mão|foto|moto|tribo|noite|tarde|parte|fonte|ponte|gente|mente|morte|sorte|arte|classe"
    r"|frase|fase|base|crise|série|espécie|superfície|chave|nave|ave|neve|rede|parede|sede|árvore"
    r"|torre|equipe|carne|febre|fome|face|gripe|hipótese|síntese|tese|dose|análise|mãe|libido"
    r"|corrente|vertente|variante|serpente|estante|mente|lente|semente|nascente|lei|rádio)s?"
    r"|(?:vez|luz|voz|cruz|paz|raiz|mulher|colher|flor|cor|dor)(?:es)?"
    r"|(?:nuvem|nuvens|ordem|ordens|capital|capitais|catedral|catedrais|vogal|vogais|filial|filiais"
    r"|viagens|virgem|virgens|margem|margens|origem|origens)"
)
MASCULINE = re.compile(
    r".+istas?|.*(?:problema|programa|grama|sistema|teorema|poema|sintoma|planeta|cinema|genoma)s?"
    r"|(?:dia|mapa|tema|idioma|clima|drama|dilema|lema|esquema|diploma|fantasma|panorama|enigma"
    r"|carisma|dogma|trauma|cometa|atleta|guarda|pijama|colega|poeta|pirata|papa|sofá|plasma|karma"
    r"|gorila|camarada|monarca|terapeuta|aroma|axioma|prisma|belga|indígena|cineasta|astronauta"
    r"|emblema|estigma|paradigma|hectare|limite|satélite|apetite|convite|leite|índice|apêndice"
    r"|cúmplice|vértice|artífice|alicate|mate|chá|xá|crachá|pajé)s?"
    r"|coraç(?:ão|ões)|bras(?:ão|ões)|basti(?:ão|ões)"
)
# Adjectives before nouns that do not show a gender.
EPICENE = frozenset(
    """grande grandes importante importantes possível possíveis diferente diferentes principal
    principais seguinte seguintes breve breves triste tristes simples forte fortes jovem jovens
    melhor melhores pior piores maior maiores menor menores tal tais enorme enormes leve leves grave
    graves célebre célebres terrível terríveis nobre nobres
    """.split()  # noqa: SIM905 - a list of words
)
# Words after a number that it does not count.
NOT_COUNTED = frozenset(
    """de do da dos das e ou a o as os à às ao aos em no na nos nas num numa um uma uns umas por
    pelo pela pelos pelas para pra com sem sobre entre até desde contra durante mediante
    segundo após mais menos muito também já ainda antes depois agora logo hoje ontem amanhã
    aqui ali lá assim só apenas enquanto embora porque pois além quase tão tanto mal bem cada
    ambos mil que quem como quando onde se não nem mas porém é são era eram foi foram será
    serão seria está estão estava estavam há havia houve haverá tem têm tinha tinham vai vão
    pode podem deve devem quer querem diz dizem faz fazem dá dão vem vêm segue seguem chega
    chegam chegou ganhou perdeu ficou começou morreu nasceu lhe lhes me te nos vos seu sua
    seus suas meu minha este esta estes estas esse essa esses essas aquele aquela esquerdo
    direito direita esquerda frente
    """.split()  # noqa: SIM905
)
RANKED = frozenset(
    """andar andares piso lugar lugares grau ano dia vez edição aniversário congresso capítulo
    século parte classe divisão prémio prêmio ato acto fila série trimestre semestre bimestre
    batalhão regimento colocado período turno grupo
    """.split()  # noqa: SIM905
)
WOMEN = re.compile(r".*a|Isabel|Beatriz|Leonor|Inês|Carlota|Mercês|Filomena|Elizabeth|Raquel")
