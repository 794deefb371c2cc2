"""A person asks in the chat and checks the answer."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"


def test_an_answer_names_its_clauses_and_a_click_shows_the_quoted_words_in_their_document(visit, ask, watch):
    page = visit()
    answer = ask(page, TARGET)
    expect(answer.locator(".statements")).to_contain_text("力争")
    assert answer.locator(".source .place").count() >= 1
    answer.locator("a.cite").first.click()
    panel = page.frame_locator("iframe.panel-page")
    expect(panel.locator("article.cited mark").first).to_be_visible()
    marked = "".join(panel.locator("article.cited mark").all_inner_texts())
    href = answer.locator("a.cite").first.get_attribute("href")
    start, end = (int(re.search(rf"{name}=(\d+)", href)[1]) for name in ("start", "end"))
    assert 0 < len(marked) <= end - start
    assert marked[:10] in answer.inner_text() or marked[:10] in panel.locator("article.cited").inner_text()
    expect(panel.locator("article.cited .label")).not_to_be_empty()
    expect(panel.locator("article.cited .about")).to_contain_text("现行有效")
    assert watch.refused == []


def test_restated_words_are_said_to_be_ours_where_they_are_cited_and_where_they_stand(visit, ask):
    page = visit()
    answer = ask(page, TARGET)
    expect(answer.locator(".badge.text-restated").first).to_have_text("转述 · 非官方原文")
    expect(answer.locator(".cautions")).to_be_visible()
    answer.locator("a.cite").first.click()
    panel = page.frame_locator("iframe.panel-page")
    expect(panel.locator(".note.restated")).to_contain_text("不是官方原文")
    expect(panel.locator("article.cited .check")).to_contain_text("请核对")


def test_a_question_and_its_filters_come_back_from_the_address(visit):
    page = visit(f"/zh/?q={TARGET}&institution=large_bank&as_of=2025-06-01&documents=jinbanfa-2025-46")
    answer = page.locator(".answer")
    answer.wait_for()
    expect(page.locator("#institution input")).to_have_value("大型商业银行")
    expect(page.locator("#as-of input")).to_have_value("2025-06-01")
    expect(page.locator("#documents .token")).to_have_count(1)
    expect(answer.locator(".as-of")).to_contain_text("2025-06-01")
    assert "institution=large_bank" in page.url


@pytest.mark.parametrize("first", ["question", "filters"])
def test_a_question_asked_before_the_page_has_settled_is_asked_with_the_filters_of_the_address(visit, first):
    """Whichever of the two reaches the server first."""
    page = visit(None)
    held = {}

    def hold(route):
        kind = "question" if TARGET in (route.request.post_data or "") else "filters"
        if held.setdefault(kind, route) is not route:
            route.continue_()

    page.route("**/queue/join*", hold)
    page.goto("/zh/?as_of=2025-06-01&documents=jinbanfa-2025-46")
    page.locator("#question textarea").fill(TARGET)
    page.locator("#question textarea").press("Enter")
    page.wait_for_timeout(500)
    assert held.keys() == {"question", "filters"}
    for kind in sorted(held, key=first.__ne__):
        held[kind].continue_()
        page.wait_for_timeout(1000)
    expect(page.locator(".answer .as-of")).to_contain_text("2025-06-01")
    for name in ("as_of=2025-06-01", "documents=jinbanfa-2025-46"):
        page.wait_for_url(re.compile(name))


def test_a_changed_filter_is_in_the_address(visit):
    page = visit("/zh/")
    page.locator("#as-of input[type=date]").fill("2024-08-01")
    page.wait_for_url(re.compile("as_of=2024-08-01"))
    page.locator("#institution input").click()
    page.get_by_role("option", name="保险公司").click()
    page.wait_for_url(re.compile("institution=insurer"))


def test_the_interface_speaks_the_browsers_language_and_can_be_switched(visit):
    page = visit("/?as_of=2025-06-01", locale="en-GB")
    expect(page.locator("h1")).to_have_text("PolicyQA")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#question textarea").wait_for()
    page.locator(".action.language").click()
    expect(page.locator("h1")).to_have_text("政策问答")
    assert "as_of=2025-06-01" in page.url
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_an_english_question_is_answered_in_english(visit, ask):
    answer = ask(visit(locale="en-US"), "What growth target do large banks have for inclusive small-firm loans?")
    expect(answer.locator(".statements")).to_have_attribute("lang", "en")
    expect(answer.locator(".statements")).to_contain_text("strive")


def test_a_suggested_question_is_asked_with_one_click(visit):
    page = visit("/zh/")
    suggestion = page.locator("a.suggestion").first
    text = suggestion.inner_text()
    suggestion.click()
    expect(page.locator(".question")).to_have_text(text)
    page.locator(".answer").wait_for()


def test_what_the_material_does_not_say_is_said_plainly_with_the_nearest_clauses(visit, ask):
    page = visit()
    answer = ask(page, "46号文规定的普惠小微贷款利率上限是百分之几？")
    expect(answer.locator(".decline")).to_be_visible()
    assert answer.locator(".nearest a, .source").count() >= 1
    answer.locator("a.open").first.click()
    expect(page.frame_locator("iframe.panel-page").locator("article.cited")).to_be_visible()


def test_two_clicks_say_what_is_wrong_with_an_answer(visit, ask, server):
    page = visit()
    answer = ask(page, TARGET)
    answer.locator("[data-verdict=down]").click()
    answer.locator("[data-reason=outdated]").click()
    expect(answer.locator(".thanks")).to_have_text("谢谢，已记录")
    with sqlite3.connect(server.data / "records.sqlite") as records:
        found = records.execute(
            "select f.verdict, f.reason, a.question from feedback f join answers a on a.id = f.answer where a.id = ?",
            (answer.get_attribute("data-answer"),),
        ).fetchone()
    records.close()
    assert found == ("down", "outdated", TARGET)
    ask(page, "银行可以收取哪些费用？")
    expect(page.locator(".answer").first.locator(".thanks")).to_have_text("谢谢，已记录")


def test_everything_can_be_done_from_the_keyboard(visit):
    page = visit("/zh/")
    page.locator("#question textarea").wait_for()
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(TARGET)
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    page.locator("#question textarea").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".panel-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.cite')")


def test_a_phone_shows_the_clause_under_the_answer_and_nothing_runs_over_the_edge(visit, ask):
    page = visit("/zh/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    answer = ask(page, TARGET)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer.locator("a.cite").first.click()
    expect(page.frame_locator("iframe.panel-page").locator("mark").first).to_be_visible()
    panel = page.locator(".panel").bounding_box()
    assert panel["x"] == 0
    assert panel["width"] == 390
    assert panel["y"] > 200
    page.locator(".panel-close").click()
    page.locator(".action.filter").click()
    expect(page.locator("#institution")).to_be_visible()


def test_dark_mode_follows_the_system_and_can_be_switched(visit):
    page = visit("/zh/", color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 21, 27)")
    page.locator(".action.theme").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(244, 246, 248)")
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", "rgb(244, 246, 248)")


def test_the_print_view_holds_the_answers_without_the_controls(visit, ask):
    page = visit()
    answer = ask(page, TARGET)
    page.emulate_media(media="print")
    expect(answer.locator(".statements")).to_be_visible()
    for control in ("#composer", ".bar nav", ".answer .copy"):
        expect(page.locator(control).first).to_be_hidden()


def test_copying_takes_the_words_with_their_citation(visit, ask):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, TARGET).locator(".copy").first.click()
    expect(page.locator(".answer .copy").first).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("《")
    assert "（转述，非官方原文）：" in copied


@pytest.mark.parametrize("question", ["   ", "\n\n"])
def test_an_empty_question_does_nothing(visit, question):
    page = visit("/zh/")
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator(".question").count() == 0


@pytest.mark.parametrize("question", ["🙂🙂🙂", "\u202e\u0000\u0007问", "a" * 8000, "%s{0}${x}{{y}}"])
def test_an_odd_question_gets_an_answer_or_a_plain_refusal_and_the_page_goes_on(visit, question):
    page = visit("/zh/")
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    page.locator(".answer, .failure").first.wait_for()
    box.fill(TARGET)
    box.press("Enter")
    expect(page.locator(".statements").last).to_contain_text("力争")


def test_a_visitor_finds_their_conversations_again_as_they_were_and_deletes_them(visit, ask):
    page = visit("/zh/?as_of=2025-06-01")
    answer = ask(page, TARGET)
    expect(answer.locator(".as-of")).to_contain_text("2025-06-01")
    second = ask(page, "客户13812345678能不能续贷？")
    expect(second).to_be_visible()
    page.goto("/zh/")
    page.locator(".history summary").click()
    expect(page.locator(".history-list a")).to_have_text([TARGET])
    page.locator(".history-list a").click()
    expect(page.locator(".question")).to_have_count(2)
    assert "13812345678" not in page.locator("#log").inner_text()
    expect(page.locator(".answer").first.locator(".as-of")).to_contain_text("2025-06-01")
    expect(page.locator("#as-of input")).to_have_value("2025-06-01")
    page.locator(".answer a.cite").first.click()
    expect(page.frame_locator("iframe.panel-page").locator("mark").first).to_be_visible()
    assert visit().request.get("/v1/conversations").json() == {"conversations": []}, "another browser sees none"
    page.locator(".history summary").click()
    page.locator(".history-list .gone").click()
    expect(page.locator(".history-list .none")).to_be_visible()
    assert page.request.get("/v1/conversations").json() == {"conversations": []}


def test_a_reopened_conversation_goes_on_where_it_was(visit, ask):
    page = visit("/zh/")
    ask(page, "46号文对大型商业银行的贷款增速有什么要求？")
    page.goto("/zh/")
    page.locator(".history summary").click()
    page.locator(".history-list a").click()
    page.locator(".answer").wait_for()
    ask(page, "那股份制银行呢？")
    page.goto("/zh/")
    page.locator(".history summary").click()
    expect(page.locator(".history-list a")).to_have_count(1)
    page.locator(".history-list a").click()
    expect(page.locator(".question")).to_have_count(2)
