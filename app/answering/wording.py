"""The fixed sentences around proved words, in Chinese and English. None of them states a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Size classes as the tables of the size standard call them, in Chinese and English.
SIZES = {
    "micro": ("微型", "micro"),
    "small": ("小型", "small"),
    "medium": ("中型", "medium"),
    "large": ("大型", "large"),
}
#: Several of them, as people call them together.
_TOGETHER = {
    ("micro", "small"): ("小微", "small or micro"),
    ("micro", "small", "medium"): ("中小微", "medium, small or micro"),
}

_TEXTS: dict[str, tuple[str, str]] = {
    "not_covered": (
        "现有资料没有回答这个问题的条款。",
        "The material holds no clause that answers this question.",
    ),
    "detail_not_stated": (
        "相关条款（{label}）谈到这个问题，但没有规定所问的{detail}。",
        "The nearest clause ({label}) speaks of this, but states no {detail}.",
    ),
    "document_silent": ("{named}没有写所问的{detail}。", "{named} states no {detail}."),
    "part_not_stated": ("资料没有回答的部分：{detail}。", "Not answered by the material: {detail}."),
    "out_of_scope.realtime": (
        "这是实时数据，不在法规资料之内；请查询发布机构的公布值。",
        "This is live data, not something the regulations hold; please look it up where it is published.",
    ),
    "out_of_scope.own_data": (
        "这属于本机构的内部数据或计划，法规资料中没有；请查询本行的制度或计划。",
        "This is your institution's own data or plan, which the regulations do not hold; please ask inside your bank.",
    ),
    "out_of_scope.abroad": (
        "资料只有中国（内地）的规定，没有其他国家或地区的规定。",
        "The material holds the rules of mainland China only, not those of other countries or regions.",
    ),
    "out_of_scope.other": (
        "本系统只回答小微企业金融及相关法规的问题。",
        "This system only answers questions on small-business finance regulations.",
    ),
    "draft": (
        "资料只有已公布的文本，没有草案或征求意见稿。",
        "The material holds published texts only, no drafts.",
    ),
    "instruction_refused": (
        "不能按这一要求执行：这里只依据条款回答问题，每句话都要有出处。",
        "That instruction is not followed: answers here come from clauses only, each with its source.",
    ),
    "dangling": (
        "这句话承接前文，但前文没有它所指的内容；请把要问的事说完整。",
        "This points to something said before that is not there; please ask the whole question.",
    ),
    "unresolved": ("{reason}", "{reason}"),
    "nearest": ("最接近的条款：{labels}。", "Nearest clauses: {labels}."),
    "no_nearest": ("也没有找到相近的条款。", "No near clause was found either."),
    "caution.unsure": (
        "这个回答把握不大：条文说的可能是相近的另一件事。请读条文，确认它回答的就是所问。",
        "Not a sure answer: the clauses may be on something near to what you ask. Read them before relying on it.",
    ),
    "caution.restated_text": (
        "引文是对规定的转述，不是官方原文；引用前请核对官方文本。{check}",
        "The words quoted restate the rule and are not the official text; check that before relying on them. {check}",
    ),
    "caution.low_evidence": (
        "{label}只有二手或不完整来源（证据等级{evidence}），请核对官方文本。",
        "{label} rests on secondary or incomplete sources (evidence {evidence}); check the official text.",
    ),
    "caution.document": ("{text}", "{text}"),
    "caution.clause": ("{text}", "{text}"),
    "caution.not_in_force": (
        "《{title}》在{as_of}的状态是“{status}”，引用时请注意。",
        "On {as_of} the status of “{title}” is “{status}”.",
    ),
    "caution.unverified_validity": (
        "没有核实《{title}》在{as_of}是否仍然适用。",
        "Whether “{title}” still applies on {as_of} has not been verified.",
    ),
    "caution.original_chinese": (
        "条文只有中文文本；英文说明是我们的翻译或概括，以中文为准。",
        "The clause exists in Chinese only; any English rendering is our own, and the Chinese text prevails.",
    ),
    "caution.not_addressed": (
        "{label}没有点名{institution}。",
        "{label} does not name {institution}.",
    ),
    "caution.other_year": (
        "问题提到{year}年，引用的文件是{documents}。",
        "The question speaks of {year}; the document cited is {documents}.",
    ),
    "caution.llm_fallback": (
        "语言模型没有给出可以证实的回答，以下是条款原话。",
        "The language model gave nothing that could be proved; these are the words of the clauses.",
    ),
    "yes": ("可以。", "Yes. "),
    "no": ("不可以。", "No. "),
    "no_except": ("不可以，条文写明的例外除外。", "No, save for the exceptions that the clause names. "),
    "excepted": ("属于条文写明的例外。", "That is an exception which the clause names. "),
    "required": ("需要。", "Yes, it is required. "),
    "softer": ("不是必须，条文用的词是“{force}”。", "Not a must: the clause says “{force}”. "),
    "depends": ("视情况而定。", "It depends. "),
    "detail.rate": ("比例或利率数字", "rate or percentage"),
    "detail.amount": ("金额", "amount"),
    "detail.duration": ("期限", "period"),
    "detail.date": ("日期", "date"),
    "detail.document_number": ("文号", "document number"),
    "detail.validity": ("效力", "validity"),
    "detail.count": ("数量", "number"),
    "detail.contact": ("电话或网址", "telephone number or web address"),
    "detail.target": ("目标", "target"),
    "detail.claim": ("“{claim}”", "“{claim}”"),
    "detail.figure": ("具体数字", "figure"),
    "detail.who": ("主体", "body or person"),
    "detail.stranger": ("对{institution}的要求", "rule for a {institution}"),
    "detail.earlier": ("修改前的版本", "edition before the change"),
    "detail.edition": ("{year}年的版本", "edition of {year}"),
    "detail.fine": ("罚款", "fine"),
    "detail.papers": ("材料或表格", "papers or forms"),
    "detail.limits": ("具体限制", "particular limits"),
    "detail.firm": ("对企业的规定", "rule for an enterprise"),
    "detail.person": ("对个人的规定", "rule for an individual"),
    "detail.sized": ("对{size}企业的规定", "rule for a {size} enterprise"),
    "detail.loan": ("对{kind}的规定", "rule on {kind}s"),
    "detail.event": ("{event}后如何处理的规定", "rule for what follows from {event}"),
    "detail.industry": ("{industry}的划型标准", "size standard for {industry}"),
    "detail.size": ("{size}企业的数值", "figures of a {size} enterprise"),
    "detail.other": ("细节", "detail"),
    "detail.still_in_force": ("在{as_of}是否仍然适用", "whether it still applies on {as_of}"),
    "quoted": ("{label}（中文原文）：“{quote}”", "{label} (Chinese original): “{quote}”"),
    "summary": ("{quote}", " In short: {gloss}"),
    "only_in": ("只见于{name}的：{items}。", "Only in {name}: {items}."),
    "addressed": ("点名包括{institution}。", "Yes, {institution} are named. "),
    "not_addressed": ("没有点名{institution}。", "No, {institution} are not named. "),
    "issued": ("是的。", "Yes. "),
    "issued_not": ("不是。", "No. "),
    "not_ended": ("没有失效。", "No, it has not ended. "),
    "claim_absent": ("所引条款没有写“{claim}”。", "The clause cited does not state “{claim}”. "),
    "claim_elsewhere": (
        "不对，{named}没有写“{claim}”；写明这一数字的是下面的条款。",
        "No: {named} does not state “{claim}”; the clause below does. ",
    ),
    "claim_other": ("条文写的是“{limit}”，不是“{claim}”。", "The clause says “{limit}”, not “{claim}”. "),
    "claim_above": ("{claim}超出条文所写的“{limit}”。", "{claim} is beyond “{limit}”, which the clause states. "),
    "claim_below": ("{claim}低于条文所写的“{limit}”。", "{claim} is below “{limit}”, which the clause states. "),
    "size": (
        "按{industry}的划型标准属于{size}企业：{legs}。",
        "By the size standard for {industry} this is a {size} enterprise: {legs}.",
    ),
    "size_by_industry": ("各行业的标准不同，请说出行业。", "It depends on the industry; please name it. "),
    "size_large": (
        "按{industry}的划型标准超出中小微企业的上限，属于大型企业：{legs}。",
        "By the size standard for {industry} this is a large enterprise, above the limits of medium, small and micro "
        "ones: {legs}.",
    ),
    "size_is": ("是的。", "Yes."),
    "size_is_not": ("不是，不属于{sizes}企业。", "No, this is not a {sizes} enterprise."),
    "size_open": (
        "按{industry}的划型标准看{needed}；没有给出{missing}，{sizes}都有可能。",
        "The size standard for {industry} goes by {needed}; without {missing} it may be {sizes}.",
    ),
    "size_not_by": ("{legs}不是这个行业的划型指标。", "It does not go by {legs}."),
}
_STATUS: dict[str, tuple[str, str]] = {
    "in_force": ("有效", "in force"),
    "not_yet_in_force": ("尚未施行", "not yet in force"),
    "amended": ("已被修改", "amended"),
    "superseded": ("已被替代", "superseded"),
    "repealed": ("已废止", "repealed"),
    "unknown": ("状态未核实", "status not verified"),
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` in 'zh' or 'en', filled in. Raises KeyError on an unknown key or a missing value."""
    return _TEXTS[key][language == "en"].format(**values).strip() if values else _TEXTS[key][language == "en"]


def size_names(sizes: Sequence[str], language: str) -> str:
    """Size classes, the smallest first, as one name: 小微, small or micro."""
    english = language == "en"
    together = _TOGETHER.get(tuple(sizes))
    return together[english] if together else (" or " if english else "、").join(SIZES[size][english] for size in sizes)


def plural(name: str) -> str:
    """An English name of things in the plural: rural banks, public bodies."""
    return f"{name[:-1]}ies" if re.search(r"[^aeiou]y$", name) else f"{name}s"


def status_name(status: str, language: str) -> str:
    """A validity status as people say it."""
    return _STATUS[status][language == "en"]
