"""Nothing that is shown runs, no other site frames or writes, no address leads away."""

import json
import re
import sqlite3
import urllib.error
import urllib.request
from datetime import date

import pytest

from app.answering.answer import Answer, Caution, Citation, Decline, Statement
from app.web.answer_view import answer_html, one_line
from app.web.source_view import source_view
from app.web.templates import render
from corpus.catalogue import Catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from tests.browser.conftest import EMBED_KEY
from tests.browser.payloads import PAYLOADS

DAY = date(2026, 11, 24)
HITS = "window.hits = 0; window.hit = () => { window.hits++; };"


def _hostile_document() -> Document:
    """Each payload is a clause's label, headings, text and check; the document's own fields hold them all."""
    everything = " ".join(PAYLOADS)
    clauses = tuple(
        Clause(
            ClauseId("hostile", (str(number),)),
            payload,
            f"{payload}\n（一）{payload}",
            number,
            heading=payload,
            headings=(payload,),
            text_status=TextStatus.RESTATED,
            to_check=payload,
        )
        for number, payload in enumerate(PAYLOADS, 1)
    )
    return Document(
        id="hostile",
        title=everything,
        title_en=everything,
        number=everything,
        issuer=everything,
        clauses=clauses,
        validity=Validity(published=date(2025, 1, 1), supersedes=(everything,)),
        text_status=TextStatus.RESTATED,
        caution=everything,
        sources=(everything,),
        provenance=everything,
    )


def _hostile_answers() -> list[Answer]:
    answers = []
    for number, payload in enumerate(PAYLOADS, 1):
        citation = Citation(
            clause_id=f"hostile#{number}",
            label=payload,
            document=payload,
            quote=payload,
            start=0,
            end=len(payload),
            verdict="exact",
            text_status="restated",
            validity="in_force",
        )
        answers.append(
            Answer(
                id=payload,
                question=payload,
                language="zh",
                as_of="2026-11-24",
                status="partial",
                statements=(Statement(text=f"{payload}。", citations=(citation,)),),
                cautions=(Caution(code="x", text=payload),),
                decline=Decline(reason="not_covered", text=payload),
                nearest=(f"hostile#{number}",),
            )
        )
    return answers


@pytest.fixture
def bare(visit, server):
    """bare(html) -> a page of the server's origin with that body and no policy: escaping alone has to hold."""

    def show(html: str):
        page = visit(None)
        page.add_init_script(HITS)
        page.route("**/bare", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(f"{server.url}/bare")
        page.wait_for_timeout(700)
        return page

    return show


def test_there_are_enough_payloads_and_they_do_run_when_they_are_not_escaped(bare, watch):
    assert len(set(PAYLOADS)) >= 200
    page = bare("<body>" + "".join(f"<div>{payload}</div>" for payload in PAYLOADS[:60]))
    watch.errors.clear()  # of the payloads themselves
    assert page.evaluate("window.hits") >= 3


def test_no_payload_in_a_document_runs_on_its_page(bare):
    page = bare(render("source.html", "zh", view=source_view(_hostile_document(), "zh", DAY), theme="", panel=False))
    assert page.locator("article").count() == len(PAYLOADS)
    assert page.evaluate("window.hits") == 0


def test_no_payload_in_an_answer_or_a_question_runs_in_the_chat(bare):
    catalogue = Catalogue([_hostile_document()])
    cards = "".join(answer_html(answer, catalogue, "zh", share=answer.question) for answer in _hostile_answers())
    turns = "".join(
        one_line(render("turn.html", "zh", kind=kind, text=payload, next_step=payload))
        for payload in PAYLOADS
        for kind in ("question", "failure")
    )
    page = bare(f"<body><div id=log>{cards}{turns}</div>")
    assert page.locator(".answer").count() == len(PAYLOADS)
    assert page.evaluate("window.hits") == 0


def test_no_payload_that_is_asked_runs_in_the_live_chat(visit, watch):
    page = visit(None)
    page.add_init_script(HITS)
    page.goto("/zh/")
    box = page.locator("#question textarea")
    box.wait_for()
    shown = 0
    for start in range(0, len(PAYLOADS), 60):
        box.fill("\n".join(PAYLOADS[start : start + 60])[:8000])
        box.press("Enter")
        shown += 1
        page.locator(".answer, .failure").nth(shown - 1).wait_for()
    assert page.locator(".question").count() == shown
    assert page.evaluate("window.hits") == 0
    page.goto(
        "/zh/?q=%3Cimg%20src=x%20onerror=hit()%3E&institution=%3Cscript%3Ehit()%3C/script%3E&as_of=%22%3E%3Cscript%3E"
    )
    page.locator(".answer, .failure").first.wait_for()
    assert page.evaluate("window.hits") == 0


def test_no_payload_in_the_widgets_attributes_or_replies_runs_on_the_host_page(visit, server, other_origin):
    origin, folder = other_origin
    (folder / "x.html").write_text("<!doctype html><html lang=zh><title>x</title><body></body></html>")
    page = visit(None)
    page.add_init_script(HITS)
    answers = iter(_hostile_answers())
    clause = {
        **dict.fromkeys(("label", "heading", "heading_en", "text", "to_check", "to_check_en"), " ".join(PAYLOADS)),
        "text_status": "restated",
        "document": {**dict.fromkeys(("title", "title_en", "number"), " ".join(PAYLOADS)), "validity": "in_force"},
    }
    changed, clause["text"] = clause["text"], f"{list(PAYLOADS)[-1]} {clause['text']}"
    headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
    page.route("**/v1/embed/sessions", lambda r: r.fulfill(json={"session": "s"}, headers=headers))
    page.route("**/v1/embed/clauses", lambda r: r.fulfill(json=clause, headers=headers))
    page.route(
        "**/v1/embed/answers",
        lambda r: r.fulfill(body=json.dumps({"answer": next(answers).model_dump(mode="json")}) + "\n", headers=headers),
    )
    page.goto(f"{origin}/x.html")
    page.evaluate(
        """async ([src, key, payloads]) => {
            for (const payload of payloads) {
                delete window.PolicyQA;
                document.querySelector(".policyqa")?.remove();
                sessionStorage.clear();
                const script = document.createElement("script");
                const texts = { title: payload, lang: payload, theme: payload, position: payload };
                Object.assign(script.dataset, { key, ...texts });
                script.src = src;
                await new Promise((done) => { script.onload = done; document.head.append(script); });
                await PolicyQA.ask(payload);
            }
        }""",
        [f"{server.url}/widget.js", EMBED_KEY, list(PAYLOADS)],
    )
    page.locator(".policyqa .cite").first.click()
    page.locator(".policyqa .clause mark").wait_for()
    page.wait_for_timeout(300)
    clause["text"] = changed
    page.locator(".policyqa .cite").first.dispatch_event("click")
    page.locator(".policyqa .clause [role=alert]").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == 0


@pytest.mark.parametrize("path", ["/zh/", "/en/", "/source/jinbanfa-2025-46", "/"])
def test_no_other_site_can_frame_a_page(visit, server, other_origin, watch, path):
    origin, folder = other_origin
    (folder / "frame.html").write_text(
        f"<!doctype html><html lang=en><title>x</title><iframe src='{server.url}{path}'></iframe></html>"
    )
    page = visit(None)
    page.goto(f"{origin}/frame.html")
    page.wait_for_timeout(600)
    assert page.frames[1].url.startswith("chrome-error")
    assert any("frame-ancestors" in text for text in watch.refused)


def test_another_site_cannot_write_with_a_visitors_browser(visit, server, other_origin):
    origin, folder = other_origin
    body = json.dumps({"question": "跨站请求"})
    (folder / "csrf.html").write_text(
        f"<!doctype html><html lang=en><title>x</title><form method=post enctype=text/plain "
        f"action='{server.url}/v1/answers'><input name='{body[:-1]}, \"x\":\"' value='\"}}'></form></html>"
    )
    page = visit(None)
    page.goto(f"{origin}/csrf.html")
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")
    assert "cross_origin" in page.content()
    outcome = page.evaluate(
        """async (url) => {
            const send = (type) => fetch(url + "/v1/answers", {
                method: "POST", mode: "no-cors", headers: { "content-type": type }, body: '{"question":"跨站请求"}'
            }).then((r) => r.type, () => "refused");
            return [await send("text/plain")];
        }""",
        server.url,
    )
    assert outcome in (["opaque"], ["refused"], ["basic"])
    with sqlite3.connect(server.data / "records.sqlite") as records:
        assert records.execute("select count(*) from answers where question like '%跨站请求%'").fetchone() == (0,)
    records.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.mark.parametrize(
    "path",
    [
        "/?next=//evil.example",
        "/?lang=//evil.example",
        "/?lang=https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "/%2F%2Fevil.example/",
        "/zh//evil.example",
        "/zh",
        "/zh/%2e%2e//evil.example",
        "/en/?__theme=//evil.example",
    ],
)
def test_no_address_of_ours_leads_to_another_host(server, path):
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        reply = opener.open(server.url + path, timeout=10)
    except urllib.error.HTTPError as error:
        reply = error
    with reply:
        target = reply.headers.get("location", "")
    assert not target or re.match(rf"(?:{re.escape(server.url)})?/(?![/\\])", target), target


def test_no_payload_in_a_checked_draft_or_an_uploaded_name_runs_at_the_desk(visit, tmp_path):
    page = visit(None)
    page.add_init_script(HITS)
    page.goto("/desk/check")
    draft = "\n".join(f"《{payload}管理办法》第三条规定：“{payload}不得超过500万元”。" for payload in PAYLOADS)
    page.locator("textarea").fill(draft)
    page.get_by_role("button", name="核对引用").click()
    page.locator("h2#result").wait_for()
    assert page.evaluate("window.hits") == 0
    file = tmp_path / "<img src=x onerror=hit()>.txt"
    file.write_text(draft, "utf-8")
    page.goto("/desk/documents")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="看看会变成什么").click()
    page.locator("pre").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == 0
