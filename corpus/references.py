"""References in running text: what 《商业银行法》第三十九条, 前款, 本办法 or 46号文二（一） mean.

A reference goes to the document that the words name, to the home of the text, or nowhere: what cannot be resolved is
kept with the reason. English forms are in corpus/english_references.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.english_references import find_english
from corpus.expressions import Expression, Group, Path, find_groups, plain
from corpus.location import fits
from corpus.model import Clause
from corpus.names import find_numbers, short_title
from corpus.nametable import NameTable
from corpus.numbering import CHINESE_NUMERAL, told_step
from corpus.reference import Home, Reference, unknown

_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_DEFINED = re.compile(r"\s*\((?:以下|下)(?:统)?(?:简)?称[“《\"]?([^”》\")]+)[”》\"]?\)")
_BEING_DEFINED = re.compile(r"称[“\"]?\Z")
_IN_BRACKETS = re.compile(r"\s*\(\s*\Z")
_KIND = "法|条例|办法|规定|通知|意见|细则|决定|解释|公告|指引|标准|规则|准则|方案|规程|章程|制度|措施"
_SELF = re.compile(rf"本({_KIND})(?!外|律|院|庭|人|定|定代|官|学|案|医|治|的?规定的办)")
_THAT = re.compile(rf"(?<![应本活])该({_KIND})(?!律|院|庭|人|定|官|学|案|治)")
_TAIL = re.compile(rf"({_KIND})(?:典)?(?:\([^()]*\))?\Z")
_ATTACHED = re.compile(r"\s*(?:(?:中|里|内)?的|之|中|里|所列|规定的)?\s*\Z")
_UNNAMED = re.compile(rf"[一-龥]{{2,}}(?:{_KIND}|[通守]则|法总则|法典|修正案|法律|法规|规章|公约|协定|合同|协议)\Z")
_APPLY = re.compile(r"(?:本法和|依照|依据|根据|按照|违反|适用|符合|参照)(?=[一-龥]{1,24}?(?:法|条例|办法))")
_BEHIND_NAME = re.compile(r"(?:的?总则)?的?\Z")
_LEAD = re.compile("依照|依据|根据|按照|违反|适用|符合|参照|遵守|执行|以及|的|和|与|及")
_TEXTS = ("法", "条例", "办法")  # 该方案, 该通知 may be any plan or note; these are always documents
_CITED = re.compile(r"\A(.*(?:法|条例|办法|规定))修正案")
_CN = rf"[{CHINESE_NUMERAL}]+"
# 二（一）3., 第三部分 right behind the name of a notice
ITEM = re.compile(
    rf"\s*的?\s*(?:第?({_CN})(?:部分|、|,)?\s*\(({_CN}|\d+)\)(?:\s*(?:第?({_CN}|\d+)(?:[.、]|点|项)))?"
    rf"|第({_CN}|\d+)(?:部分|大?点)(?:\s*[的中里]?\s*第({_CN}|\d+)(?:点|项|款|条(?![件例约])))?)"
)


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    name: str
    document: str
    reason: tuple[str, str] | None = None


def find_references(text: str, *, names: NameTable, home: Home | None = None) -> list[Reference]:
    """All references of `text`, in order. `home` is the clause that the text is (of), where there is one: 本法, 前款
    and a bare 第三条 mean it. Spans are into `text`."""
    flat = plain(text)
    mentions = sorted(_mentions(flat, names, home), key=lambda mention: mention.start)
    used: set[int] = set()
    found: list[Reference] = []
    items = [(mention.end, item.end()) for mention in mentions if (item := ITEM.match(flat, mention.end))]
    for group in find_groups(flat):
        if any(start <= group.start and group.end <= end for start, end in items):
            continue  # 第2条 of 46号文第三部分第2条
        mention = _attached(flat, group, mentions, names, home)
        if mention:
            used.add(mention.start)
        found.extend(_resolved(text, group, mention, home, found))
    found.extend(_of_document(text, flat, mention) for mention in mentions if mention.start not in used)
    found.extend(find_english(text, names=names, home=home))
    return sorted(found, key=lambda reference: (reference.start, reference.end))


def defined_names(text: str, *, names: NameTable, home: Home | None = None) -> dict[str, str]:
    """Short names that `text` defines (《X》（以下简称“Y”）): plain short name to document id."""
    flat = plain(text)
    return dict(_definitions(flat, list(_mentions(flat, names, home))))


def _definitions(flat: str, mentions: list[_Mention]) -> Iterator[tuple[str, str]]:
    for mention in mentions:
        defined = _DEFINED.match(flat, mention.end)
        if defined and mention.document:
            yield defined[1], mention.document


def _mentions(flat: str, names: NameTable, home: Home | None) -> Iterator[_Mention]:
    """Documents named in `flat`: titles, numbers, 本法, 该法. Bare names are looked for before a clause number only."""
    told: list[_Mention] = []
    defined: dict[str, str] = dict(home.defined) if home else {}
    numbers = list(_numbers(flat, names))
    for found in _TITLE.finditer(flat):
        if _BEING_DEFINED.search(flat, 0, found.start()):
            continue
        mention = _titled(found, names, defined)
        bracketed = next((n for n in numbers if _IN_BRACKETS.match(flat[mention.end : n.start])), None)
        if bracketed and flat[bracketed.end : bracketed.end + 1] == ")":
            numbers.remove(bracketed)
            mention = _agreed(replace(mention, end=bracketed.end + 1), bracketed)
        defined.update(_definitions(flat, [mention]))
        told.append(mention)
    told.extend(number for number in numbers if not any(t.start <= number.start < t.end for t in told))
    told.extend(_applied(flat, names, told))
    yield from told
    for found in _SELF.finditer(flat):
        yield _home(found, home, names)
    for found in _THAT.finditer(flat):
        before = [m for m in told if m.end <= found.start() and plain(m.name).rstrip("》").endswith(found[1])]
        latest = max(before, key=lambda mention: mention.end, default=None)
        if latest is None and found[1] not in _TEXTS:
            continue
        reason = None if latest else (f"前文没有“{found[0]}”所指的文件", f"nothing before says what {found[0]} is")
        yield _Mention(
            found.start(), found.end(), found[0], latest.document if latest else "", latest.reason if latest else reason
        )


def _applied(flat: str, names: NameTable, told: list[_Mention]) -> Iterator[_Mention]:
    """Bare names of held documents behind a word that applies them: 违反票据法规定."""
    for found in _APPLY.finditer(flat):
        bare = names.starting_at(flat, found.end())
        if (
            bare
            and len(bare.ids) == 1
            and not any(mention.start < bare.end and bare.start < mention.end for mention in told)
        ):
            yield _Mention(bare.start, bare.end, bare.name, bare.ids[0])


def _titled(found: re.Match[str], names: NameTable, defined: Mapping[str, str]) -> _Mention:
    title = found[1]
    ids = names.ids(title) or ((defined[title],) if title in defined else ())
    reason = None if len(ids) == 1 else unknown(f"《{title}》", ids)
    return _Mention(found.start(), found.end(), found[0], ids[0] if len(ids) == 1 else "", reason)


def _agreed(title: _Mention, number: _Mention) -> _Mention:
    """A title with its number behind it: one of them may be unknown, but both must not disagree."""
    if title.document and number.document and title.document != number.document:
        reason = (
            f"{title.name}与{number.name}不是同一份文件",
            f"{title.name} and {number.name} are not the same document",
        )
        return replace(title, document="", reason=reason)
    known = title.document or number.document
    return replace(title, document=known, reason=None if known else title.reason)


def _numbers(flat: str, names: NameTable) -> Iterator[_Mention]:
    for number in find_numbers(flat):
        alias = names.ending_at(flat, number.end)
        ids = names.numbered(number) or (alias.ids if alias else ())
        word = names.word_of(number, ids)
        run = re.search(r"\s*".join(map(re.escape, word)) + r"\s*\Z", flat[: number.start]) if word else None
        start = run.start() if run else number.start
        name = flat[start : number.end]
        yield _Mention(
            start, number.end, name, ids[0] if len(ids) == 1 else "", None if len(ids) == 1 else unknown(name, ids)
        )


def _home(found: re.Match[str], home: Home | None, names: NameTable) -> _Mention:
    if home is None:
        reason = (f"没有上下文，不知道“{found[0]}”是哪份文件", f"without its document, {found[0]} names nothing")
        return _Mention(found.start(), found.end(), found[0], "", reason)
    document, title = _home_document(home, names)
    tail = _TAIL.search(plain(title))
    if tail and tail[1] != found[1]:
        reason = (f"“{found[0]}”与所在的《{title}》不符", f"{found[0]} does not fit its document, {title}")
        return _Mention(found.start(), found.end(), found[0], "", reason)
    return _Mention(found.start(), found.end(), found[0], document)


def _home_document(home: Home, names: NameTable) -> tuple[str, str]:
    """The document that 本法 means: the home, or for an amendment (刑法修正案（十二）) the law that it amends."""
    amended = _CITED.match(plain(home.document.title))
    if amended:
        ids = names.ids(amended[1])
        return (ids[0] if len(ids) == 1 else "", amended[1])
    return home.document.id, home.document.title


def _attached(
    flat: str, group: Group, mentions: list[_Mention], names: NameTable, home: Home | None
) -> _Mention | None:
    """The document named right before a group; None when nothing is: then the group means the home."""
    if group.expressions[0].relative:
        return None
    for mention in mentions:
        defined = _DEFINED.match(flat, mention.end)
        end = defined.end() if defined else mention.end
        if end <= group.start and _ATTACHED.match(flat[end : group.start]):
            return mention
    end = len(flat[: group.start].rstrip())
    behind = _BEHIND_NAME.search(flat, max(0, end - 4), end)
    for stop in (end, behind.start() if behind else end):
        bare = names.ending_at(flat, stop)
        if bare:
            one = len(bare.ids) == 1
            reason = None if one else unknown(bare.name, bare.ids)
            return _Mention(bare.start, group.start, bare.name, bare.ids[0] if one else "", reason)
        for short, document in (home.defined if home else {}).items():
            if flat[:stop].endswith(short):
                return _Mention(stop - len(short), group.start, short, document)
    unnamed = _UNNAMED.search(flat, max(0, end - 20), end)
    if unnamed and group.expressions[0].path[:1] != ("",):
        leads = list(_LEAD.finditer(flat, unnamed.start(), unnamed.end()))
        cut = leads[-1].end() if leads else unnamed.start()
        name = flat[cut : unnamed.end()]
        return _Mention(cut, group.start, name, "", unknown(name))
    return None


def _resolved(
    text: str, group: Group, mention: _Mention | None, home: Home | None, earlier: list[Reference]
) -> Iterator[Reference]:
    for expression in group.expressions:
        start = mention.start if mention and expression is group.expressions[0] else expression.start
        reference = Reference(start, expression.end, text[start : expression.end], "", mention.name if mention else "")
        if mention and not expression.relative:
            reason = mention.reason
            yield replace(
                reference, document=mention.document, path=expression.path, until=expression.until, reason=reason
            )
        elif home is None:
            reason = (
                f"没有说明“{reference.surface}”是哪份文件的",
                f"nothing says of which document {reference.surface} is",
            )
            yield replace(reference, path=expression.path or ("",), until=expression.until, reason=reason)
        else:
            quoting = _amends_another(home)
            at_home = _of_new_wording(reference) if quoting and not expression.path[:1] else None
            like = _like_earlier(reference, expression, home, earlier, quoting)
            yield at_home or like or _at_home(reference, expression, home)


def _amends_another(home: Home) -> bool:
    """Whether the home is an amendment (刑法修正案（十二）), whose clauses quote the new words of another law."""
    return _CITED.match(plain(home.document.title)) is not None


def _of_new_wording(reference: Reference) -> Reference:
    zh = f"“{reference.surface}”在引文里，指修改后的条文"
    return replace(reference, path=("",), reason=(zh, f"{reference.surface} is of the new wording that is quoted here"))


def _like_earlier(
    reference: Reference, expression: Expression, home: Home, earlier: list[Reference], quoting: bool
) -> Reference | None:
    """A bare 第（五）项 in a clause that has none goes with the article named before it: 第一百二十条第一款第（一）项…,
    第（四）项. None where the clause itself has such a part, or where nothing before can be meant."""
    path = expression.path
    level = next((n for n, step in enumerate(path) if step), 0)
    own = any(fits(part.path, path[1:]) for part in home.clause.parts) and not quoting
    if expression.relative or not level or own:
        return None
    before = next((r for r in reversed(earlier) if len(r.path) >= level and r.path[0] and not r.reason), None)
    if before is None:
        return None
    base = before.path[:level]
    until = (*base, *expression.until[level:]) if expression.until else None
    return replace(reference, document=before.document, name=before.name, path=(*base, *path[level:]), until=until)


def _at_home(reference: Reference, expression: Expression, home: Home) -> Reference:
    """A bare 第三条, 前款 or 本条第二款, read from where it stands."""
    own = home.clause.id.path
    paragraph, item = _standing(home.clause, expression.start)
    named = replace(reference, document=home.document.id, name=short_title(home.document.title))
    unit = expression.relative[-1:] or ""
    back = expression.count if expression.relative.startswith("前") else 0
    if not unit:
        if expression.path[0]:
            return replace(named, path=expression.path, until=expression.until)
        filled = own + _in_paragraph(expression.path[1:], paragraph, home.clause)
        until = own + _in_paragraph(expression.until[1:], paragraph, home.clause) if expression.until else None
        return replace(named, path=filled, until=until)
    if unit == "条":
        return _earlier_clause(named, expression, home, back)
    standing, depth = (paragraph, 2) if unit == "款" else (item, 3)
    first = standing - (back or 0)
    if not standing or first < 1:
        zh, en = f"此处没有“{reference.surface}”所指的{unit}", f"nothing precedes that {reference.surface} could mean"
        return replace(named, document="", path=("",), reason=(zh, en))
    base = own if unit == "款" else (*own, str(paragraph))
    until = (*base, str(standing - 1)) if back > 1 else None
    return replace(named, path=(*base, str(first), *expression.path[depth:]), until=until)


def _in_paragraph(below: Path, paragraph: int, clause: Clause) -> Path:
    """第（二）项 without its 款 means that of the 款 that it stands in, where this has one."""
    here = (str(paragraph), *below[1:])
    return here if below and not below[0] and clause.part(here) else below


def _standing(clause: Clause, at: int) -> tuple[int, int]:
    """The 款 and the 项 of the clause that the character `at` stands in; 0 where none."""
    inside = [part.path for part in clause.parts if part.start <= at < part.end]
    paragraph = next((int(path[0]) for path in inside if path[0].isdigit()), 0)
    return paragraph, next((int(path[1]) for path in inside if len(path) > 1 and path[1].isdigit()), 0)


def _earlier_clause(named: Reference, expression: Expression, home: Home, back: int) -> Reference:
    below = expression.path[1:]
    if not back:
        return replace(named, path=home.clause.id.path + below)
    clauses = [clause for clause in home.document if clause.id.path[0][0].isdigit()]
    at = clauses.index(home.clause) if home.clause in clauses else 0
    if at < back:
        zh, en = f"此处之前没有{back}条", f"fewer than {back} articles precede this one"
        return replace(named, document="", path=("",), reason=(zh, en))
    until = clauses[at - 1].id.path if back > 1 else None
    return replace(named, path=clauses[at - back].id.path + below, until=until)


def _of_document(text: str, flat: str, mention: _Mention) -> Reference:
    """A document named without 第N条; a notice may be followed by its own numbers: 46号文二（一）."""
    item = ITEM.match(flat, mention.end)
    steps = [step for step in item.groups() if step] if item else []
    end = item.end() if item else mention.end
    return Reference(
        start=mention.start,
        end=end,
        surface=text[mention.start : end],
        document=mention.document,
        name=mention.name,
        path=tuple(told_step(step) for step in steps),
        reason=mention.reason,
    )
