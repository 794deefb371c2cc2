"""What a document says of itself: title, number, issuer, dates, addressees, what it supersedes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from corpus.addressees import GROUP_NAMES, INSTITUTIONS
from corpus.errors import CorpusError
from corpus.numbering import parse_numeral
from corpus.readers.original import Paragraph, Table
from corpus.splitting import wording

_MONTHS = "January February March April May June July August September October November December".split()


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters: set phrases are looked for in it, words are kept as they were."""
    return str(_converter().convert(text))


@dataclass
class Record:
    """What was recognised; '' or None where the file does not say. `found_in` quotes the line that says so, by
    field name. `used` are the blocks that are record, not clause."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    kind: str = ""
    published: date | None = None
    effective: date | None = None
    version: date | None = None
    supersedes: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    addressees: frozenset[str] = frozenset()
    found_in: dict[str, str] = field(default_factory=dict)
    used: frozenset[int] = frozenset()

    def put(self, name: str, value: object, line: str) -> None:
        """Keeps the first value of a field, and the line that gave it."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.found_in[name] = line.strip()[:120]


def read_date(text: str) -> date | None:
    """The first date in a text (2025年5月7日, 二〇二五年五月七日, 2025-05-07, 7 May 2025), or None."""
    found = wording.DATE.search(text)
    try:
        if found:
            parts = [parse_numeral(part) for part in found.groups() if part]
            return date(parts[0], parts[1], parts[2])
        english = wording.ENGLISH_DATE.search(text)
        if english:
            one, other = english.groups()[:3], english.groups()[3:]
            day, month, year = one if english[1] else (other[1], other[0], other[2])
            return date(int(year), _MONTHS.index(month) + 1, int(day))
    except (ValueError, KeyError, CorpusError):
        return None
    return None


def plain_number(text: str) -> str:
    """金办发〔2025〕46号 however its brackets and digits were typed; '' where there is no document number."""
    found = wording.NUMBER.search(unicodedata.normalize("NFKC", text.replace("〔", "[").replace("〕", "]")))
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else ""


def recognise(blocks: Sequence[Paragraph | Table], first: int, tail: int, everything: Sequence[str]) -> Record:
    """The record of the body: `blocks[:first]` stand before the first clause, `blocks[tail:]` after the last.

    `everything` are the texts of all paragraphs, for 自…起施行 and 同时废止.
    """
    record = Record()
    front = [(at, simplified(block.text)) for at, block in enumerate(blocks[:first]) if isinstance(block, Paragraph)]
    used = {at for at, text in front if _field(record, text)}
    rest = [(at, text) for at, text in front if at not in used]
    used |= _title(record, rest, blocks)
    used |= _second_title(record, [(at, text) for at, text in rest if at not in used])
    for n, (at, text) in enumerate(rest):
        after = rest[n + 1][1] if n + 1 < len(rest) else ""
        if at not in used and (_front_line(record, text, after) or _signs(record, text, after)):
            used.add(at)
    _salutation(record, [(at, text) for at, text in rest if at not in used])
    closing = [
        (at, simplified(block.text)) for at, block in enumerate(blocks) if at >= tail and isinstance(block, Paragraph)
    ]
    for _, text in closing:
        _closing_line(record, text)
    used |= set(range(tail, len(blocks)))
    _dates_in_clauses(record, [simplified(text) for text in everything])
    _title_facts(record)
    record.used = frozenset(used)
    return record


def _field(record: Record, text: str) -> bool:
    """Reads 发文字号：… and the like; true where the line is such a field."""
    found = wording.FIELD.match(text.strip())
    if not found or len(text) > 160:
        return False
    name, value = re.sub(r"\s", "", found[1]), found[2].strip()
    if name in ("发文字号", "文号"):
        record.put("number", plain_number(value) or order_number(value), text)
    elif name in ("发文机关", "发布机构", "制定机关", "公布机关"):
        record.put("issuer", value, text)
    elif name in ("发布日期", "公布日期", "印发日期"):
        record.published = None  # the day of publication goes before the day on the document
        record.put("published", read_date(value), text)
    elif name in ("生效日期", "施行日期", "实施日期"):
        record.put("effective", read_date(value), text)
    elif name in ("标题", "名称"):
        record.put("title", value, text)
    elif name in ("成文日期", "发文日期") and not record.published:
        record.put("published", read_date(value), text)
    return True


def order_number(text: str) -> str:
    """国务院令第802号, 国家金融监督管理总局令2024年第1号; '' where the text names no order."""
    found = wording.ORDER.search(unicodedata.normalize("NFKC", text))
    if not found or not found[1]:
        return ""
    year = f"{found[2]}年" if found[2] else ""
    return f"{found[1].removeprefix('中华人民共和国')}{year}第{parse_numeral(found[3])}号"


def _title(record: Record, lines: list[tuple[int, str]], blocks: Sequence[Paragraph | Table]) -> set[int]:
    """Finds the title among the lines before the first clause and returns the blocks that it takes. A notice that
    prints a measure has two titles; the first one, the notice's, is the record's."""
    ends = [n for n, (at, text) in enumerate(lines) if _ends_title(text, blocks[at])]
    plain = [n for n, (_, text) in enumerate(lines[:3]) if len(text) <= 60 and text[-1] not in "。；，：:）)号"]
    if not ends and not plain:
        return set()
    last = begin = (ends or plain)[0]
    while begin and _joins_title(lines[begin - 1][1], lines[begin][1], blocks[lines[begin - 1][0]]):
        begin -= 1
    if last + 1 < len(lines) and wording.TITLE_BRACKET.fullmatch(lines[last + 1][1].strip()):
        last += 1
    taken = [blocks[at] for at, _ in lines[begin : last + 1]]
    piece = [block.text for block in taken if isinstance(block, Paragraph)]
    english = not re.search(r"[\u4e00-\u9fff]", piece[0])
    title = " ".join(piece) if english else re.sub(r"[\s\u3000]+", "", "".join(piece))
    record.put("title", title, title)
    used = {at for at, _ in lines[begin : last + 1]}
    return used | {at for at, text in lines if re.sub(r"[\s\u3000]+", "", text) == title}


def _second_title(record: Record, lines: list[tuple[int, str]]) -> set[int]:
    """The title of a measure that a notice prints: the short lines straight above its first article."""
    used: set[int] = set()
    for at, text in reversed(lines[1:]):
        if len(text) > 60 or not (wording.TITLE_END.search(text) or wording.TITLE_BRACKET.fullmatch(text.strip())):
            break
        if plain_number(text):
            break
        used.add(at)
    return used if record.title else set()


def _ends_title(text: str, block: Paragraph | Table) -> bool:
    text = text.strip()
    if len(text) > 120 or text[-1] in "。；，：:" or wording.FIELD.match(text) or wording.NOTE.match(text):
        return False
    if re.search(r"[\u4e00-\u9fff]", text):
        return bool(wording.TITLE_END.search(text))
    return bool(wording.ENGLISH_TITLE.search(text)) or (isinstance(block, Paragraph) and block.heading == 1)


def _joins_title(above: str, below: str, block: Paragraph | Table) -> bool:
    """Whether a title goes on from the line above."""
    above = above.strip()
    if (
        not re.search(r"[\u4e00-\u9fff]", above)
        or len(above) > 60
        or above[-1] in "。；：:，）)号"
        or above.endswith("文件")
    ):
        return False
    if any(pattern.search(above) for pattern in (wording.FIELD, wording.TITLE_END, wording.DATE_LINE, wording.ORDER)):
        return False
    if above[-1] in wording.ISSUER_END and below[-1] in wording.ISSUER_END:
        return True
    return below.startswith(("关于", "的")) or "关于" in above or (isinstance(block, Paragraph) and block.centred)


def _signs(record: Record, text: str, after: str) -> bool:
    """An issuer's name straight above a date: the signature of a notice that goes on with what it prints."""
    if not wording.DATE_LINE.match(after.strip()) or len(text) > 60 or text.strip()[-1] not in wording.ISSUER_END:
        return False
    record.put("issuer", text.strip(), text)
    return True


def _front_line(record: Record, text: str, after: str) -> bool:
    """A number line, a header (…文件), a dated note in brackets, an order's heading, a date: record, not clause."""
    line = text.strip()
    number = plain_number(line)
    if number and len(line) <= len(number) + 16 and not line.endswith(("：", ":", "。")):
        record.put("number", number, line)
        return True
    if len(line) <= 50 and line[-1] not in "。：；" and order_number(line):
        record.put("number", order_number(line), line)
        return True
    if wording.ORDER_LINE.fullmatch(line):
        return True
    if wording.HEADER_LINE.fullmatch(line):
        record.put("issuer", re.sub(r"\s|文\s*件\Z|令\Z", "", line), line)
        if line.endswith("令") and wording.ORDER_LINE.fullmatch(after.strip()):
            record.put("number", order_number(line + after), f"{line} {after}")
        return True
    if wording.NOTE.match(line) and len(line) < 600:
        _note(record, line)
        return True
    if wording.DATE_LINE.match(line):
        record.put("published", read_date(line), line)
        return True
    return False


def _note(record: Record, line: str) -> None:
    """（…年…月…日…通过 根据…年…月…日…修正）: first adopted, last amended, in force; a date is what the words
    between it and the next date say."""
    dates = list(wording.DATE.finditer(line))
    amended: list[date] = []
    for found, ends in zip(dates, [*(d.start() for d in dates[1:]), len(line)], strict=True):
        said, day = line[found.end() : ends], read_date(found[0])
        if day is None:
            continue
        if re.search("修正|修订|修改", said):
            amended.append(day)
        elif re.search("起施行|起实施", said):
            record.put("effective", day, line)
        elif re.search("通过|公布|发布|批准|印发", said):
            record.put("published", day, line)
    record.put("version", max(amended, default=None), line)


def _salutation(record: Record, lines: list[tuple[int, str]]) -> None:
    """The addressees of the 主送 line, as institution types; the line itself stays part of the preamble."""
    for _, text in lines[:4]:
        line = text.strip()
        if not wording.SALUTATION.match(line):
            continue
        record.put("addressees", named_institutions(line), line)
        return


def named_institutions(text: str) -> frozenset[str]:
    """Institution types and groups that a 主送 line names (longest names first, so 股份制银行 is not also 银行)."""
    names = sorted(
        (
            (name, key)
            for table in (INSTITUTIONS, GROUP_NAMES)
            for key, (zh, _, more) in table.items()
            for name in (zh, *more)
        ),
        key=lambda pair: -len(pair[0]),
    )
    found: set[str] = set()
    for name, key in names:
        if len(name) > 1 and name in text and not name.isascii():
            found.add(key)
            text = text.replace(name, "＊")
    return frozenset(found)


def _closing_line(record: Record, text: str) -> None:
    line = text.strip()
    if wording.DATE_LINE.match(line) or (line.endswith("印发") and read_date(line)):
        record.put("published", read_date(line), line)
    elif 2 < len(re.sub(r"\s", "", line)) <= 40 and line[-1] in wording.ISSUER_END:
        record.put("issuer", re.sub(r"\s{2,}|\u3000", " ", line), line)


def _dates_in_clauses(record: Record, texts: Sequence[str]) -> None:
    for text in reversed(texts):
        found = wording.EFFECTIVE.search(text)
        if found and re.search(
            r"本(?:法|条例|规定|办法|细则|规则|通知|意见|指引|公告|标准|决定|准则|方案|措施|解释)|现予公布|^自|[，,]\s*自",
            text,
        ):
            day = read_date(found[1])
            if day is None and re.search(r"(公布|发布|印发|下发|签署)之?日", found[1]):
                day = record.published
            if day:
                record.put("effective", day, text)
                record.put("supersedes", _repealed(text, record.title), text)
                break
        english = wording.ENGLISH_EFFECTIVE.search(text)
        if english and (day := read_date(english[1] or english[2])):
            record.put("effective", day, text)
            break
    if not record.supersedes:
        for text in texts:
            if wording.REPEALING.search(text):
                record.put("supersedes", _repealed(text, record.title), text)
                break


def _repealed(text: str, title: str) -> tuple[str, ...]:
    """Numbers (else titles) of what a sentence repeals."""
    names: list[str] = []
    for sentence in re.split("[。；]", text):
        if re.search(r"废止|停止执行", sentence):
            for name, number in wording.CITED.findall(sentence):
                if name != title:
                    names.append(plain_number(number) or order_number(number) or name)
    return tuple(dict.fromkeys(names))


def _title_facts(record: Record) -> None:
    title = record.title
    before, about, _ = title.partition("关于")
    if about and 3 < len(before) <= 60 and "《" not in before:
        record.put("issuer", before, title)
    inner = re.findall(r"《([^《》]+)》", title)
    if inner and re.search("印发|发布|公布", title):
        record.aliases = tuple(inner)
    if inner and re.search("修改|废止", title):
        record.amends = tuple(inner)
    elif (bare := re.search(r"关于修改(?:部分)?(.+?)的决定", title)) and not inner:
        record.amends = (bare[1],)
    bare_title = re.sub(r"[（(][^）)]*[）)]\Z", "", title)
    record.put("kind", next((kind for pattern, kind in wording.KIND_OF_TITLE if pattern.search(bare_title)), ""), title)
