"""Gold questions: what is asked, which clause answers it, what the answer must say.

A file of `evaluation/questions/` holds clusters. A cluster is one need asked in several ways (paraphrases, both
languages); everything but the wording is shared, and it falls into one split as a whole, so that a paraphrase of a
test question is never seen in development. docs/evaluation.md shows how to add one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from app.answering.answer import DeclineReason, Status
from app.answering.quantities import find_quantities
from corpus.addressees import GROUPS, INSTITUTIONS
from corpus.errors import CorpusError
from corpus.model import ClauseId, Modality
from evaluation.clauses import Clauses
from evaluation.errors import QuestionFileError
from evaluation.explain import explain, explain_yaml

QUESTIONS = Path(__file__).parent / "questions"
#: Questions that were asked once as nobody had asked them, in wordings that no word list was written for.
FRESH = tuple(sorted((Path(__file__).parent / "fresh").glob("*.yaml")))
TEST_SHARE = 0.4
_CJK = re.compile(r"[\u3400-\u9fff]")


class Kind(StrEnum):
    """What a question needs from the corpus. The five `no_*` kinds have no answer there."""

    SINGLE_CLAUSE = "single_clause"
    NUMBER = "number"
    BY_INSTITUTION = "by_institution"
    MULTI_CLAUSE = "multi_clause"
    CROSS_DOCUMENT = "cross_document"
    CROSS_LINGUAL = "cross_lingual"  # asked in English, answered by a clause that exists in Chinese only
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    PROHIBITED = "prohibited"
    VALIDITY = "validity"
    COMPARISON = "comparison"
    NAMED_CLAUSE = "named_clause"
    DIALOGUE = "dialogue"
    NO_DETAIL = "no_detail"  # the clause speaks of it but states no such figure, date or person
    NO_ADDRESSEE = "no_addressee"  # the clause binds somebody else
    NO_VERSION = "no_version"  # another year, another version
    NO_DOCUMENT = "no_document"  # near, but in a document that the corpus does not hold
    NO_INTERNAL = "no_internal"  # the bank's own or today's figures
    OUT_OF_SCOPE = "out_of_scope"
    INJECTION = "injection"


UNANSWERABLE = frozenset({Kind.NO_DETAIL, Kind.NO_ADDRESSEE, Kind.NO_VERSION, Kind.NO_DOCUMENT, Kind.NO_INTERNAL})


FACT_TYPES = ("number", "date", "modality", "addressee", "term")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeyFact(_Entry):
    """One thing that the answer must state; exactly one of the five types.

    `number` goes with `unit` (as people write it: 万元, %, 日, 倍); `term` lists alternatives split by ` | `, of which
    one must appear; `date` is ISO.
    """

    number: float | None = None
    unit: str = ""
    date: dt.date | None = None
    modality: Modality | None = None
    addressee: str | None = None
    term: str | None = None

    @model_validator(mode="after")
    def _one_type(self) -> KeyFact:
        given = [
            name for name in ("number", "date", "modality", "addressee", "term") if getattr(self, name) is not None
        ]
        if len(given) != 1:
            raise ValueError("give exactly one of number, date, modality, addressee, term")
        if self.number is not None:
            found = find_quantities(self.written)
            if not found or found[0].start or len({found[0].low, found[0].high} - {None}) != 1:
                raise ValueError(
                    f"unit {self.unit!r} is not known (say 万元, %, 日, 年, 倍, 人 … as people write it), or "
                    f"{self.written!r} is not one figure"
                )
        if self.term is not None and not all(map(str.strip, self.term.split("|"))):
            raise ValueError(f"term {self.term!r} has an empty form, which any answer states; take it out")
        if self.addressee is not None and self.addressee not in {*INSTITUTIONS, *GROUPS}:
            raise ValueError(f"unknown institution type {self.addressee!r} (see corpus/addressees.py)")
        return self

    @property
    def written(self) -> str:
        """The number with its unit, every digit of it: 1000000元, not 1e+06元."""
        return f"{Decimal(str(self.number)):f}".removesuffix(".0") + self.unit

    @property
    def type(self) -> str:
        return next(name for name in FACT_TYPES if getattr(self, name) is not None)


class Question(_Entry):
    """One question with its gold. `required` holds groups: every group must be cited by one of its clauses."""

    id: str
    question: str = Field(min_length=1)
    language: Literal["zh", "en"]
    kind: Kind
    group: str
    split: Literal["dev", "test"]
    status: Status
    reason: DeclineReason | None = None
    required: tuple[tuple[str, ...], ...] = ()
    acceptable: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    facts: tuple[KeyFact, ...] = ()
    says: Literal["yes", "no"] | None = None
    cautions: tuple[str, ...] = ()
    answer: str = ""
    as_of: dt.date | None = None
    institution: str | None = None
    history: tuple[str, ...] = ()
    author: str = ""
    source: str = ""
    style: tuple[str, ...] = ()
    file: str = ""

    @property
    def gold(self) -> frozenset[str]:
        """Every clause that counts as right to cite (or to name as nearest)."""
        return frozenset(self.acceptable).union(*self.required)


def _yes_or_no(value: Any) -> Any:
    """YAML reads a bare yes or no as a truth value."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _known_institution(value: str | None) -> str | None:
    if value is not None and value not in {*INSTITUTIONS, *GROUPS}:
        raise ValueError(f"unknown institution type {value!r} (see corpus/addressees.py)")
    return value


Institution = Annotated[str | None, AfterValidator(_known_institution)]
#: The answer to a question of yes or no, where it is one.
Says = Annotated[Literal["yes", "no"] | None, BeforeValidator(_yes_or_no)]


class Wording(_Entry):
    """One way of asking; anything given here overrides the cluster."""

    ask: str = Field(min_length=1)
    language: Literal["zh", "en"] | None = None
    kind: Kind | None = None
    as_of: dt.date | None = None
    institution: Institution = None
    history: tuple[str, ...] | None = None
    status: Status | None = None
    facts: tuple[KeyFact, ...] | None = None
    says: Says = None
    style: tuple[str, ...] = ()


class Cluster(_Entry):
    """One need and its paraphrases, as the YAML file holds it."""

    group: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9.]+)*$")]
    kind: Kind
    status: Status
    reason: DeclineReason | None = None
    required: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    facts: tuple[KeyFact, ...] = ()
    says: Says = None
    cautions: tuple[str, ...] = ()
    answer: str = Field(min_length=1)
    as_of: dt.date | None = None
    institution: Institution = None
    history: tuple[str, ...] = ()
    author: str = ""
    source: str = ""
    split: Literal["dev", "test"] | None = None
    questions: tuple[Wording, ...] = Field(min_length=1)

    @field_validator("questions", mode="before")
    @classmethod
    def _plain_text_is_a_wording(cls, value: Any) -> Any:
        return (
            [{"ask": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value
        )

    @field_validator("required", "acceptable", "forbidden")
    @classmethod
    def _clause_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            for clause_id in _alternatives(entry):
                try:
                    ClauseId.parse(clause_id)
                except CorpusError as error:
                    raise ValueError(str(error)) from error
        return value

    @model_validator(mode="after")
    def _gold_fits_the_status(self) -> Cluster:
        self._check(self.status, self.kind, self.facts)
        for wording in self.questions:
            self._check(wording.status or self.status, wording.kind or self.kind, wording.facts or ())
        return self

    def _check(self, status: Status, kind: Kind, facts: tuple[KeyFact, ...]) -> None:
        if status is not Status.DECLINED and not self.required:
            raise ValueError("an answerable question needs at least one required clause")
        if status is Status.DECLINED and facts:
            raise ValueError("a question that must be declined has no key facts")
        if kind in UNANSWERABLE and status is Status.ANSWERED:
            raise ValueError(f"kind {kind} has no full answer: say declined or partial")

    def facts_of(self, wording: Wording) -> tuple[KeyFact, ...]:
        """What an answer to the wording must state: nothing where it must be declined."""
        if (wording.status or self.status) is Status.DECLINED:
            return ()
        return self.facts if wording.facts is None else wording.facts


class QuestionFile(_Entry):
    """`author` and `source` stand for clusters that do not say. `english_kind` is the kind of every English wording:
    files on laws say cross_lingual, because the laws exist in Chinese only."""

    author: str
    source: str
    english_kind: Kind | None = None
    split: Literal["dev", "test"] | None = None
    clusters: tuple[Cluster, ...] = Field(min_length=1)


def split_of(group: str) -> Literal["dev", "test"]:
    """The split of a paraphrase group: by the hash of its name, so that nobody chooses (40 % test)."""
    return "test" if int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < TEST_SHARE else "dev"


def load_questions(paths: Iterable[Path] | None = None, *, split: str | None = None) -> tuple[Question, ...]:
    """The questions of these files (default: all of `evaluation/questions/`), in file order.

    `split` keeps 'dev' or 'test' only. Raises QuestionFileError naming file, entry, field and what to do.
    """
    questions: list[Question] = []
    groups: dict[str, str] = {}
    for path in shipped_files() if paths is None else paths:
        for cluster, file in read_file(path):
            if cluster.group in groups:
                where = groups[cluster.group]
                raise QuestionFileError(f"{path.name}: group {cluster.group!r} is also in {where}; choose another name")
            groups[cluster.group] = path.name
            questions.extend(questions_of(cluster, file, path.name))
    return tuple(q for q in questions if split is None or q.split == split)


@cache
def development() -> tuple[Question, ...]:
    """What is learned from: the development half of the shipped questions and of the fresh ones."""
    return (*load_questions(split="dev"), *load_questions(FRESH, split="dev"))


#: Files of the folder that hold no questions.
NOT_QUESTIONS = frozenset({"second-reading.yaml"})


def shipped_files() -> tuple[Path, ...]:
    """The question files that come with the project."""
    return tuple(path for path in sorted(QUESTIONS.glob("*.yaml")) if path.name not in NOT_QUESTIONS)


class _Loader(yaml.CSafeLoader):
    """A field given twice is a mistake and not its second value; a day that no calendar has is left to the check of
    its field."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in names:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} is given twice", problem_mark=key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read_file(path: Path) -> list[tuple[Cluster, QuestionFile]]:
    """The clusters of one file. Raises QuestionFileError."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise QuestionFileError(explain_yaml(path.name, error)) from error
    if not isinstance(raw, dict):
        raise QuestionFileError(f"{path.name}: begin with 'author:', 'source:' and 'clusters:' (docs/evaluation.md)")
    file = read_raw(path.name, raw)
    return [(cluster, file) for cluster in file.clusters]


def read_raw(name: str, raw: dict[str, Any]) -> QuestionFile:
    """What a file called `name` holds, checked. Raises QuestionFileError."""
    try:
        return QuestionFile.model_validate(raw)
    except ValidationError as error:
        raise QuestionFileError(explain(name, raw, error, Cluster)) from error


def check_clauses(questions: Sequence[Question], clauses: Clauses) -> list[str]:
    """One line for every gold clause that the corpus does not hold; empty when all exist."""
    return [
        f"{q.file}, {q.id}: no clause {clause_id} in the corpus; correct it or import the document"
        for q in questions
        for clause_id in sorted(q.gold | frozenset(q.forbidden))
        if not clauses.found(clause_id)
    ]


def questions_of(cluster: Cluster, file: QuestionFile, name: str) -> list[Question]:
    """One Question a wording, ids `<group>-1`, `<group>-2` …"""
    questions = []
    for number, wording in enumerate(cluster.questions, start=1):
        language = wording.language or ("zh" if _CJK.search(wording.ask) else "en")
        english_kind = file.english_kind if language == "en" else None
        questions.append(
            Question(
                id=f"{cluster.group}-{number}",
                question=wording.ask,
                language=language,
                kind=wording.kind or english_kind or cluster.kind,
                group=cluster.group,
                split=cluster.split or file.split or split_of(cluster.group),
                status=wording.status or cluster.status,
                reason=cluster.reason,
                required=tuple(_alternatives(entry) for entry in cluster.required),
                acceptable=tuple(c for entry in cluster.acceptable for c in _alternatives(entry)),
                forbidden=tuple(c for entry in cluster.forbidden for c in _alternatives(entry)),
                facts=cluster.facts_of(wording),
                says=wording.says or cluster.says,
                cautions=cluster.cautions,
                answer=cluster.answer,
                as_of=wording.as_of or cluster.as_of,
                institution=wording.institution or cluster.institution,
                history=cluster.history if wording.history is None else wording.history,
                author=cluster.author or file.author,
                source=cluster.source or file.source,
                style=wording.style,
                file=name,
            )
        )
    return questions


def _alternatives(entry: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in entry.split("|"))
