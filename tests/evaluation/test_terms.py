import pytest

from evaluation.terms import mentions_term


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("保险法", "依照社会保险法缴纳"),
        ("bank", "internet banking"),
        ("parent", "fair and transparent"),
        ("insurer", "a reinsurer"),
        ("5日", "15日内"),
        ("五日", "二十五日"),
        ("五项", "第五项"),
        ("一年", "一年半"),
        ("满十", "不满十四周岁"),
        ("0.5%", "10.5%"),
        ("2/3", "12/3"),
    ],
)
def test_a_part_of_another_word_number_or_name_is_not_the_term(term: str, text: str):
    assert not mentions_term(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("保险法", "依照《中华人民共和国保险法》"),
        ("保险法", "依照保险法"),
        ("bank", "Banks may lend"),
        ("trust company", "trust companies"),
        ("50BP", "50 bp"),
        ("keep volume", "Keep  Volume"),
        ("728号", "国务院令第728号"),
        ("上一级", "可以向上一级司法行政部门申请"),
        ("中型", "中型企业"),
        ("0.5%", "０．５％"),
    ],
)
def test_a_term_stands_in_any_width_case_spacing_and_number(term: str, text: str):
    assert mentions_term(term, text)
