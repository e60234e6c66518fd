"""Portuguese words for signs, abbreviations, currencies and units."""

from processors.text.grammar.nouns import Noun

ABBREVIATIONS = {
    "Sr.": "senhor", "Sra.": "senhora", "Sr.ª": "senhora", "Srª": "senhora", "Srta.": "senhorita",
    "Srs.": "senhores", "Sras.": "senhoras", "Sr": "senhor", "Sra": "senhora",
    "Dr.": "doutor", "Dra.": "doutora", "Dr.ª": "doutora", "Drª": "doutora", "Drs.": "doutores",
    "Dras.": "doutoras", "Dr": "doutor", "Dra": "doutora", "D.ª": "dona", "Dª": "dona",
    "Prof.": "professor", "Profa.": "professora", "Prof.ª": "professora", "Profª": "professora",
    "Profs.": "professores", "Eng.": "engenheiro", "Eng.º": "engenheiro", "Eng.ª": "engenheira",
    "Engº": "engenheiro", "Engª": "engenheira", "Arq.": "arquiteto", "Arq.º": "arquiteto",
    "Arq.ª": "arquiteta", "Exmo.": "excelentíssimo", "Exma.": "excelentíssima",
    "Ilmo.": "ilustríssimo", "Ilma.": "ilustríssima", "Revmo.": "reverendíssimo",
    "Rev.": "reverendo", "V. Ex.ª": "vossa excelência", "V. Exa.": "vossa excelência",
    "S. Ex.ª": "sua excelência", "V. S.ª": "vossa senhoria", "V. Sa.": "vossa senhoria",
    "S. M.": "sua majestade", "Gal.": "general", "Gen.": "general", "Cel.": "coronel",
    "Maj.": "major", "Ten.": "tenente", "Sgt.": "sargento", "Alm.": "almirante",
    "Mons.": "monsenhor",
    "Cia.": "companhia", "Cia": "companhia", "C.ia": "companhia", "Ltda.": "limitada",
    "Lda.": "limitada", "S. A.": "S A", "S/A": "S A", "Jr.": "júnior", "M.ª": "Maria",
    "Mª": "Maria", "N.ª S.ª": "nossa senhora", "N. Sra.": "nossa senhora",
    "E. U. A.": "Estados Unidos da América", "EUA": "E U A", "R. U.": "Reino Unido",
    "p. ex.": "por exemplo", "ex.": "exemplo", "etc.": "etcétera", "i. e.": "isto é",
    "cf.": "confira", "v. g.": "verbi gratia", "ibid.": "ibidem", "id.": "idem",
    "op. cit.": "op cit", "et al.": "et alii", "N. T.": "nota do tradutor",
    "N. do T.": "nota do tradutor", "N. B.": "nota bene", "P. S.": "pós-escrito",
    "a. C.": "antes de Cristo", "d. C.": "depois de Cristo", "A. C.": "antes de Cristo",
    "D. C.": "depois de Cristo", "a. m.": "A M", "p. m.": "P M", "am": "A M", "pm": "P M",
    "aprox.": "aproximadamente", "máx.": "máximo", "mín.": "mínimo", "tel.": "telefone",
    "telef.": "telefone", "telem.": "telemóvel", "cel.": "celular", "av.": "avenida",
    "av.ª": "avenida", "avª": "avenida", "pça.": "praça", "pç.": "praça", "lgo.": "largo",
    "trav.": "travessa", "rod.": "rodovia", "estr.": "estrada", "al.": "alameda", "jd.": "jardim",
    "vl.": "vila", "ed.": "edição", "apto.": "apartamento", "apt.": "apartamento",
    "ap.": "apartamento", "bl.": "bloco", "bloc.": "bloco", "esq.": "esquerdo", "dto.": "direito",
    "dir.": "direito", "dept.": "departamento", "depto.": "departamento", "adm.": "administração",
    "ref.": "referência", "obs.": "observação", "vs.": "versus", "vs": "versus",
    "s/n.º": "sem número", "s/nº": "sem número", "s/n": "sem número", "c/": "com", "s/": "sem",
    "p/": "para", "qtd.": "quantidade", "qtde.": "quantidade", "gov.": "governo",
    "univ.": "universidade", "mun.": "município", "hab.": "habitantes",
    "jan.": "janeiro", "fev.": "fevereiro", "abr.": "abril", "ago.": "agosto", "set.": "setembro",
    "out.": "outubro", "nov.": "novembro", "dez. de": "dezembro de", "sáb.": "sábado",
    "séc.": "século",
    "sécs.": "séculos", "pág.": "página", "págs.": "páginas", "vol.": "volume",
    "vols.": "volumes", "art.": "artigo", "arts.": "artigos", "cap.": "capítulo",
    "caps.": "capítulos", "fig.": "figura", "figs.": "figuras", "núm.": "número",
    "min.": "minutos", "seg.": "segunda", "inc.": "inciso", "trad.": "tradução",
    "org.": "organizador",
    "coord.": "coordenador", "resp.": "respectivamente", "Sto.": "Santo",
    "Sta.": "Santa", "Sto": "Santo", "Sta": "Santa", "S.to": "Santo", "S.ta": "Santa",
    "vc": "você", "vcs": "vocês", "q.b.": "quanto baste", "s. f. f.": "se faz favor",
    "CEP": "cep", "lat.": "latim", "port.": "português", "fr.": "francês", "ingl.": "inglês",
}  # fmt: skip
MAY_END = frozenset(
    ["etc.", "a. C.", "d. C.", "A. C.", "D. C.", "a. m.", "p. m.", "S. A.", "Cia.", "Ltda.", "Lda.",
     "Jr.", "E. U. A.", "hab.", "esq.", "dto.", "dir.", "aprox.", "ibid.", "et al.", "min.", "seg.",
     "s. f. f.", "q.b."]
)  # fmt: skip
BEFORE_NUMBERS = {
    "n.º": "número", "nº": "número", "n°": "número", "n.°": "número", "núm.": "número",
    "n.os": "números", "n.o": "número", "n.": "número",
    "pág.": "página", "págs.": "páginas", "p.": "página", "pp.": "páginas", "art.": "artigo",
    "arts.": "artigos", "art": "artigo", "cap.": "capítulo", "vol.": "volume", "fig.": "figura",
    "figs.": "figuras", "tab.": "tabela", "t.": "tomo", "v.": "versículo", "km": "quilómetro",
    "km.": "quilómetro", "exp.": "expediente", "sec.": "secção", "inc.": "inciso", "al.": "alínea",
    "lin.": "linha", "ex.": "exemplo",
}  # fmt: skip
BEFORE_NAMES = {
    "D.": "dom", "Fr.": "frei", "Pe.": "padre", "P.e": "padre", "Cap.": "capitão",
    "Dep.": "deputado", "Sen.": "senador", "Gov.": "governador", "Min.": "ministro",
    "Pres.": "presidente", "Des.": "desembargador", "Gen.": "general",
    "Av.": "avenida",
}  # fmt: skip
NEVER_END = frozenset(["s.", "séc.", "sécs.", "V.", "Ex.ª", "S."])
# Words that begin a sentence far more often than they are a name after an abbreviation.
STARTERS = frozenset(
    """O A Os As Um Uma Uns Umas Este Esta Estes Estas Esse Essa Esses Essas Aquele Aquela Aqueles
    Aquelas Isto Isso Aquilo Meu Minha Meus Minhas Teu Tua Seu Sua Seus Suas Nosso Nossa Nossos
    Nossas Eu Tu Ele Ela Nós Vós Eles Elas Você Vocês E Ou Nem Mas Porém Contudo Todavia Entretanto
    Embora Porque Pois Se Sim Não Que Quem Qual Quais Quando Onde Como Quanto Quanta Quantos Quantas
    Então Depois Antes Agora Hoje Ontem Amanhã Aqui Ali Lá Aí Assim Também Além Talvez Ao Aos Do Da
    Dos Das No Na Nos Nas Num Numa Pelo Pela Pelos Pelas Com Contra De Desde Durante Em Entre Até
    Para Por Segundo Sem Sobre Sob Após Enquanto Já Ainda Sempre Nunca Jamais Finalmente Primeiro
    Só Apenas É São Era Eram Foi Foram Será Serão Está Estão Estava Estavam Há Havia Houve Haverá
    Tem Têm Tinha Faz Todo Toda Todos Todas Outro Outra Outros Outras Algum Alguma Alguns Algumas
    Alguém Algo Ninguém Nada Nenhum Nenhuma Cada Muitos Muitas Muito Mais Menos Poucos Vários Várias
    Ambos Ambas Qualquer Dois Duas Três Quatro Cinco Obrigado Obrigada Olá Bom Boa Bem Claro Vamos
    Disse Chegou Morreu Nasceu Viveu Saiu Voltou Quero Quer Pode Podem Deve Mesmo Atualmente
    Actualmente Posteriormente Anteriormente Tanto Tão Parece Veja Foi-se Logo À Às
    """.split()  # noqa: SIM905 - a list of words
)
YEAR_WORDS = frozenset(
    """ano anos em desde até verão inverno outono primavera janeiro fevereiro março abril maio junho
    julho agosto setembro outubro novembro dezembro nascido nascida
    """.split()  # noqa: SIM905
)
NUMBERED = frozenset(
    """capítulo secção seção número página páginas versão alínea artigo parágrafo ponto tomo volume
    sala quarto vitamina classe tipo grupo plano linha etapa nível ato acto cena figura tabela anexo
    exemplo exercício pergunta questão lição rota estrada rodovia autoestrada quilómetro quilômetro
    km via porta autocarro ônibus voo windows apolo fórmula opção fase livro versículo salmo canal
    lote edifício apartamento bloco casa rua números andar grau categoria série zona distrito lei
    """.split()  # noqa: SIM905
)
ROMAN_COUNTED = frozenset(
    """título concílio artigo opus ato acto tipo fase divisão zona série categoria rocky anexo etapa
    livro tomo parte grupo cena volume canto cantos fórmula apêndice nível classe grau inciso
    """.split()  # noqa: SIM905
)

SIGNS = {
    "&": "e", "=": "igual a", "≈": "aproximadamente igual a", "≠": "diferente de",
    "≤": "menor ou igual a", "≥": "maior ou igual a", "±": "mais ou menos", "×": "vezes",
    "÷": "dividido por", "→": "seta", "§§": "parágrafos", "§": "parágrafo", "%": "por cento",
    "‰": "por mil", "°": "graus", "€": "euros", "$": "dólares", "£": "libras",
    "√": "raiz quadrada de", "∞": "infinito", "@": "arroba", "№": "número", " < ": "menor que",
    " > ": "maior que", "π": "pi", "†": "falecido",
}  # fmt: skip
SIGNS_BEFORE_NUMBERS = {
    "<=": "no máximo", ">=": "no mínimo", "<": "menos de", ">": "mais de",
    "~": "aproximadamente", "#": "número", "≤": "no máximo", "≥": "no mínimo",
    "≈": "aproximadamente", "±": "mais ou menos",
}  # fmt: skip
ADDRESS_WORDS = {
    ".": "ponto", "/": "barra", "@": "arroba", "-": "hífen", "_": "sublinhado",
    "?": "ponto de interrogação", "=": "igual", "&": "e", "#": "cardinal", ":": "dois pontos",
    "%": "por cento", "+": "mais", "~": "til",
}  # fmt: skip

_CENTIMO = Noun.of("cêntimo", "cêntimos", "m")
_CENTAVO = Noun.of("centavo", "centavos", "m")
CURRENCIES = {
    "EUR": (Noun.of("euro", "euros", "m"), _CENTIMO),
    "USD": (Noun.of("dólar", "dólares", "m"), _CENTIMO),
    "GBP": (Noun.of("libra", "libras", "f"), Noun.of("péni", "pence", "m")),
    "CHF": (Noun.of("franco", "francos", "m"), _CENTIMO),
    "JPY": (Noun.of("iene", "ienes", "m"), None),
    "CNY": (Noun.of("iuane", "iuanes", "m"), None),
    "BRL": (Noun.of("real", "reais", "m"), _CENTAVO),
    "AOA": (Noun.of("kwanza", "kwanzas", "m"), _CENTIMO),
    "MZN": (Noun.of("metical", "meticais", "m"), _CENTAVO),
    "CVE": (Noun.of("escudo", "escudos", "m"), _CENTAVO),
    "MXN": (Noun.of("peso mexicano", "pesos mexicanos", "m"), _CENTAVO),
    "ARS": (Noun.of("peso argentino", "pesos argentinos", "m"), _CENTAVO),
    "PESO": (Noun.of("peso", "pesos", "m"), _CENTAVO),
    "CAD": (Noun.of("dólar canadiano", "dólares canadianos", "m"), _CENTIMO),
    "AUD": (Noun.of("dólar australiano", "dólares australianos", "m"), _CENTIMO),
    "SEK": (Noun.of("coroa sueca", "coroas suecas", "f"), None),
    "NOK": (Noun.of("coroa norueguesa", "coroas norueguesas", "f"), None),
    "DKK": (Noun.of("coroa dinamarquesa", "coroas dinamarquesas", "f"), None),
    "CZK": (Noun.of("coroa checa", "coroas checas", "f"), None),
    "RUB": (Noun.of("rublo", "rublos", "m"), None),
    "INR": (Noun.of("rupia", "rupias", "f"), None),
    "TRY": (Noun.of("lira turca", "liras turcas", "f"), None),
    "UAH": (Noun.of("grívnia", "grívnias", "f"), None),
    "PLN": (Noun.of("zlóti", "zlótis", "m"), None),
}  # fmt: skip
BRAZILIAN_CURRENCIES = {
    "EUR": (CURRENCIES["EUR"][0], _CENTAVO), "USD": (CURRENCIES["USD"][0], _CENTAVO),
    "CAD": (Noun.of("dólar canadense", "dólares canadenses", "m"), _CENTAVO),
    "AUD": (CURRENCIES["AUD"][0], _CENTAVO),
    "CNY": (Noun.of("yuan", "yuans", "m"), None),
}  # fmt: skip
RATES = {
    "mês": "por mês", "ano": "por ano", "dia": "por dia", "semana": "por semana",
    "hora": "por hora", "noite": "por noite", "pessoa": "por pessoa", "minuto": "por minuto",
    "segundo": "por segundo", "unidade": "por unidade", "quilo": "por quilo",
    "litro": "por litro", "habitante": "por habitante", "casal": "por casal",
}  # fmt: skip
WEEKDAYS = (
    "segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo", "segunda-feira",
    "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira",
)  # fmt: skip
PLURAL_ARTICLES = {
    "os": "m", "dos": "m", "nos": "m", "aos": "m", "pelos": "m", "as": "f", "das": "f", "nas": "f",
    "às": "f", "pelas": "f",
}  # fmt: skip
CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "dólar": "USD", "dólares": "USD", "real": "BRL",
    "reais": "BRL", "peso": "PESO", "pesos": "PESO", "ienes": "JPY", "kwanzas": "AOA",
    "meticais": "MZN", "escudos": "CVE",
}  # fmt: skip
MORE_CURRENCY_SIGNS = {
    "US $": "USD", "U$S": "USD", "U$": "USD", "Kz": "AOA", "MT": "MZN", "MX$": "MXN",
    "AOA": "AOA", "MZN": "MZN",
}  # fmt: skip
_MILLION = Noun.of("milhão", "milhões", "m")
_BILLION = Noun.of("bilhão", "bilhões", "m")
_TRILLION = Noun.of("trilhão", "trilhões", "m")
MAGNITUDES = {
    "mil": Noun.of("mil"), "mil milhões": Noun.of("mil milhões"), "M": _MILLION, "mi": _MILLION,
    "mi.": _MILLION, "MM": _MILLION, "milhão": _MILLION, "milhões": _MILLION, "bi": _BILLION,
    "bi.": _BILLION, "bilhão": _BILLION, "bilhões": _BILLION, "tri": _TRILLION,
    "trilhão": _TRILLION, "trilhões": _TRILLION, "bilião": Noun.of("bilião", "biliões", "m"),
    "biliões": Noun.of("bilião", "biliões", "m"),
}  # fmt: skip
_DENSITY = Noun.of("habitante por quilómetro quadrado", "habitantes por quilómetro quadrado", "m")
_KILOMETER = Noun.of("quilómetro", "quilómetros", "m")
_KILOGRAM = Noun.of("quilograma", "quilogramas", "m")
_HOUR = Noun.of("hora", "horas", "f")
UNIT_GENDERS = dict.fromkeys(("h", "t", "cal", "kcal", "mph"), "f")
MORE_UNITS = {
    "%": Noun.of("por cento"), "‰": Noun.of("por mil"), "t": Noun.of("tonelada", "toneladas", "f"),
    "Kg": _KILOGRAM, "KG": _KILOGRAM, "kg.": _KILOGRAM, "Km": _KILOMETER, "km.": _KILOMETER,
    "gr": Noun.of("grama", "gramas", "m"), "gr.": Noun.of("grama", "gramas", "m"),
    "hs": _HOUR, "hrs": _HOUR, "hrs.": _HOUR, "min.": Noun.of("minuto", "minutos", "m"),
    "seg": Noun.of("segundo", "segundos", "m"), "seg.": Noun.of("segundo", "segundos", "m"),
    "Wh": Noun.of("watt-hora", "watts-hora", "m"),
    "MWh": Noun.of("megawatt-hora", "megawatts-hora", "m"),
    "GWh": Noun.of("gigawatt-hora", "gigawatts-hora", "m"),
    "TWh": Noun.of("terawatt-hora", "terawatts-hora", "m"),
    "Ah": Noun.of("ampere-hora", "amperes-hora", "m"),
    "mAh": Noun.of("miliampere-hora", "miliamperes-hora", "m"),
    "cv": Noun.of("cavalo", "cavalos", "m"), "dB": Noun.of("decibel", "decibéis", "m"),
    "MPa": Noun.of("megapascal", "megapascais", "m"),
    "m/s²": Noun.of("metro por segundo ao quadrado", "metros por segundo ao quadrado", "m"),
    "Mbit/s": Noun.of("megabit por segundo", "megabits por segundo", "m"),
    "Mbps": Noun.of("megabit por segundo", "megabits por segundo", "m"),
    "Gbit/s": Noun.of("gigabit por segundo", "gigabits por segundo", "m"),
    "Gbps": Noun.of("gigabit por segundo", "gigabits por segundo", "m"),
    "rpm": Noun.of("rotação por minuto", "rotações por minuto", "f"),
    "mm²": Noun.of("milímetro quadrado", "milímetros quadrados", "m"),
    "mm³": Noun.of("milímetro cúbico", "milímetros cúbicos", "m"),
    "dm²": Noun.of("decímetro quadrado", "decímetros quadrados", "m"),
    "dm³": Noun.of("decímetro cúbico", "decímetros cúbicos", "m"),
    "hab./km²": _DENSITY, "hab/km²": _DENSITY,
    "km/s": Noun.of("quilómetro por segundo", "quilómetros por segundo", "m"),
    "lb": Noun.of("libra", "libras", "f"), "oz": Noun.of("onça", "onças", "f"),
}  # fmt: skip
