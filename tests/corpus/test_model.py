from datetime import date

from corpus.model import Clause, ClauseId, Document, TextStatus, Validity, ValidityStatus


def test_a_document_of_unknown_date_is_superseded_once_its_successor_begins() -> None:
    validity = Validity(superseded_on=date(2025, 5, 7))
    assert validity.status_on(date(2025, 5, 6)) is ValidityStatus.UNKNOWN
    assert validity.status_on(date(2025, 5, 7)) is ValidityStatus.SUPERSEDED


def test_a_document_of_unknown_date_is_repealed_on_its_day_of_repeal() -> None:
    assert Validity(repealed=date(2020, 1, 1)).status_on(date(2024, 1, 1)) is ValidityStatus.REPEALED


def test_what_bears_the_number_of_a_later_year_was_not_yet_published() -> None:
    clause = Clause(ClauseId("a", ("1",)), "第一条", "甲", 0)
    for number in ("金办发〔2024〕26号", "国家金融监督管理总局令2024年第2号", "金办发[2024]26号"):
        document = Document("a", "甲通知", (clause,), Validity(), TextStatus.RESTATED, number=number)
        assert document.status_on(date(2023, 12, 31)) is ValidityStatus.NOT_YET_IN_FORCE
        assert document.status_on(date(2024, 1, 1)) is ValidityStatus.UNKNOWN
        assert (document.published_by(date(2023, 12, 31)), document.published_by(date(2024, 1, 1))) == (False, True)
    amended = Validity(published=date(2024, 1, 1), version=date(2024, 1, 1))
    edition = Document("a", "甲法", (clause,), amended, TextStatus.COMPILED)
    assert edition.published_by(date(2000, 1, 1)), "an earlier version may have been"
