"""Whether evidence states what a statement says, as far as meaning can be checked without a model.

Every figure, date, document, force (must, may, strive …), negation, party and condition of the statement has to be
stated by the evidence at the words that it goes with, and nothing that turns those words round may be left out.
docs/verifier.md says what is checked, how well it works and what it does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.answering.across import check_across
from app.answering.alignment import View, views
from app.answering.bounds import check_conditions, check_parties, check_places
from app.answering.dates import find_days
from app.answering.faults import Fault, Reason
from app.answering.forces import check_comparisons, check_forces, check_negations, check_scope
from app.answering.lists import check_lists
from app.answering.mentions import article_numbers, document_numbers, fold_title, numbers_of, same_number, titles
from app.answering.numerals import fold_numerals, plain_value
from app.answering.opposed import check_opposed
from app.answering.quantities import TIME_UNITS, Quantity, find_quantities, without_labels
from app.answering.reading import Grams, Reading, in_common, overlap, read
from app.answering.swaps import check_swaps
from corpus.model import Clause, Document


@dataclass(frozen=True)
class Support:
    """The finding. `coverage` in [0, 1] is the share of the statement's words found in the evidence (0 across
    languages, where words cannot be compared)."""

    ok: bool
    reasons: tuple[Reason, ...] = ()
    coverage: float = 0.0


@dataclass(frozen=True)
class Source:
    """What may be said about the evidence besides its words: where it stands and whom it binds."""

    names: frozenset[str] = frozenset()  # folded titles, short titles, aliases
    numbers: frozenset[str] = frozenset()  # issuer's mark, year/number
    articles: frozenset[str] = frozenset()  # path steps
    addressees: frozenset[str] = frozenset()
    labels: tuple[str, ...] = field(default=(), compare=False)  # as written, blanked in a statement before reading

    @classmethod
    def of(cls, document: Document, clause: Clause) -> Source:
        """The source that a clause of a document is."""
        names = (document.title, document.title_en, document.number, *document.aliases)
        written = tuple(name for name in names if name)
        return cls(
            frozenset(fold_title(name) for name in written),
            numbers_of(written),
            frozenset({clause.id.path[0]}),
            clause.addressees,
            tuple(sorted({*written, clause.label}, key=len, reverse=True)),
        )


_NOWHERE = Source()
_UNRELATED = 0.3
_WAN = 10_000
# 根据《…》第N条规定，: where it stands, which says nothing of what stands there
_OPENING = re.compile(r"\A(?:根据|依据|按照|依照)?\x00+[^，,。]{0,14}?(?:规定|要求|明确|提出|指出)?[，,：:]")
_SAYS = re.compile(r"[^，,。]{0,12}?(?:规定|要求|明确|提出|指出)[，,：:]")
_NAME_ENDS = (
    r"(?=[第的，,。：:；、》）)（(\s\x00]|规定|要求|明确|提出|\Z|(?<=[A-Za-z0-9])\W)"  # not the 合作社法 of 合作社法定
)
_LED_IN = re.compile(r"(?:根据|依据|依照|按照|违反)\Z")
_OURS = re.compile(r"(?:中国|我国|国家|现行|新|修订后?|修正后?|的|颁布|版)*")
_TITLED = re.compile(r"《[^《》]*》")
_VERDICT = re.compile(
    r"(?:说法|观点|理解|表述|看法|结论|规定|要求|内容|条款|以上|上述|前述|这|此)[^，。；]{0,4}?(?:是|均|都|已经?|并|属于|系)*"
    r"(?P<verdict>错误|错的|不对|不正确|不准确|不属实|不成立|不存在|有误|无效|虚假|假的|谣言|不再适用|废止|失效|作废)"
    r"|\b(?:this|that|which|it|above|statement|rule|claim)\b[^.;,]{0,24}\b(?:is|are|was)\b[^.;,]{0,8}?"
    r"(?P<judged>\b(?:wrong|false|incorrect|untrue|invalid|mistaken|repealed|a lie)\b)",
    re.IGNORECASE,
)
_ONE_YEAR = find_quantities("一年")[0].meaning
_ALIKE = 0.5  # share of the words before a figure that lead in another, below which they are not of one shape
_PAUSE = re.compile(r"[，,；;。：:\n]")
_ALL = re.compile(r"[均都皆]|\b(?:both|each)\b")
_BESIDE = re.compile(r"[和与及、]|\band\b")
_YEARLY = re.compile(r"每年|\ba year\b|\bannual")


def supports(
    statement: str, evidence: str, *, language: str = "", source: Source = _NOWHERE, given: str = ""
) -> Support:
    """Whether `evidence` (the words of one or more clauses) states what `statement` says.

    `language` is that of the statement ('zh' or 'en'; read from it where ''). `source` is where the evidence stands,
    so that a statement may name it. Figures and dates of `given` (the question) may be repeated.
    """
    said = read(_without_labels(statement, source))
    stated = read(_without_titles(_same_language(statement, language, evidence)))
    faults = [*_documents(statement, evidence, source), *_dates(said, stated, given)]
    faults += [*_loose(said, stated, given)]
    faults += [*_verdicts(said, stated), *check_parties(said, stated, source.addressees)]
    if _chinese(said.text) != _chinese(stated.text):
        faults += check_across(said, stated)
        faults += [
            fault for quantity in said.quantities for fault in _figure(quantity, said, stated, stated.quantities, given)
        ]
        return Support(not faults, tuple(faults))
    for view in views(said, stated):
        faults += [*_figures(view, given), *check_forces(view), *check_comparisons(view), *check_negations(view)]
        faults += [
            *check_places(view),
            *check_swaps(view),
            *check_opposed(view),
            *check_conditions(view),
            *check_lists(view),
            *check_scope(view),
        ]
    coverage = overlap(said.grams, stated.grams)
    if said.grams and coverage < _UNRELATED:
        faults.append(Reason(Fault.WORDS, statement))
    return Support(not faults, tuple(faults), coverage)


def _chinese(text: str) -> bool:
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return han > 0 and han >= 0.25 * len(re.findall(r"[\u3400-\u9fff]|[A-Za-z]+", text))


def _same_language(statement: str, language: str, evidence: str) -> str:
    """The paragraphs of bilingual evidence that are in the statement's language; all of it where there are none."""
    wanted = language == "zh" if language else _chinese(statement)
    lines = [line for line in evidence.split("\n") if line.strip()]
    same = [line for line in lines if _chinese(line) == wanted]
    return "\n".join(same) if same else evidence


def _without_titles(text: str) -> str:
    return _TITLED.sub(lambda found: "\x00" * len(found[0]), text)


def _without_labels(statement: str, source: Source) -> str:
    """The statement with titles and the source's own names blanked: figures in a title are no claims."""
    blanked = _without_titles(statement)
    for label in source.labels:
        if len(label) > 3 and label in blanked:
            blanked = re.sub(re.escape(label) + _NAME_ENDS, "\x00" * len(label), blanked)
    for label in source.labels:  # 三·1 is a label only after the name of what it is of, or after 根据
        if len(label) <= 3 and label in blanked:
            blanked = re.sub(rf"(?<=[\x00文件知法号据照]){re.escape(label)}" + _NAME_ENDS, "\x00" * len(label), blanked)
    blanked = _OPENING.sub(lambda found: "\x00" * len(found[0]), blanked)
    for mention in document_numbers(blanked):
        blanked = blanked[: mention.start] + "\x00" * (mention.end - mention.start) + blanked[mention.end :]
    return blanked


def _documents(statement: str, evidence: str, source: Source) -> Iterator[Reason]:
    """Every document and article that the statement names is the source, or is named by the evidence."""
    named = source.names | {fold_title(mention.name) for mention in titles(evidence)}
    for mention in titles(statement):
        title = fold_title(mention.name)
        opens = mention.start <= 2 and statement[: mention.end] not in evidence
        speaks = bool(source.names) and opens and _SAYS.match(statement, mention.end)
        known = source.names if speaks else named  # 《…》规定: what speaks is the source, not what it mentions
        bare = statement[mention.start] != "《"  # without 《》 it is not sure where a name begins
        led_in = fold_title(statement[: mention.end])
        begins = mention.start == 0 or _LED_IN.search(statement, 0, mention.start) is not None
        if not any(
            title == name
            or (title.startswith("关于") and name.endswith(title))
            or (bare and name and _ends_in(title, led_in, name, begins))
            for name in known
        ) and not (bare and not speaks and mention.name in evidence):
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])
    numbers = source.numbers | {mention.issuer + mention.name for mention in document_numbers(evidence)}
    for mention in document_numbers(statement):
        if not any(same_number(mention.issuer + mention.name, number) for number in numbers):
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])
    articles = source.articles | {mention.name for mention in article_numbers(evidence)}
    for mention in article_numbers(statement):
        if mention.name not in articles:
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])


def _ends_in(title: str, led_in: str, name: str, begins: bool) -> bool:
    """Whether a title without 《》 ends in a name: where it is sure to begin after 根据, the name is all of it."""
    if begins:
        return title.endswith(name) and _OURS.fullmatch(title.removesuffix(name)) is not None
    return title.endswith(name) or led_in.endswith(name)


def _verdicts(said: Reading, stated: Reading) -> Iterator[Reason]:
    """What the statement says of a rule itself (that it is wrong, or no longer holds) the evidence says too."""
    for found in _VERDICT.finditer(said.text):
        if found[0] not in stated.text and (found["verdict"] or found["judged"]) not in stated.text:
            yield Reason(Fault.NEGATION, found[0])


def _dates(said: Reading, stated: Reading, given: str) -> Iterator[Reason]:
    known = (*find_days(stated.text), *find_days(given))
    for day in find_days(said.text):
        if not any(other.states(day) for other in known):
            yield Reason(Fault.DATE, said.text[day.start : day.end])


def _loose(said: Reading, stated: Reading, given: str) -> Iterator[Reason]:
    """A numeral that is read as no figure (三十五所, 减半) has to stand in the sources, or one of its value."""
    numerals = [found[0] for found in _NUMERAL.finditer(fold_numerals(f"{stated.text}\n{given}"))]
    values = {plain_value(numeral) for numeral in numerals if numeral != "半"} - {None}
    plain = _NO_NUMERAL.sub(lambda found: "\x00" * len(found[0]), without_labels(fold_numerals(said.bare)))
    for numeral in _NUMERAL.finditer(plain):
        if numeral[0] not in numerals and (numeral[0] == "半" or plain_value(numeral[0]) not in values):
            yield Reason(Fault.QUANTITY, said.text[numeral.start() : numeral.end()])


_NUMERAL = re.compile(r"半|[零〇一二两三四五六七八九十百千万亿]+|\d+(?:,\d{3})*(?:\.\d+)?")
# 一 is an article and a part of words (统一, 一般); 第三方 and 三农 are names.
_NO_NUMERAL = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万亿])[一百千万](?![零〇一二两三四五六七八九十百千万亿])|十分|万一|千万(?=[不别要])|千百|第三[方人者]|三农"
)


def _figures(view: View, given: str) -> Iterator[Reason]:
    """Every figure is stated by the sources, and at the words that it goes with."""
    theirs = tuple(quantity for quantity in view.stated.quantities if view.holds(quantity.start))
    for quantity in view.said.quantities:
        if not view.says(quantity.start):
            continue
        missing = list(
            _figure(quantity, view.said, view.stated, theirs if view.covered >= 0.5 else view.stated.quantities, given)
        )
        yield from missing
        same = [other for other in theirs if other.same(quantity)]
        rivals = [other for other in theirs if _measures(other) == _measures(quantity) and not other.same(quantity)]
        if missing or not same or not rivals:
            continue
        rival = max(rivals, key=lambda other: _nearness(quantity, other, view))
        nearer = _nearness(quantity, rival, view) > max(_nearness(quantity, other, view) for other in same) + 1
        taken = next((other for other in rivals if _taken(quantity, other, same, view)), None)
        if nearer or taken is not None:
            rival = rival if nearer or taken is None else taken
            words = view.said.text[quantity.reads[0][0] : quantity.end]
            yield Reason(Fault.QUANTITY, words, view.stated.text[rival.reads[0][0] : rival.end])


def _taken(quantity: Quantity, rival: Quantity, same: list[Quantity], view: View) -> bool:
    """Whether the words that lead the figure in tell it from every place that states it, and are those of another
    figure: 微型企业不超过500万元 where 500万元 is for 小型企业."""
    theirs = _leading(rival, view.stated)
    mine = _leading(quantity, view.said)
    owners = [_leading(other, view.stated) for other in same]
    return any(_belongs(words, theirs, owners) for words in (mine, *_each_of(quantity, view.said)))


def _belongs(words: Grams, theirs: Grams, owners: list[Grams]) -> bool:
    alike = max(overlap(words, theirs), overlap(theirs, words)) >= _ALIKE
    return alike and all((words & theirs) - owner and not (words & owner) - theirs for owner in owners)


def _each_of(quantity: Quantity, reading: Reading) -> Iterator[Grams]:
    """The things that a figure is said of one by one: 甲 and 乙 of 甲和乙均不低于25%."""
    start, end = _lead(quantity, reading)
    if not _ALL.search(reading.text, start, quantity.end):
        return
    for sign in (*_BESIDE.finditer(reading.text, start, end), None):
        yield reading.window(start, sign.start() if sign else end)
        start = sign.end() if sign else end


def _leading(quantity: Quantity, reading: Reading) -> Grams:
    """The words before a figure, back to a comma, a colon or the figure before."""
    return reading.window(*_lead(quantity, reading))


def _lead(quantity: Quantity, reading: Reading) -> tuple[int, int]:
    begins = quantity.reads[0][0]
    start = max((found.end() for found in _PAUSE.finditer(reading.text, 0, begins)), default=0)
    return max(start, 0, *(other.end for other in reading.quantities if other.end <= begins)), begins


def _measures(quantity: Quantity) -> str:
    """Time, share or the unit itself: figures of one measure can stand in each other's place."""
    if quantity.unit in TIME_UNITS:
        return "time"
    return "share" if quantity.unit in ("%", "pp") else quantity.unit


def _figure(
    quantity: Quantity, said: Reading, stated: Reading, known: tuple[Quantity, ...], given: str
) -> Iterator[Reason]:
    allowed = read(given).quantities if given else ()
    if quantity.meaning == _ONE_YEAR and _YEARLY.search(stated.text):
        return  # 一年可以查询两次 for 每年
    if not any(other.same(quantity) for other in (*known, *allowed)) and not _bare(quantity, allowed):
        yield Reason(Fault.QUANTITY, said.text[quantity.reads[0][0] : quantity.end])


def _bare(quantity: Quantity, given: tuple[Quantity, ...]) -> bool:
    """Whether an amount of money was given without its unit: 营收800万 for 800万元."""
    if quantity.unit != "yuan" or quantity.low is None or quantity.low != quantity.high or quantity.low < _WAN:
        return False
    return any(other.unit in ("", "amount") and other.low == other.high == quantity.low for other in given)


def _nearness(quantity: Quantity, other: Quantity, view: View) -> float:
    """How much of their surroundings two figures share: the words next to them, and those of the piece they are in."""
    mine, theirs = view.sentence, view.stated.sentence_at(other.start)
    after = in_common(view.said.after(quantity.end, mine.end), view.stated.after(other.end, theirs.end))
    begun, begins = quantity.reads[0][0], other.reads[0][0]
    before = in_common(view.said.before(begun, mine.start), view.stated.before(begins, theirs.start))
    reach = 24
    near = overlap(
        view.said.window(max(mine.start, begun - reach), begun),
        view.stated.window(max(theirs.start, begins - reach), begins),
    )
    return after + before + 4 * near
