from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from app.answering.privacy import Personal, mask

# Built from a region, a day and a serial that belong to nobody, with the checksum worked out.
BODY = "11010119000101001"
RESIDENT = BODY + ric.calc_check_digit(BODY + "0")
CARD = "622202000000000001"
CARD += luhn.calc_check_digit(CARD)
CODE = "91110000000000001"
CODE += uscc.calc_check_digit(CODE)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"客户{RESIDENT}能贷款吗", [Personal.RESIDENT_ID]),
        ("身份证号码：110101190001010019能贷款吗", [Personal.RESIDENT_ID]),
        (f"卡号 {CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]} 的客户", [Personal.BANK_CARD]),
        (f"{CODE}这家企业是小微吗", [Personal.CREDIT_CODE]),
        ("账号是0200 0036 1920 1234的企业", [Personal.ACCOUNT]),
        ("请打13800000000或010-60000000", [Personal.PHONE, Personal.PHONE]),
        ("我的手机+86 138 0000 0000", [Personal.PHONE]),
        ("Write to someone@example.org about account no. 12345678901", [Personal.EMAIL, Personal.ACCOUNT]),
        ("１３８００００００００", [Personal.PHONE]),
    ],
)
def test_a_personal_number_is_masked_and_named(text, kinds):
    masked = mask(text)
    assert [one.kind for one in masked.found] == kinds
    for one in masked.found:
        assert text[one.start : one.end] not in masked.text
    assert masked.notice("zh")
    assert "Masked" in masked.notice("en")


ID, PHONE, CARD_KIND, ACCOUNT, CREDIT = (
    Personal.RESIDENT_ID, Personal.PHONE, Personal.BANK_CARD, Personal.ACCOUNT, Personal.CREDIT_CODE,
)  # fmt: skip
GROUPS = (RESIDENT[:6], RESIDENT[6:14], RESIDENT[14:])


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        (f"身份证{' '.join(GROUPS)}能贷款吗", ID, "身份证能贷款吗"),
        (f"客户{'-'.join(GROUPS)}能贷款吗", ID, "客户能贷款吗"),
        (f"2024 {' '.join(GROUPS)}能贷款吗", ID, "2024 能贷款吗"),
        ("身份证1101 0119 0001 0100 1X能贷款吗", ID, "身份证能贷款吗"),
        ("身份证号（110101190001010019）能贷款吗", ID, "身份证号（）能贷款吗"),
        ("身份证号码“110101190001010019”", ID, "身份证号码“”"),
        (f"身份证号{RESIDENT}户籍在外地", ID, "身份证号户籍在外地"),
        ("统一社会信用代码 9135 0100 M000 100Y 43是小微吗", CREDIT, "统一社会信用代码 是小微吗"),
        ("统一社会信用代码91350100M000100Y44是小微吗", CREDIT, "统一社会信用代码是小微吗"),
        ("9135 0100 M000 100Y 43是小微吗", CREDIT, "是小微吗"),
        ("Is social credit code 91350100M000100Y44 small?", CREDIT, "Is social credit code  small?"),
        ("tel 021-6888 8888", PHONE, "tel "),
        ("010-1234 5678是谁的", PHONE, "是谁的"),
        ("打01012345678", PHONE, "打"),
        ("（0755）888 8888", PHONE, ""),
        ("手机138\u00a00000\u00a00000", PHONE, "手机"),
        ("手机138\u20110000\u20110000", PHONE, "手机"),
        ("手机138–0000–0000", PHONE, "手机"),
        ("手机13800\u200b000000", PHONE, "手机"),
        ("电话——13800000000", PHONE, "电话——"),
        ("手机号：138.0000.0000", PHONE, "手机号："),
        ("手机138000 00000", PHONE, "手机"),
        ("手机138000000001", PHONE, "手机"),
        ("卡号6222—0212—3456—7890—128", CARD_KIND, "卡号"),
        ("卡号62220212 34567890128", CARD_KIND, "卡号"),
        ("账户余额：6222021234567890128", CARD_KIND, "账户余额："),
        ("账号12345674", ACCOUNT, "账号"),
        ("账号 12345678 50万元", ACCOUNT, "账号  50万元"),
    ],
)
def test_however_it_is_grouped_a_personal_number_is_masked_whole(text, kind, left):
    masked = mask(text)
    assert [one.kind for one in masked.found] == [kind]
    assert masked.without == left


@pytest.mark.parametrize(
    "text",
    [
        "贷款1000万元，余额13800000000元，比例5.25%",
        "金额：6222020000000000元",
        "2025年5月7日至2027-12-31，20250507，2024 2025 2026 2027",
        "金办发〔2025〕46号第三十九条，银保监发〔2020〕18号，国务院令第802号，公告2023年第13号",
        "commercial-bank-law#39.1.4, Article 133-1, RMB 13,800,000,000",
        "人数25人，收入2800000元，LPR的150%，电话银行95588",
        "RMB 13800000000",
        "余额：13800000000，贷款金额 1380 0000 000",
        "账户2024-12-31余额，账户 20250507，手机2024 2025",
        "2019–2020–2021–2022，2025.05.07—2026.05.06，1200 3400 5600 7800",
        "003-2025-0001号，0.12345678，电话12378、95588",
        "税号 is the tax number of a firm; a social credit code has eighteen signs and no fewer",
        "12 3456 7820 2520 2620 27户，收入 91 350100 2025 0000 1234",
        "手机2000000户，电话3000000笔，股票138001380股",
    ],
)
def test_amounts_dates_document_and_clause_numbers_stay(text):
    assert mask(text).text == text
    assert mask(text).notice("zh") == mask(text).notice("en") == ""


def test_masking_speaks_the_language_of_the_text_and_twice_is_once():
    chinese, english = mask("手机13800000000"), mask("my phone is 13800000000")
    assert chinese.text == "手机[电话号码]"
    assert english.text == "my phone is [phone number]"
    assert (mask(chinese.text).text, mask(chinese.text).found) == (chinese.text, ())


@given(st.integers(0, 10**14 - 1), st.sampled_from(["客户{}问", "{}", "card {} please", "我有{}，还有2000万元"]))
def test_every_number_that_passes_luhn_with_card_length_is_masked(serial, form):
    number = f"62{serial:014d}"
    number += luhn.calc_check_digit(number)
    assert number not in mask(form.format(number)).text


@given(st.integers(1, 10**12), st.sampled_from(["{}元", "{}万元", "{} yuan", "RMB {}", "¥{}", "{}亿元"]))
def test_no_amount_is_masked(amount, form):
    text = "贷款" + form.format(amount)
    assert mask(text).text == text


@given(st.text(max_size=60))
def test_masked_text_differs_only_where_something_was_found(text):
    masked = mask(text)
    at = 0
    for one in masked.found:
        assert text[at : one.start] in masked.text
        at = one.end
    assert masked.text.endswith(text[at:])


PASSPORT, PERMIT, EMAIL = Personal.PASSPORT, Personal.TRAVEL_PERMIT, Personal.EMAIL


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("护照号E00000000能开户吗", PASSPORT, "护照号能开户吗"),
        ("客户护照：EA0000000", PASSPORT, "客户护照："),
        ("passport no. G00000000", PASSPORT, "passport no. "),
        ("港澳居民来往内地通行证H00000000能用吗", PERMIT, "港澳居民来往内地通行证能用吗"),
        ("往来港澳通行证 CA0000000", PERMIT, "往来港澳通行证 "),
        ("回乡证H0000000001", PERMIT, "回乡证"),
        ("台胞证00000000", PERMIT, "台胞证"),
        ("his mainland travel permit is H00000000", PERMIT, "his mainland travel permit is "),
        ("香港身份证A000000(1)", ID, "香港身份证"),  # mistyped: the word holds
        ("澳门身份证1000000(0)", ID, "澳门身份证"),
        ("客户A123456(3)能开户吗", ID, "客户能开户吗"),
        ("台湾居民居住证830000199001010017", ID, "台湾居民居住证"),
        ("个体工商户税号92110000MA00000009", CREDIT, "个体工商户税号"),
        ("打一三八零零零零零零零零", PHONE, "打"),
        ("打幺三八 〇〇〇〇 〇〇〇〇", PHONE, "打"),
        ("打壹叁捌零零零零零零零零", PHONE, "打"),
        ("打１３８－００００－００００", PHONE, "打"),
        ("打138·0000·0000", PHONE, "打"),
        ("打138_0000_0000", PHONE, "打"),
        ("电话：1 3 8 0 0 0 0 0 0 0 0", PHONE, "电话："),
        ("身份证一一〇一〇一一九〇〇〇一〇一〇〇一九", ID, "身份证"),
        ("邮箱 some.one＠example．org", EMAIL, "邮箱 "),
        ("write to someone at example dot org", EMAIL, "write to "),
        ("write to someone[at]example[dot]org", EMAIL, "write to "),
    ],
)
def test_documents_of_travellers_and_numbers_spelled_out_are_masked(text, kind, left):
    masked = mask(text)
    assert [one.kind for one in masked.found] == [kind]
    assert masked.without == left
    assert masked.notice("zh")


@pytest.mark.parametrize(
    "text",
    [
        "金办发〔2025〕46号",
        "工信部联企业〔2011〕300号",
        "国务院令第802号",
        "2025年11月30日",
        "二〇二五年十一月三十日",
        "一九九八年至二〇二五年",
        "一三五五工程",
        "第一百三十八条",
        "第一千二百六十条",
        "138000000元",
        "一亿三千八百万元",
        "LPR加150BP",
        "GB/T 4754-2017",
        "GB 11643",
        "ISO 20022 E12345678 message",
        "G12345678次列车",
        "编号E12345678的合同",
        "合同编号H12345678",
        "银保监发〔2020〕18号第1条",
        "12345678人次",
        "13800000000元",
        "一三八零零零零零零零零元",
        "公告2023年第13号",
        "2024-2025-2026-2027",
        "1380 0000 000",
        "95588和12378",
        "护照遗失怎么办",
        "持护照的外国人可以开户吗，2025年起",
        "港澳居民来往内地通行证有效期10年",
        "台胞证2025年新规",
        "passport holders since 2024",
        "hong kong identity card holders aged 18 in 2025",
        "附件1-1-3-8-0-0-0-0-0-0-0",
        "1 2 3 4 5 6 7 8 9 10 11",
        "1.3.8.0节",
        "比例为1380.0000",
        "条款编号 1-3-8",
        "一二三四五六七八九十",
        "表1 3 8 0 0 0 0 0 0 0 0",
        "commercial-bank-law#39.1.4",
        "CBIRC Order No. 1 of 2024",
        "护照号码要不要登记",
        "@2025年版",
        "version 2.0@main",
        "A123456(4) of the annex",
        "二〇二三 二〇二四 二〇二五 二〇二六",
        "look at the polka dot",
        "营收一三八零零零零零零零零元",
        "护照20250507到期",
        "at home dot your i",
    ],
)
def test_what_only_looks_like_a_personal_number_stays(text):
    assert mask(text).text == text
