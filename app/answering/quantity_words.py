"""The words that quantities are written with: numerals, units and comparators, in Chinese and English."""

from __future__ import annotations

import re
from fractions import Fraction

from app.answering.numerals import NUMBER_WORDS

_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
WORD_VALUES = {word: n for n, word in enumerate(NUMBER_WORDS)} | _TENS
_WORD = "|".join(sorted(WORD_VALUES, key=len, reverse=True))
EN_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9}
EN_SCALES |= {"trillion": 10**12}
SCALED = "|".join(EN_SCALES)
# one hundred and thirty; the and of between one hundred and two hundred is none of the number
WORDS = rf"(?:{_WORD})(?:[- ](?:{_WORD}|(?:{SCALED})(?: and(?= (?:{_WORD})\b(?![- ](?:{SCALED}))))?))*"
ZH = "零〇一二两三四五六七八九十百千万亿"
NUMERAL = rf"[{ZH}]+(?:点[零〇一二三四五六七八九]+[万亿]*)?"
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"

SHARES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
ORDINALS = "first second third fourth fifth sixth".split()
ORDERED = {"quarter": "第季度", "half": "半年度", "meeting": "第次"}
SIGNS = {r"\brmb": "yuan", r"\bcny": "yuan", "¥": "yuan", "￥": "yuan", r"\busd": "usd", r"us\$": "usd"}
SIGNS |= {r"\bhkd": "hkd", r"hk\$": "hkd", r"\beur": "eur", "€": "eur"}

UNITS: tuple[tuple[str, str, Fraction], ...] = tuple(
    (pattern, unit, Fraction(factor))
    for pattern, unit, factor in (
        (r"个?百分点|percentage points?|pp\b", "pp", "1"),
        (r"个?基点|basis points?|bps?(?![a-z])", "pp", "1/100"),
        (r"%|per ?cent\b", "%", "1"),
        (r"成(?=[以的，。；即左]|\Z)", "%", "10"),
        (r"‰", "%", "1/10"),
        (r"美元|us dollars?|usd\b", "usd", "1"),
        (r"港[元币]|hong kong dollars?|hkd\b", "hkd", "1"),
        (r"欧元|euros?\b|eur\b", "eur", "1"),
        (r"[日澳加韩新]元|英镑|卢布|法郎", "", "1"),
        (r"[元圆](?![素旦首年])(?:人民币)?|人民币|yuan\b|rmb\b|cny\b|renminbi\b", "yuan", "1"),
        (r"个?工作日|(?:working|business|work)[- ]days?\b", "workday", "1"),
        (r"个?交易日|trading days?\b", "交易日", "1"),
        (r"个?自然日|日历日|[日天]|(?:calendar[- ])?days?\b", "day", "1"),
        (r"个?星期|周(?![岁年期边转知到])|weeks?\b", "week", "1"),
        (r"个月|(?<=半)月|months?\b", "month", "1"),
        (r"个?季度|quarters?\b", "month", "3"),
        (r"周年|年(?!度报|第|级)|[- ]?years?\b(?! of age)", "month", "12"),
        (r"周岁|岁|years? of age", "age", "1"),
        (r"个?小时|hours?\b", "hour", "1"),
        (r"分钟|minutes?\b", "minute", "1"),
        (r"倍|times\b|-?fold\b", "times", "1"),
        (
            r"[个号]?人(?!民|大|次|均|身)|[个名位]?(?:员工|职工|从业人员|雇员)|workers\b|名(?!义|称|单)|位(?!置|于)|people\b|persons?\b|employees\b|staff\b|officers?\b",
            "person",
            "1",
        ),
        (
            r"平方米|平方公里|立方米|海里|公里|千米|公顷|公斤|千克|公尺|厘米|毫米|米|吨|亩|克(?!服)|股|票(?!据)|席|度",
            "",
            "1",
        ),
        (
            r"次(?!性|序|日)|个|项(?!目(?!标))|种|类|户|家|份(?!额)|级|笔|条(?!件|款|例|约)|件|处(?![以罚理置])|届|批(?!准|发)|期(?![限间货末])|副"
            r"|部(?!门|分)|张|台",
            "count",
            "1",
        ),
    )
)
UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, (pattern, _, _) in enumerate(UNITS))

LE, LT, GE, GT = "le", "lt", "ge", "gt"
_PREFIX: tuple[tuple[str, str], ...] = (
    (
        LE,
        r"不(?:得|可以?|能|应|准|许)?(?:超过|超出|高于|多于|大于|长于|晚于|迟于)|(?:未|没有)超过"
        r"|最[高长多](?!额[^度不])(?:不[得能应]?超过|为|可达)?|至多|上限(?:为|是)|小于或?等于|≤|<=|≦"
        r"|(?:must|may|shall|should|can|do|does|is|are|to)? ?not (?:to )?(?:exceed|be above"
        r"|be (?:more|higher|greater|longer) than|(?:have|hold|own|lend|take|charge|last(?: for)?) (?:more than|over))"
        r"|not exceeding|not? (?:more|greater|higher|longer|later) than|not above|at (?:the )?most|up to|within"
        r"|(?:a )?maximum (?:of|is)|capped at|cap of|or below",
    ),
    (
        GE,
        r"不(?:得|可以?|能|应|准|许)?(?:低于|少于|小于|短于|不足)|至少|最低(?:为)?|最少(?:为)?|最短(?:为)?|下限(?:为|是)|大于或?等于|≥|>=|≧|(?<![不未届])已?满(?!足)"
        r"|(?:must|may|shall|should|can)? ?not (?:be )?(?:less than|below|lower than|fewer than|fall below"
        r"|shorter than)"
        r"|not? (?:less|lower|fewer|shorter) than|at least|(?:a )?minimum (?:of|is)",
    ),
    (
        GT,
        r"超过|超出|高于|大于|多于|长于|逾(?!期)|>|\b(?:more than|(?<!turn )(?<!turns )(?<!turned )over|above"
        r"|exceed(?:s|ing)?|greater than|higher than|longer than)",
    ),
    (
        LT,
        r"低于|不足|少于|小于|不满|未满|短于|不到|未达到?|<|\b(?:less than|below|under|fewer than"
        r"|lower than|shorter than|short of)",
    ),
)
_RATHER = (
    "超过|高于|低于|不足|少于|多于|大于|小于|不[到满]|未[达满]"  # nearer to the figure than the word before the gap
)
_GAP = rf"(?:\s*(?:an?|the|of|为|其|约)?\s*|(?!.*(?:{_RATHER}))[^\d，。；;,、：:{ZH}]{{1,24}}?的?)"
BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PREFIX) + rf")(?P<gap>{_GAP})\Z", re.IGNORECASE
)
AFTER = re.compile(
    r"\s*(?:(?P<ge>at the (?:least|earliest)|[(（]含[)）]以上|(?:及|或|含|或者)?以上"
    r"|or (?:more|above|over|higher|longer)|and above)"
    r"|(?P<le>at the (?:longest|latest|most)|[(（]含[)）]以[下内]|(?:及|或|含|或者)?以[下内]|之?内"
    r"|or (?:less|fewer|below|under|lower|shorter)|and below)"
    r"|(?P<before>[之以]?前|before\b|in advance|prior to)|(?P<after>[之以]?后(?!续)|after\b))",
    re.IGNORECASE,
)
