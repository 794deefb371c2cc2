"""Clauses of our own, in the form of real ones, for the verifier's tests."""

from __future__ import annotations

from datetime import date

from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from corpus.numbering import article_label, split_parts

RATIOS = (
    "测试银行放款，应当遵守下列比例规定：\n（一）资本充足率不得低于百分之八；\n（二）流动性比例不得低于百分之二十五；\n"
    "（三）对同一借款人的贷款余额不得超过资本余额的百分之十。\n测试银行应当每季度报告上述比例。"
)
RELATED = "测试银行不得向关系人发放信用贷款；向关系人发放担保贷款的条件不得优于其他借款人同类贷款的条件。"
DEPOSITS = "未经国务院银行业监督管理机构批准，任何单位和个人不得吸收公众存款。"
GROWTH = (
    "大型商业银行、股份制银行力争各自达到小微贷款增速不低于各项贷款增速的目标。\n"
    "各金融监管局督促地方法人银行力争总体达到该目标。"
)
FORM = "借款合同应当采用书面形式，但是自然人之间借款另有约定的除外。"
FINE = "违反前条规定，没有违法所得或者违法所得不足五十万元的，处五十万元以上二百万元以下罚款。"
PAYMENT = "保险人应当在达成赔偿协议后十日内，履行赔偿义务。投保人可以在三十日内申请复核。"


def law(*texts: str, validity: Validity | None = None) -> Document:
    """A law of our own whose 第一条, 第二条, … hold `texts`."""
    clauses = tuple(
        Clause(
            id=ClauseId("test-bank-law", (str(n),)),
            label=article_label(str(n)),
            text=text,
            order=n,
            parts=split_parts(text),
            text_status=TextStatus.COMPILED,
        )
        for n, text in enumerate(texts, 1)
    )
    return Document(
        id="test-bank-law",
        title="中华人民共和国测试银行法",
        title_en="Test Bank Law",
        number="测发〔2020〕7号",
        aliases=("测试银行法", "测行法"),
        clauses=clauses,
        validity=validity or Validity(published=date(2020, 1, 1), effective=date(2020, 7, 1)),
        text_status=TextStatus.COMPILED,
    )
