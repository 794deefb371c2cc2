"""Checks that wait for their export."""

from datetime import date

import pytest

from app.checking.draft import check_draft
from app.web.desk.check import KeptChecks
from app.web.errors import ApiError
from corpus.catalogue import Catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity


def test_a_check_of_documents_that_have_changed_since_is_not_exported():
    def held(text: str) -> Catalogue:
        clause = Clause(ClauseId("loan-law", ("1",)), "第一条", text, 0)
        return Catalogue([Document("loan-law", "贷款法", (clause,), Validity(), TextStatus.OFFICIAL)])

    kept, before = KeptChecks(), held("借款人可以申请展期。")
    draft = "《贷款法》第一条规定：“借款人可以申请展期。”"
    name = kept.keep(check_draft(draft, before, date(2026, 11, 24)), before)
    assert kept.get(name, before).findings
    for after in (held("借款人不得申请展期。"), Catalogue([])):
        with pytest.raises(ApiError, match="changed since") as raised:
            kept.get(name, after)
        assert raised.value.status == 409
