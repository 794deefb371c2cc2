"""A compliance officer works at the desk."""

from playwright.sync_api import expect

DRAFT = (
    "金办发〔2025〕46号第九十九条对此有要求。\n"
    "金办发〔2024〕26号二（一）也作了安排。\n"
    "《并不存在的管理办法》第三条规定贷款不得超过500万元。"
)


def test_a_pasted_draft_gets_its_verdicts_and_a_word_file(visit, watch):
    page = visit("/desk/check")
    page.locator("textarea").fill(DRAFT)
    page.get_by_role("button", name="核对引用").click()
    verdicts = page.locator("tbody .verdict").all_inner_texts()
    assert verdicts.count("查无此条或此句") == 2
    assert verdicts.count("非现行有效") == 1
    with page.expect_download() as download:
        page.get_by_text("下载带批注的 Word").click()
    assert download.value.suggested_filename == "check.docx"
    assert watch.refused == []


def test_clauses_are_filtered_and_two_stand_side_by_side(visit):
    page = visit("/desk/clauses")
    page.get_by_label("文件").select_option("jinbanfa-2025-46")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".rows > li").first).to_contain_text("关于做好2025年")
    page.locator("[name=pick]").nth(2).check()
    page.locator("[name=pick]").nth(3).check()
    page.get_by_role("button", name="并排").click()
    for index in (0, 1):
        expect(page.frame_locator("iframe").nth(index).locator("article.cited")).to_be_visible()


def test_requirements_are_sorted_and_exported(visit):
    page = visit("/desk/requirements")
    page.locator("select[name=force]").select_option("strive")
    page.get_by_role("button", name="查找").click()
    assert set(page.locator("tbody .badge").all_inner_texts()) == {"力争"}
    with page.expect_download() as download:
        page.get_by_text("下载 Excel").click()
    assert download.value.suggested_filename == "requirements.xlsx"


def test_an_unanswered_question_of_the_chat_comes_to_the_desk(visit, ask):
    ask(visit("/zh/"), "请问明天北京天气如何？")
    page = visit("/desk/questions")
    expect(page.locator(".rows")).to_contain_text("请问明天北京天气如何？")


def test_a_question_of_the_chat_becomes_a_gold_question_in_one_form(visit, ask):
    asked = "请问后天上海天气如何？"
    ask(visit("/zh/"), asked)
    page = visit("/desk/questions")
    page.locator(".rows > li", has_text=asked).get_by_text("设为评测题").click()
    expect(page.get_by_label("问题（按员工的问法）")).to_have_value(asked)
    page.get_by_label("种类").select_option("out_of_scope")
    page.get_by_label("应当").select_option("declined")
    page.get_by_label("好的回答会怎么说").fill("不是法规问题。")
    page.get_by_label("批准人").fill("合规部")
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_role("status")).to_contain_text("asked-")
    expect(visit("/desk/questions").locator("main")).not_to_contain_text(asked)
