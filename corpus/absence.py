"""Why a clause that somebody names is not there: what the document has, never a neighbour."""

from __future__ import annotations

from corpus.model import Document, TextStatus
from corpus.names import short_title
from corpus.numbering import article_label, chinese_numeral, label_of, part_label


def article_count(document: Document) -> int:
    """The number of the last article; 之一 articles do not count, as in 共四百五十二条. 0 without numbered clauses."""
    steps = (clause.id.path[0] for clause in document)
    return max((int(step) for step in steps if step.isdigit()), default=0)


def has_articles(document: Document) -> bool:
    """Whether the document is divided into 条."""
    return any(clause.label.startswith("第") and "条" in clause.label for clause in document)


def absence(document: Document, path: tuple[str, ...]) -> tuple[str, str]:
    """Why `path` is not in the document, as sentences in Chinese and English."""
    if not path[0]:
        return _without_article(document, path)
    for cut in range(len(path) - 1, 0, -1):
        if document.clause(path[:cut]):
            return _part_absence(document, path, cut)
    zh, en = f"《{short_title(document.title)}》", f"the {document.title_en or document.title}"
    wanted = _named(document, path)
    if document.text_status is TextStatus.RESTATED:
        return (
            f"资料中收录的{zh}没有{wanted}；资料只收录了转述的部分内容，官方文本是否有请核对。",
            f"The material holds no {_named_en(document, path)} of {en}. It is a restatement of parts of that document;"
            " check the official text.",
        )
    if has_articles(document):
        count = article_count(document)
        return f"{zh}共{count}条，没有{wanted}。", _sentence(
            f"{en} has {count} articles and no {_named_en(document, path)}."
        )
    return f"{zh}没有{wanted}。", _sentence(f"{en} has no {_named_en(document, path)}.")


def reversed_range(document: Document, first: tuple[str, ...], last: tuple[str, ...]) -> tuple[str, str]:
    """Why there is nothing from `first` to `last`, where both are there and `last` stands before `first`."""
    title, title_en = short_title(document.title), document.title_en or document.title
    begin, end = (label_of(path) if has_articles(document) else _named(document, path) for path in (first, last))
    return (
        f"《{title}》的{end}在{begin}之前，范围的前后颠倒了。",
        f"The range is reversed: {_named_en(document, last)} of the {title_en} comes before"
        f" {_named_en(document, first)}.",
    )


def _without_article(document: Document, path: tuple[str, ...]) -> tuple[str, str]:
    """Only a 款 or 项 is told, and nothing of which article."""
    number = "".join(f"({step})" for step in path if step)
    return (
        f"没有说明是《{short_title(document.title)}》哪一条的{_below(path[1:])}。",
        f"Nothing says of which article of the {document.title_en or document.title} part {number} is.",
    )


def _part_absence(document: Document, path: tuple[str, ...], cut: int) -> tuple[str, str]:
    """The clause is there, its 款 or 项 is not."""
    clause = document.clause(path[:cut])
    parts = clause.parts if clause else ()
    if not path[cut]:
        itemised = {part.path[0] for part in parts if len(part.path) > 1}
        if len(itemised) != 1:
            return _item_absence(document, path, cut, "没有" if itemised else "不分项，没有")
        path = (*path[:cut], *itemised, *path[cut + 1 :])
    held = next((d for d in range(len(path) - cut, 0, -1) if any(p.path == path[cut : cut + d] for p in parts)), 0)
    inside = path[cut : cut + held]
    count = sum(part.path[:-1] == inside for part in parts) or (0 if held else 1)
    label = f"{clause.label if clause else ''}{part_label(inside)}"
    unit = ("款", "项", "目")[min(held, 2)]
    zh, missing = f"《{short_title(document.title)}》{label}", part_label(path[cut:], outer=held)
    number = "".join(f"({step})" for step in path[cut:])
    return (
        f"{zh}共{count}{unit}，没有{missing}。" if count else f"{zh}不分{unit}，没有{missing}。",
        f"{_named_en(document, path[:cut])} of the {document.title_en or document.title} has no part {number}.",
    )


def _item_absence(document: Document, path: tuple[str, ...], cut: int, lacks: str) -> tuple[str, str]:
    """The clause is there and has no such 项 in whichever 款."""
    clause = document.clause(path[:cut])
    number = "".join(f"({step})" for step in path[cut:] if step)
    return (
        f"《{short_title(document.title)}》{clause.label if clause else ''}{lacks}{_below(path[cut:])}。",
        f"{_named_en(document, path[:cut])} of the {document.title_en or document.title} has no item {number}.",
    )


def _below(path: tuple[str, ...]) -> str:
    """第（二）项 for ('', '2'): the labels of the steps that are told."""
    return "".join(part_label(path[: depth + 1], outer=depth) for depth, step in enumerate(path) if step)


def _named(document: Document, path: tuple[str, ...]) -> str:
    if has_articles(document) and path[0].replace("-", "").isdecimal():
        return article_label(path[0])
    steps = [chinese_numeral(int(step)) if step.isdecimal() and len(step) < 17 else step for step in path]
    return f"“{steps[0]}{''.join(f'（{step}）' for step in steps[1:])}”"


def _named_en(document: Document, path: tuple[str, ...]) -> str:
    return f"{'Article' if has_articles(document) else 'item'} {path[0]}{''.join(f'({step})' for step in path[1:])}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
