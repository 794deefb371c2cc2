"""A benchmark in BEIR format, read as documents and clauses so that the very same index and retriever serve it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from corpus.numbering import parse_numeral
from evaluation.errors import EvaluationError

# 中华人民共和国城市房地产管理法第六十七条 违反…: the law and the article stand before the text
_ARTICLE = re.compile(
    r"《?(?P<law>[\u3400-\u9fff（）()〈〉、·\d]{2,80}?)》?"
    r"(?P<label>第(?P<number>[零〇一二三四五六七八九十百千两\d]+)条(?:之(?P<sub>[一二三四五六七八九十]+))?)[\s\u3000]"
)
_ID = "benchmark-"
_SPLITS = ("test", "dev", "train")


@dataclass(frozen=True)
class BeirFolder:
    """Clauses, questions and judgements. `names` gives each clause's own id in the benchmark by its key, `split` is
    the name of the judgements read, `repeated` how many passages were left out because their id was taken."""

    name: str
    split: str
    documents: tuple[Document, ...]
    names: Mapping[str, str]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]
    fingerprint: str
    repeated: int = 0

    @property
    def texts(self) -> dict[str, str]:
        """The text of every clause by its own id."""
        return {self.names[document.key(clause)]: clause.text for document in self.documents for clause in document}

    @property
    def gold(self) -> dict[str, set[str]]:
        """The ids of the clauses that answer each question, of those that are in the corpus."""
        known = set(self.names.values())
        found = {
            query: {name for name, grade in judged.items() if grade > 0 and name in known}
            for query, judged in self.judgements.items()
            if query in self.queries
        }
        return {query: names for query, names in found.items() if names}

    def versions(self, document_id: str) -> Sequence[Document]:
        return [self.get(document_id)]

    def get(self, document_id: str, as_of: date | None = None) -> Document:
        return self.documents[int(document_id.removeprefix(_ID))]


def read_beir(folder: Path, split: str | None = None) -> BeirFolder:
    """Read corpus.jsonl, queries.jsonl and qrels/<split>.tsv (test, else dev, else train, else the only one there).

    Passages that begin with a law and an article become articles of that law, in the order of their numbers; all
    others are clauses of one document in the order of the file. A passage may lack title and text; of several with one
    id the first counts. Questions without a judgement are not asked; a judged passage that is not in the corpus counts
    as missed. Raises EvaluationError naming the file and line.
    """
    qrels = _qrels(folder, split)
    judgements = _judgements(qrels)
    queries = {
        str(row["_id"]): str(row["text"])
        for row in _rows(folder / "queries.jsonl", ("_id", "text"))
        if str(row["_id"]) in judgements
    }
    if not queries:
        raise EvaluationError(f"{folder}: no question of queries.jsonl is judged in qrels; check the ids")
    digest = hashlib.sha256()
    laws: dict[str, list[tuple[tuple[int, int], str, dict[str, Any]]]] = {}
    seen: set[str] = set()
    repeated = 0
    for row in _rows(folder / "corpus.jsonl", ("_id", "text")):
        if str(row["_id"]) in seen:
            repeated += 1
            continue
        seen.add(str(row["_id"]))
        digest.update(json.dumps(row, sort_keys=True).encode())
        law, label, order = _place(row)
        laws.setdefault(law, []).append((order, label, row))
    if not laws:
        raise EvaluationError(f"{folder / 'corpus.jsonl'} has no passage")
    names: dict[str, str] = {}
    documents = tuple(_document(number, law, rows, names) for number, (law, rows) in enumerate(laws.items()))
    name = folder.resolve().name or "benchmark"
    return BeirFolder(name, qrels.stem, documents, names, queries, judgements, digest.hexdigest(), repeated)


def _place(row: dict[str, Any]) -> tuple[str, str, tuple[int, int]]:
    """Law, label and order of a passage; '' and file order for one that names none."""
    found = _ARTICLE.match(row["text"])
    if found is None:
        return "", "", (0, 0)
    return found["law"], found["label"], (_number(found["number"]), _number(found["sub"] or "0"))


def _number(numeral: str) -> int:
    try:
        return parse_numeral(numeral)
    except CorpusError:
        return 0


def _document(
    number: int, law: str, rows: list[tuple[tuple[int, int], str, dict[str, Any]]], names: dict[str, str]
) -> Document:
    name = f"{_ID}{number}"
    clauses = []
    for order, (_, label, row) in enumerate(sorted(rows, key=lambda entry: entry[0])):
        text = row["text"] if row["text"].strip() else "-"
        clause = Clause(
            ClauseId(name, (str(order + 1),)),
            label or str(order + 1),
            text,
            order,
            heading=str(row.get("title") or ""),
            heading_en=str(row.get("title") or ""),
            text_status=TextStatus.COMPILED,
        )
        clauses.append(clause)
    document = Document(name, law, tuple(clauses), Validity(), TextStatus.COMPILED)
    for clause, (_, _, row) in zip(clauses, sorted(rows, key=lambda entry: entry[0]), strict=True):
        names[document.key(clause)] = str(row["_id"])
    return document


def _rows(file: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise EvaluationError(f"{file}, line {number}: not JSON ({error.msg})") from error
                missing = [field for field in needed if not isinstance(row, dict) or field not in row]
                if missing:
                    raise EvaluationError(f"{file}, line {number}: has no {missing[0]!r}")
                yield row | {"text": "" if row["text"] is None else str(row["text"])}
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"cannot read {file}: {error}; a BEIR folder has corpus.jsonl and queries.jsonl"
        ) from error


def _qrels(folder: Path, split: str | None) -> Path:
    held = {file.stem: file for file in sorted((folder / "qrels").glob("*.tsv"))}
    wanted = [split] if split else [*_SPLITS, *held]
    for name in wanted:
        if name in held:
            return held[name]
    raise EvaluationError(
        f"{folder / 'qrels'} has no {split or 'judgement'}.tsv (there: {', '.join(held) or 'nothing'})"
    )


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    """By question the passages judged above zero. Takes BEIR's three columns, with or without their header, and the
    four of TREC."""
    judged: dict[str, dict[str, int]] = {}
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = [field.strip() for field in line.rstrip("\r\n").split("\t")]
            row = line.split() if len(row) == 1 and len(line.split()) == 4 else row
            score = _score(row[-1])
            if number == 1 and score is None and len(row) in (3, 4):
                continue
            if score is None or len(row) not in (3, 4):
                raise EvaluationError(f"{file}, line {number}: say query-id, corpus-id and score, parted by tabs")
            if score > 0:
                judged.setdefault(row[0], {})[row[-2]] = score
    return judged


def _score(field: str) -> int | None:
    try:
        return round(float(field))
    except (ValueError, OverflowError):
        return None
