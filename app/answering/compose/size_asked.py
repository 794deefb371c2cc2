"""Where a question asks which size a firm is of, and which it takes the firm to be (是小型企业对吧, is it small?)."""

from __future__ import annotations

import re

_SIZE = r"(?:中小微|大中小?|中小|小微|微小|微|小|中|大)型?(?:企业|公司)?|[微小中大]型"
#: Without a verb before it, a size has to be called one.
_BARE = r"(?:(?:中小微|中小|小微)型?|[微小中大]型)(?:企业|公司)?"
_TAG = r"[，,]?\s*(?:对吗|对不对|对吧|对么|是吗|是吧|是不是|没错吧?|正确吗)"
_SIZE_EN = (
    r"(?:micro|small|medium|large|m?sme)(?:[ -]sized)?"
    r"(?:(?:,? and |/)(?:micro|small|medium)(?:[ -]sized)?)*(?: (?:enterprise|business|company|firm|one))?"
)
_TAG_EN = r",? (?:right|correct|true|yes|is (?:it|that|this) (?:right|correct|true|so)|(?:is|does)n't it)\b"
_END_EN = r"\s*(?:[?\n]|$)"
#: A firm is taken to be of a size, or it is asked whether it is; a size that is told (我们是小型企业，…) asks nothing.
_CLAIM = (
    r"(?:是|属|算|够|划[为到成入]|归[为入到]|定为|达到)[^，,。；;？?！!贷给对向]{0,5}?"
    rf"(?P<zh>{_SIZE})(?:吗|么|呢|吧|不|没|还是|或者?|{_TAG}|\s*(?:[?？\n]|$))"
    rf"|(?:^|[，,。；;\s])(?:应该|应当|就|还)?(?P<bare>{_BARE})(?:吗|吧|还是|{_TAG}|\s*(?:[?？\n]|$))"
    rf"|按照?(?P<kept>{_BARE})(?:给[^，,。；;？?]{{1,3}})?来?(?:填|报|算|统计|登记|认定|归类|划)"
    r"|\b(?:is|are|be|being|count|counts|qualify|qualifies|considered|classed|classified|rank|ranks)\b[^?]*?"
    rf"\b(?P<en>{_SIZE_EN})(?: (?:under|by|according|in terms)\b|,? or\b|{_TAG_EN}|{_END_EN})"
    rf"|[-–—:,;.](?: (?:so|still|it's|an?))* (?P<bare_en>{_SIZE_EN})"
    rf"(?:,? or (?:an? )?(?:{_SIZE_EN})|{_TAG_EN})*{_END_EN}"
)
ASKS_SIZE = re.compile(
    r"(?:什么|何种|哪[一种类个档]*|多大的?)(?:样的)?(?:企业)?(?:规模|类型|型|档|类)"
    r"(?=的?(?:企业|公司|单位)?(?:[呢啊]?[，,。；;？?\s]|[呢啊]?$))|规模(?:是|怎|如何|呢|[?？]|$)|划型|怎么划|[微小中大]型(?:企业)?还是"
    r"|(?:是|属于?|算|归为?|划[为到成入])个?(?:什么|啥|哪[一种类个档]*)(?:企业|公司|单位)?[呢啊呀]?(?:[，,。？?\s]|$)"
    r"|\b(?:what|which) size\b|\bsize (?:class|category)\b"
    r"|\b(?:what|which) (?:class|type|category|kind)(?: of (?:enterprise|business|company|firm))?"
    rf"(?: is\b| does\b|{_END_EN})"
    r"|\bwhat (?:is|would|does) (?:it|this|that)(?: be| count| qualify| rank)?(?: classed| classified)?(?: as)?"
    rf"{_END_EN}|{_CLAIM}"
)
#: What the size or the figures of a firm may be told for besides.
BESIDES = re.compile(
    r"贷|融资|税|补贴|担保|利率|政策|优惠|款|续|合同"
    r"|\b(?:loans?|lend|credit|tax|subsid|grant|guarantee|rate|fee|renew|contract|pay)"
)
_EITHER = re.compile(r"还是|或|\bor\b")
_NOT = re.compile(r"[不没非]|\bnot\b|n't\b")
_WHETHER = re.compile(r"(.)不\1")
_WORDS = {"micro": ("微",), "small": ("小",), "medium": ("中",), "large": ("大",)}


def claimed_sizes(plain: str) -> tuple[str, ...]:
    """The size classes, one of which the folded question takes the firm to be or asks whether it is; none where it asks
    which, puts one against another or denies one."""
    asked = [*ASKS_SIZE.finditer(plain)][-1:]
    group = next((name for name in ("zh", "bare", "kept", "en", "bare_en") if asked and asked[0][name]), "")
    if not group:
        return ()
    (match,) = asked
    before = _WHETHER.sub("", plain[max(0, match.start() - 1) : match.start(group)])
    after = match[0][match.end(group) - match.start() :] + plain[match.end() : match.end() + 2]
    if _NOT.search(before) or _EITHER.search(after) or _EITHER.search(before[-4:]):
        return ()
    words = match[group]
    if "sme" in words or "中小" in words or re.search("small(?:[ -]sized)?,? and medium", words):
        return ("micro", "small", "medium")  # who speaks of small and medium enterprises means the micro ones too
    return tuple(size for size, (sign,) in _WORDS.items() if sign in words or size in words)
