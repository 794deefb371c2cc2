"""The set phrases by which official documents name their number, dates, issuer and title: patterns only."""

from __future__ import annotations

import re

from corpus.numbering import NUMERAL

_YEAR, _ONE_OR_TWO = rf"([0-9０-９]{{4}}|[{NUMERAL}]{{4}})", rf"([{NUMERAL}]{{1,3}})"
_DAY = rf"{_YEAR}\s*年\s*{_ONE_OR_TWO}\s*月\s*{_ONE_OR_TWO}\s*日"
DATE = re.compile(rf"{_DAY}|(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})")
DATE_LINE = re.compile(rf"[（(]?\s*{_DAY}\s*[）)]?\Z")
ENGLISH_DATE = re.compile(r"(\d{1,2})\s+([A-Z][a-z]+)\s+(\d{4})|([A-Z][a-z]+)\s+(\d{1,2}),?\s+(\d{4})")
NUMBER = re.compile(r"([\u4e00-\u9fff]{2,14}?)\s*[〔\[［（(【﹝]\s*(\d{4})\s*[〕\]］）)】﹞]\s*第?\s*(\d+)\s*号")
ORDER = re.compile(
    r"([\u4e00-\u9fff](?:[\u4e00-\u9fff]|\s(?=[\u4e00-\u9fff])){1,40}(?:令|公告))\s*[（(〔]?\s*(?:(\d{4})\s*年?)?\s*[）)〕]?"
    r"\s*[（(]?第\s*([0-9〇一二三四五六七八九十百]+)\s*号[）)]?"
)
ORDER_LINE = re.compile(r"第\s*[0-9〇一二三四五六七八九十百]+\s*号")
HEADER_LINE = re.compile(r"[\u4e00-\u9fff\s]{3,40}文\s*件|[\u4e00-\u9fff]{4,24}令")
_KINDS = (
    "法 法典 条例 规定 办法 细则 规则 准则 指引 标准 规范 解释 修正案 方案 纲要 宪法 通则 决定 公告 通知 意见 批复 通报"
    " 复函 函 决议 要点 要求 措施 规划 制度 条款"
)
TITLE_END = re.compile(rf"(?:{'|'.join(_KINDS.split())})\s*(?:[（(][^）)]{{1,40}}[）)])?\s*\Z")
ENGLISH_TITLE = re.compile(
    r"\b(Law|Act|Regulations?|Rules?|Measures|Notice|Provisions|Guidelines|Directive|Circular|Order|Code)\b"
)
_FIELDS = (
    r"索\s*引\s*号 发文机关 发布机构 制定机关 公布机关 发文字号 文\s*号 成文日期 发文日期 发布日期 公布日期 印发日期"
    r" 生效日期 施行日期 实施日期 主题分类 主题词 标\s*题 名\s*称 有\s*效\s*性 时\s*效\s*性 来\s*源 签发人"
    r" 密\s*级 紧急程度"
)
FIELD = re.compile(rf"({'|'.join(_FIELDS.split(' '))})\s*[：:]\s*(.*)\Z")
#: A note in brackets (2003年…修正); what opens with its own number, （四）本制度自…施行, is an item.
NOTE = re.compile(
    rf"[（(](?!\s*[{NUMERAL}]+\s*[）)]).*(?:\d{{4}}|[〇零一二三四五六七八九]{{4}})\s*年"
    r".*(?:通过|公布|发布|修正|修订|施行|批准|修改|印发).*[）)]?\Z"
)
EFFECTIVE = re.compile(r"自\s*([^，。；]{2,20}?)\s*起(?:正式|开始)?(?:施行|实施|执行|生效)")
OWN = re.compile(
    r"本(?:法|条例|规定|办法|细则|规则|通知|意见|指引|公告|标准|决定|准则|方案|措施|解释)|现予公布|^自|[，,]\s*自"
)
ENGLISH_EFFECTIVE = re.compile(
    r"(?:enters?|comes?|shall enter|shall come) into (?:force|effect) (?:on|as of|from) ([^.;]{6,30})"
    r"|(?:effective|in force) (?:on|as of|from) ([^.;]{6,30})"
)
CITED = re.compile(
    r"《([^《》]{2,80}(?:《[^《》]*》[^《》]*)?)》"
    r"\s*(?:[（(]([^（）()]*?(?:[（(〔\[]\d{4}[）)〕\]])?[^（）()]*?号)[）)])?"
)
REPEALING = re.compile(r"(?:同时|予以|即行)废止|停止执行")
SALUTATION = re.compile(
    r"(?:各|[\u4e00-\u9fff]{2,30}[、，,；;：:]).{0,400}[：:]\Z|.{2,40}(?:局|银行|公司|机构|部门|政府|协会)[：:]\Z", re.S
)
ISSUER_END = "局部委行会院办府厅署司团社室心所"
TITLE_BRACKET = re.compile(r"[（(](?:试行|暂行|修订|修正|征求意见稿|草案|\d{4}年?[^）)]{0,8}(?:修订|修正|版|本)?)[）)]")
_DISTRIBUTION = r"(?:主\s*送|抄\s*[送报]|分\s*送|发\s*送|印\s*发)\s*[：:]"  # GB/T 9704 ends a list of 抄送 with 。
_FOOT = (
    r"抄\s*送(?=\s)|(?:联系|责任编辑)[^，。；：:]{0,12}[：:]|扫一扫|[（(]此件|附\s*件?\s*[：:]|信息公开选项"
    r"|[【\[\s]*(?:打印|关闭)(?:本页|此页|页面|窗口)?[】\]\s|｜]*(?=[【\[]|打印|关闭|\Z)|.*日\s*印发\Z"
)
CLOSING = re.compile(rf"{_DISTRIBUTION}|(?!.*[。；;]\s*\Z)(?:{_FOOT})")
NUMBERED = re.compile(
    rf"\s*[【\[（(<《*#§]*\s*(?:第\s*[{NUMERAL}]+\s*[编章节条款项條節編]|[一二三四五六七八九十]{{1,3}}\s*[、.．：:）)\]】\s]"
    r"|\d{1,2}(?:[.．\-]\d{1,2})*\s*(?:[、.．：:）)\]】\s]|(?=[\u4e00-\u9fff])(?![年月日个万亿元倍户家]))|[①-⑳㈠-㈩⒈-⒛]|[a-z][)）]"
    r"|(?:Article|Section|Rule|Clause)\s+\d)",
    re.I,
)
KIND_OF_TITLE = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"((?<!办)法|法典|宪法|修正案)\Z", "law"),
        (r"条例\Z", "administrative_regulation"),
        (r"(办法|规定|细则|规则|准则)\Z", "departmental_rule"),
        (r"(标准|规范)\Z", "standard"),
        (r"公告\Z", "announcement"),
        (r"(通知|意见|通报|函|指引|批复|要点|措施|方案)\Z", "notice"),
        (r"\b(Law|Act|Code)\b", "law"),
        (r"\b(Notice|Circular)\b", "notice"),
        (r"\b(Regulations?|Rules?|Measures|Provisions|Guidelines|Directive|Order)\b", "departmental_rule"),
    )
)
