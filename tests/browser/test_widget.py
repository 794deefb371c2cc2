"""The widget on a page of another origin."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMBED_KEY, USER_SECRET

TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"
STRICT = "default-src 'none'; script-src 'self' {server}; connect-src {server}; style-src 'self'; frame-src {server}"


@pytest.fixture
def host_page(server, other_origin):
    """host_page(name, attributes) writes a page of the other origin with the widget and returns its address."""
    origin, folder = other_origin

    def write(name: str, key: str = EMBED_KEY, attributes: str = "", body: str = "", policy: str = STRICT) -> str:
        (folder / name).write_text(
            f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>host</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{policy.format(server=server.url)}">'
            f'<script async src="{server.url}/widget.js" data-key="{key}" {attributes}></script></head>'
            f"<body><h1>内网</h1>{body}</body></html>",
            "utf-8",
        )
        return f"{origin}/{name}"

    return write


def _ask(page, question=TARGET):
    page.locator(".policyqa .launch").click()
    page.locator(".policyqa textarea").fill(question)
    page.locator(".policyqa textarea").press("Enter")


def test_under_a_strict_policy_it_answers_and_opens_the_clause_inside_the_panel(visit, host_page, watch):
    page = visit(host_page("a.html"))
    _ask(page)
    page.locator(".policyqa .cite").first.click()
    expect(page.locator(".policyqa .clause mark")).to_be_visible()
    expect(page.locator(".policyqa .clause")).to_contain_text("转述 · 非官方原文")
    expect(page.locator(".policyqa .clause")).to_contain_text("请核对")
    assert watch.refused == []


def test_that_an_answer_is_not_sure_is_read_before_it(visit, host_page):
    page = visit(host_page("unsure.html"))
    _ask(page, "无还本续贷什么条件")
    page.locator(".policyqa .r:has(.cite) > .mut").wait_for()
    expect(page.locator(".policyqa .uns")).to_contain_text("把握不大")
    expect(page.locator(".policyqa .uns + p .cite").first).to_be_visible()
    assert "把握不大" not in page.locator(".policyqa .caut").last.inner_text()


def test_a_page_of_an_origin_that_the_key_does_not_name_gets_nothing(visit, host_page, server, watch):
    elsewhere = host_page("b.html").replace("127.0.0.1", "localhost")
    page = visit(None)
    page.goto(elsewhere)
    _ask(page)
    expect(page.locator(".policyqa .err")).to_be_visible()
    assert page.locator(".policyqa .cite").count() == 0
    watch.remote.clear()  # the page itself is the other host here


def test_a_wrong_key_gets_nothing_on_an_allowed_page(visit, host_page):
    page = visit(host_page("c.html", key="pk_wrong"))
    _ask(page)
    expect(page.locator(".policyqa .err")).to_have_text("此页面无权使用政策问答，请联系管理员。")


def test_the_keyboard_opens_asks_reads_and_closes_and_focus_goes_back(visit, host_page):
    page = visit(host_page("d.html"))
    launcher = page.locator(".policyqa .launch")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".policyqa textarea")).to_be_focused()
    page.keyboard.type(TARGET)
    page.keyboard.press("Enter")
    cite = page.locator(".policyqa .cite").first
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".policyqa .clause mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".policyqa .panel")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_the_end_of_an_answer_leaves_the_reader_where_they_were(visit, host_page):
    page = visit(host_page("g2.html"))
    page.evaluate(
        """() => {
            const plain = window.fetch;
            window.fetch = async (...request) => {
                const reply = await plain(...request);
                if (!String(request[0]).endsWith("/v1/embed/answers")) return reply;
                const lines = (await reply.text()).trim().split("\\n");
                const body = new ReadableStream({
                    async start(stream) {
                        const send = (line) => stream.enqueue(new TextEncoder().encode(line + "\\n"));
                        lines.slice(0, -1).forEach(send);
                        await new Promise((done) => (window.finish = done));
                        send(lines.at(-1));
                        stream.close();
                    },
                });
                return new Response(body, { status: reply.status, headers: reply.headers });
            };
        }"""
    )
    _ask(page)
    cite = page.locator(".policyqa .cite").first
    cite.focus()
    before = cite.element_handle()
    page.evaluate("window.finish()")
    page.wait_for_function("(cite) => !cite.isConnected", arg=before)
    expect(cite).to_be_focused()


def test_the_talk_outlives_a_page_change(visit, host_page):
    page = visit(host_page("e.html"))
    _ask(page)
    page.locator(".policyqa .r:has(.cite) > .mut").wait_for()  # the answer is whole: a statement alone is not kept
    page.goto(host_page("f.html"))
    expect(page.locator(".policyqa .q")).to_have_text(TARGET)
    expect(page.locator(".policyqa .cite").first).to_be_visible()


def test_the_page_can_ask_and_hear_of_answers(visit, host_page):
    page = visit(host_page("g.html"))
    page.locator(".policyqa .launch").wait_for()
    heard = page.evaluate(
        """async (question) => {
            const heard = [];
            PolicyQA.on("question", (event) => heard.push(event.question));
            PolicyQA.on("answer", (answer) => heard.push(answer.status));
            const answer = await PolicyQA.ask(question);
            return [heard, answer.statements.length > 0];
        }""",
        TARGET,
    )
    assert heard == [[TARGET, "answered"], True]


def test_language_theme_title_and_side_follow_the_attributes(visit, host_page):
    attributes = 'data-lang="en" data-theme="dark" data-title="Rules &amp; more" data-position="left"'
    page = visit(host_page("h.html", attributes=attributes))
    launcher = page.locator(".policyqa .launch")
    expect(launcher).to_have_text("Rules & more")
    assert launcher.bounding_box()["x"] < 100
    launcher.click()
    expect(page.locator(".policyqa .send")).to_have_text("Ask")
    expect(page.locator(".policyqa .panel")).to_have_css("background-color", "rgb(24, 32, 41)")


def test_the_frame_is_shown_on_an_allowed_page_and_tells_its_parent(visit, host_page, server):
    body = f'<iframe src="{server.url}/embed/tests" title="q" width="420" height="600"></iframe>'
    page = visit(host_page("i.html", body=body))
    page.evaluate("window.addEventListener('message', (e) => (window.heard ||= []).push([e.origin, e.data.type]))")
    frame = page.frame_locator("iframe")
    frame.locator(".policyqa textarea").fill(TARGET)
    frame.locator(".policyqa textarea").press("Enter")
    frame.locator(".policyqa .cite").first.wait_for()
    # The frame posts its messages; they reach the page after the answer is drawn.
    page.wait_for_function("(sent) => window.heard.some((m) => m[0] === sent && m[1] === 'answer')", arg=server.url)
    page.evaluate(
        "([to, question]) => frames[0].postMessage({target: 'policyqa', type: 'ask', question}, to)",
        [server.url, "普惠信贷尽职免责"],
    )
    expect(frame.locator(".policyqa .q").nth(1)).to_have_text("普惠信贷尽职免责")


def test_the_frame_is_refused_on_any_other_page(visit, host_page, server, watch):
    body = f'<iframe src="{server.url}/embed/tests" title="q"></iframe>'
    page = visit(None)
    page.goto(host_page("j.html", body=body).replace("127.0.0.1", "localhost"))
    page.wait_for_timeout(800)
    assert any("frame-ancestors" in text for text in watch.refused)
    assert page.frames[1].url.startswith("chrome-error")
    watch.remote.clear()  # the page itself is the other host here


def _token(user: str) -> str:
    claims = {"sub": user, "aud": "tests", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    return jwt.encode(claims, USER_SECRET, algorithm="HS256")


def test_a_named_user_finds_their_conversations_again_and_nobody_elses(visit, host_page, watch):
    mine = host_page("mine.html", attributes=f'data-user="{_token("li")}"')
    page = visit(mine)
    _ask(page)
    page.locator(".policyqa .cite").first.wait_for()
    again = visit(mine)
    again.locator(".policyqa .launch").click()
    again.get_by_role("button", name="历史").click()
    again.locator(".policyqa .past .near").click()
    expect(again.locator(".policyqa .q")).to_have_text(TARGET)
    again.locator(".policyqa .cite").first.click()
    expect(again.locator(".policyqa .clause mark")).to_be_visible()
    other = visit(host_page("other.html", attributes=f'data-user="{_token("wang")}"'))
    other.locator(".policyqa .launch").click()
    other.get_by_role("button", name="历史").click()
    expect(other.locator(".policyqa .clause")).to_contain_text("还没有对话")
    again.get_by_role("button", name="返回").click()
    again.get_by_role("button", name="历史").click()
    again.get_by_role("button", name="删除").click()
    expect(again.locator(".policyqa .clause")).to_contain_text("还没有对话")
    assert watch.refused == []


def test_a_visitor_without_a_name_has_no_history(visit, host_page):
    page = visit(host_page("nobody.html"))
    page.locator(".policyqa .launch").click()
    expect(page.get_by_role("button", name="历史")).to_have_count(0)


def test_the_next_user_of_a_page_does_not_see_what_the_last_one_asked(visit, host_page):
    page = visit(host_page("turn.html", attributes=f'data-user="{_token("li")}"'))
    _ask(page)
    page.locator(".policyqa .cite").first.wait_for()
    page.evaluate("token => PolicyQA.setUser(token)", _token("li"))
    expect(page.locator(".policyqa .q")).to_have_text(TARGET)
    page.evaluate("token => PolicyQA.setUser(token)", _token("wang"))
    expect(page.locator(".policyqa .q")).to_have_count(0)
    next_one = visit(host_page("turn.html", attributes=f'data-user="{_token("wang")}"'))
    expect(next_one.locator(".policyqa .q")).to_have_count(0)


def test_words_that_are_no_longer_in_their_clause_are_said_to_be_gone_and_nothing_is_marked(visit, host_page):
    page = visit(host_page("changed.html", attributes=f'data-user="{_token("zhao")}"'))
    _ask(page)
    page.locator(".policyqa .cite").first.wait_for()

    def changed(route):
        reply = route.fetch()
        route.fulfill(response=reply, json={**reply.json(), "text": "另一段文字。"})

    page.route("**/v1/embed/clauses", changed)
    page.locator(".policyqa .cite").first.click()
    expect(page.locator(".policyqa .clause")).to_contain_text("所引字句已不在其中")
    expect(page.locator(".policyqa .clause mark")).to_have_count(0)


def test_a_reopened_talk_tells_which_of_its_clauses_are_no_longer_held(visit, host_page):
    page = visit(host_page("reopened.html", attributes=f'data-user="{_token("sun")}"'))
    _ask(page)
    page.locator(".policyqa .cite").first.wait_for()

    def gone(route):
        reply = route.fetch()
        held = reply.json()
        assert held["turns"][0]["changes"] == []
        citation = held["turns"][0]["answer"]["statements"][0]["citations"][0]
        held["turns"][0]["changes"] = [{"clause_id": citation["clause_id"], "start": 0, "end": 1, "since": "gone"}]
        route.fulfill(response=reply, json=held)

    page.route("**/v1/embed/conversations/open", gone)
    page.get_by_role("button", name="历史").click()
    page.locator(".policyqa .past .near").first.click()
    expect(page.locator(".policyqa .caut").last).to_contain_text("此条款已不再收录")
