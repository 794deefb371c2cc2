"""`policyqa train-ranker`: a bank's own approved question–clause pairs train a ranker for its own index.

The pairs are JSON Lines: `question`, `clauses` (ids as `policyqa show` prints them, versions optional) and, if wanted,
`as_of` and `institution` it is asked under. The ranker is written to the data folder, and used from the next start on,
only where its cross-validated gain over the shipped ranker has an interval above zero.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.service import open_catalogue, open_retriever, read_date, read_institution
from app.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from evaluation.errors import EvaluationError
from indexing.embeddings.cache import Progress
from indexing.rank_training import Example, RankerReport, collect, train_ranker
from indexing.ranker import OWN, SHIPPED
from indexing.retriever import Filters


class _Pair(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    clauses: tuple[str, ...] = Field(min_length=1)
    as_of: str | None = None
    institution: str | None = None


def read_pairs(file: Path, catalogue: Catalogue) -> list[Example]:
    """The pairs of a file. Raises EvaluationError naming file and line where one cannot be used."""
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"cannot read {file}: {error}; name a UTF-8 file of JSON Lines") from error
    examples = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            pair = _Pair.model_validate_json(line)
            day = read_date(pair.as_of) if pair.as_of else None
            for clause in pair.clauses:
                catalogue.clause(clause, day)
            filters = Filters(as_of=day, institution=read_institution(pair.institution))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise EvaluationError(
                f'{file}, line {number}: {where}: {first["msg"]}; say {{"question": …, "clauses": [ids]}}'
            ) from error
        except (CorpusError, ValueError) as error:
            raise EvaluationError(f"{file}, line {number}: {error}") from error
        examples.append(Example(pair.question, frozenset(pair.clauses), filters))
    return examples


def train_on_pairs(file: Path, settings: Settings, progress: Progress | None = None) -> RankerReport:
    """Train on the pairs of `file` and keep `<data>/ranker.txt` where it gains. Raises EvaluationError on a line that
    cannot be used, IndexingError with fewer than fifty questions or without an index."""
    catalogue = open_catalogue(settings)
    examples = read_pairs(file, catalogue)
    retriever = open_retriever(settings, catalogue, progress)
    return train_ranker(
        collect(retriever, examples, progress), settings.data / OWN, SHIPPED if SHIPPED.exists() else None
    )


def as_json(report: RankerReport) -> str:
    """One object: questions, before, after, gain, low, high, kept."""
    return json.dumps(vars(report), ensure_ascii=False)


def as_text(report: RankerReport, settings: Settings) -> str:
    """Two lines for a person."""
    figures = ", ".join(f"{name} {report.before[name]:.3f} → {report.after[name]:.3f}" for name in report.before)
    gain = f"gain {report.gain:+.3f} [{report.low:+.3f}, {report.high:+.3f}]"
    kept = (
        f"written to {settings.data / OWN}" if report.kept else "not written: the gain may be chance; give more pairs"
    )
    return f"{report.questions} questions, cross-validated: {figures}; {gain}\n{kept}"
