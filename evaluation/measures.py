"""What is measured: one table. A figure that is not here is not reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`name` is the key in the results. A headline measure is one that no trivial answerer can win; the report
    compares every control on it. `card` puts it on the one-screen card, beside the headline measures; the page and
    the stored figures have all."""

    name: str
    title: str
    group: str
    lower_is_better: bool = False
    headline: bool = False
    percent: bool = True
    card: bool = False


MEASURES: tuple[Measure, ...] = (
    Measure("right", "right as a whole", "answers", headline=True),
    Measure("balanced_status", "answers what it can, declines what it cannot", "answers", headline=True),
    Measure("status_right", "status as expected", "answers"),
    Measure("over_refusal", "declined though answerable", "answers", lower_is_better=True, card=True),
    Measure("over_answering", "answered though there is no answer", "answers", lower_is_better=True, card=True),
    Measure("decline_reason", "declined for the right reason", "answers"),
    Measure("nearest_right", "declined, and named a right nearest clause", "answers"),
    Measure("document_right", "right document cited", "citations"),
    Measure("clause_right", "right clause cited", "citations"),
    Measure("citation_f1", "citation F1", "citations", headline=True),
    Measure("citation_precision", "citation precision", "citations", card=True),
    Measure("citation_recall", "citation recall", "citations", card=True),
    Measure("several_cited", "every one of several clauses cited", "citations"),
    Measure("forbidden_cited", "cited a clause it must not", "citations", lower_is_better=True, card=True),
    Measure("citation_exists", "cited clause exists", "proof"),
    Measure("quote_valid", "quote is word for word", "proof", card=True),
    Measure("in_force", "cited version in force, or said not to be", "proof", card=True),
    Measure("statement_supported", "statement supported by its quotes", "proof", card=True),
    Measure("fact_recall", "key facts stated", "facts", card=True),
    Measure("fact_contradicted", "a key fact contradicted", "facts", lower_is_better=True, card=True),
    Measure("verdict_wrong", "a wrong yes or no", "facts", lower_is_better=True, card=True),
    Measure("facts_right", "all key facts stated, none contradicted", "facts"),
    Measure("list_given", "a list that is announced is given", "facts"),
    Measure("caution_right", "cautions as called for", "cautions", card=True),
    Measure("recall_at_1", "search: recall@1", "search"),
    Measure("recall_at_5", "search: recall@5", "search"),
    Measure("recall_at_10", "search: recall@10", "search", card=True),
    Measure("all_gold_at_10", "search: all gold in 10", "search"),
    Measure("mrr", "search: MRR", "search"),
    Measure("ndcg_at_10", "search: nDCG@10", "search"),
    Measure("latency_ms", "time to answer, ms", "time", lower_is_better=True, percent=False, card=True),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
