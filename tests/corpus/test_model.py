from datetime import date

from corpus.model import Validity, ValidityStatus


def test_a_document_of_unknown_date_is_superseded_once_its_successor_begins() -> None:
    validity = Validity(superseded_on=date(2025, 5, 7))
    assert validity.status_on(date(2025, 5, 6)) is ValidityStatus.UNKNOWN
    assert validity.status_on(date(2025, 5, 7)) is ValidityStatus.SUPERSEDED


def test_a_document_of_unknown_date_is_repealed_on_its_day_of_repeal() -> None:
    assert Validity(repealed=date(2020, 1, 1)).status_on(date(2024, 1, 1)) is ValidityStatus.REPEALED
