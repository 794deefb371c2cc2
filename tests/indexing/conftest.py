"""A small corpus in the form of real documents: a bilingual notice, a law in two versions, a Chinese-only law and
a document that not everybody may read."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.catalogue import Catalogue, load_catalogue
from corpus.model import Clause, ClauseId, Document, LanguageSpan, TextStatus, Validity
from indexing.embeddings import load_embedders
from indexing.resolver import Resolver
from indexing.retriever import ClauseRetriever
from indexing.snapshot import build

NOW = date(2026, 11, 24)  # the day that names are read on


def chinese(document: str, path: str, text: str, order: int = 0, **fields) -> Clause:
    fields.setdefault("text_status", TextStatus.COMPILED)
    span = (LanguageSpan("zh", 0, len(text)),)
    return Clause(ClauseId.parse(f"{document}#{path}"), f"第{path}条", text, order, languages=span, **fields)


def bilingual(document: str, path: str, zh: str, en: str, order: int = 0, **fields) -> Clause:
    text = f"{zh}\n\n{en}"
    spans = (LanguageSpan("zh", 0, len(zh)), LanguageSpan("en", len(zh) + 2, len(text)))
    return Clause(ClauseId.parse(f"{document}#{path}"), path, text, order, languages=spans, **fields)


NOTICE = Document(
    id="credit-notice",
    title="某监管局办公室关于做好小店贷款服务的通知",
    title_en="Notice on Loans for Small Shops",
    validity=Validity(published=date(2025, 3, 1)),
    text_status=TextStatus.RESTATED,
    clauses=(
        bilingual(
            "credit-notice",
            "1",
            "大型商业银行力争全年小店贷款余额增速高于各项贷款平均增速。",
            "Large commercial banks should strive for growth of small-shop loans above the average of all loans.",
            heading="贷款增速目标",
            heading_en="Growth target for loans",
            addressees=frozenset({"large_bank"}),
        ),
        bilingual(
            "credit-notice",
            "2",
            "保险公司应当为小店开发财产保险产品,简化理赔。",
            "Insurers shall design property insurance for small shops and simplify claims.",
            order=1,
            heading="保险保障",
            heading_en="Insurance",
            addressees=frozenset({"insurer"}),
        ),
        bilingual(
            "credit-notice",
            "3",
            "银行不得要求小店以存款作为发放贷款的前提条件。",
            "Banks must not require a small shop to place a deposit before a loan is granted.",
            order=2,
            heading="收费行为",
            heading_en="Charges",
            addressees=frozenset({"banking_institution"}),
        ),
    ),
)


def record_law(published: date, amended: date | None, years: str) -> Document:
    return Document(
        id="record-law",
        title="中华人民共和国档案留存法",
        validity=Validity(published=published, version=published, amended_on=amended),
        text_status=TextStatus.COMPILED,
        clauses=(
            chinese(
                "record-law",
                "1",
                f"客户身份资料和交易记录自业务关系结束之日起至少保存{years}年。",
            ),
            chinese("record-law", "2", "违反本法规定的,由主管部门责令改正。", 1),
        ),
    )


OLD_LAW = record_law(date(2010, 1, 1), date(2024, 1, 1), "五")
NEW_LAW = record_law(date(2024, 1, 1), None, "十")
BILLS = Document(
    id="bill-law",
    title="中华人民共和国汇票办法",
    validity=Validity(published=date(2004, 8, 28)),
    text_status=TextStatus.COMPILED,
    clauses=(
        chinese("bill-law", "1", "汇票的持票人可以将汇票权利转让给他人。", 0),
        chinese(
            "bill-law",
            "2",
            "票据上的签章应当真实,伪造签章的不影响其他真实签章的效力。",
            1,
        ),
    ),
)
INTERNAL = Document(
    id="internal-rule",
    title="某银行信贷审批权限规定",
    validity=Validity(published=date(2025, 1, 1)),
    text_status=TextStatus.OFFICIAL,
    permission="head-office",
    clauses=(chinese("internal-rule", "1", "单笔贷款超过五千万元的,报总行审批。", 0, text_status=TextStatus.OFFICIAL),),
)
DOCUMENTS = (NOTICE, OLD_LAW, NEW_LAW, BILLS, INTERNAL)


@pytest.fixture(scope="session")
def resolver():
    """Over the shipped corpus."""
    return Resolver(load_catalogue())


@pytest.fixture(scope="session")
def embedders():
    return load_embedders("bundled")


@pytest.fixture(scope="session")
def catalogue():
    return Catalogue(DOCUMENTS)


@pytest.fixture(scope="session")
def built(tmp_path_factory, catalogue, embedders):
    """The folder of an index of the whole small corpus."""
    folder = tmp_path_factory.mktemp("index")
    build(catalogue, folder, embedders)
    return folder


@pytest.fixture(scope="session")
def retriever(built, catalogue, embedders):
    from indexing.snapshot import open_snapshot

    return ClauseRetriever(open_snapshot(built, catalogue, embedders), catalogue, embedders)
