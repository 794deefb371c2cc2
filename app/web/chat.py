"""The chat: a Gradio page for each language, mounted at /zh and /en inside our own frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import gradio as gr
import yaml
from fastapi import FastAPI

from app.answering.answer import Answer
from app.errors import PolicyQAError
from app.records.asked import AskedLog
from app.service import PolicyQA
from app.web.answer_view import answer_html, one_line, share_query, short_title
from app.web.errors import code_of, next_step_of
from app.web.middleware.chat_page import ChatPage
from app.web.middleware.gradio_gate import GradioGate
from app.web.source_view import institution_names
from app.web.strings import HTML_LANG, LANGUAGES, say
from app.web.templates import block, render
from corpus.errors import CorpusError

Message = dict[str, str]
_BLOCKS = ("head", "before", "after")
_REMEMBERED = 6  # answers that a follow-up may lean on
_SHOWN = 60  # exchanges kept on the page


@dataclass(frozen=True)
class Talk:
    """One visitor's conversation: what is shown, and the answers that a follow-up may lean on."""

    messages: tuple[Message, ...] = ()
    answers: tuple[Answer, ...] = ()
    question: str = ""  # the last one, and the filters it was asked with
    filters: tuple[str, str, tuple[str, ...]] = ("", "", ())


class Chat:
    """What the page of one language does. Holds no conversation: Gradio keeps one per visitor."""

    def __init__(self, service: PolicyQA, asked: AskedLog, language: str) -> None:
        self.service = service
        self.asked = asked
        self.language = language

    def ask(
        self, question: str, institution: str | None, as_of: str | None, documents: list[str], talk: Talk
    ) -> Iterator[tuple[str, list[Message], str, Talk]]:
        """Yields (question box, messages, address, talk) twice: when the question is taken, and when it is answered."""
        question = (question or "").strip()
        share = share_query(question, institution or "", as_of or "", documents)
        if not question:
            yield "", list(talk.messages), _address(share), talk
            return
        asked = replace(
            talk,
            messages=(*talk.messages, _message("user", self._turn("question", text=question))),
            question=question,
            filters=(institution or "", as_of or "", tuple(documents)),
        )
        yield "", [*asked.messages, _message("assistant", self._turn("pending"))], _address(share), asked
        try:
            answer = self.service.ask(
                question,
                as_of=as_of or None,
                institution=institution or None,
                documents=documents or None,
                history=talk.answers,
            )
        except (PolicyQAError, CorpusError) as error:
            html = self._turn("failure", text=str(error), next_step=next_step_of(code_of(error), self.language))
        else:
            self.asked.record(answer, channel="chat", institution=institution or "")
            asked = replace(asked, answers=(*asked.answers, answer)[-_REMEMBERED:])
            html = answer_html(answer, self.service.catalogue, self.language, share)
        asked = replace(asked, messages=(*asked.messages, _message("assistant", html))[-2 * _SHOWN :])
        yield "", list(asked.messages), _address(share), asked

    def arrive(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """A visit whose address holds filters and perhaps a question: (institution, as-of, documents, messages,
        address, talk). What the address does not name stays as it is: the visitor may be typing already."""
        query = request.query_params
        institution = query.get("institution") or ""
        as_of = (query.get("as_of") or "")[:10]
        known = set(self.service.catalogue.ids())
        documents = [name for name in query.getlist("documents") if name in known]
        institution = institution if institution in institution_names(self.language) else ""
        filters = (institution or gr.skip(), as_of or gr.skip(), documents or gr.skip())
        if not query.get("q"):
            yield *filters, gr.skip(), gr.skip(), gr.skip()
            return
        for _, messages, address, talk in self.ask(query["q"], institution, as_of, documents, Talk()):
            yield *filters, messages, address, talk

    def _turn(self, kind: str, **values: str) -> str:
        return one_line(render("turn.html", self.language, kind=kind, **values))

    def blocks(self) -> gr.Blocks:
        words = partial(say, language=self.language)
        with gr.Blocks(analytics_enabled=False, title=words("app.name"), fill_height=True, fill_width=True) as page:
            log = gr.Chatbot(
                label=words("chat.log"),
                show_label=False,
                elem_id="log",
                buttons=[],
                autoscroll=False,
                sanitize_html=False,  # templates.py escapes every word, and the page's policy runs no inline script
                latex_delimiters=[],
                feedback_options=None,
                placeholder=one_line(
                    render("welcome.html", self.language, suggestions=list(_suggestions(self.language)))
                ),
            )
            with gr.Column(elem_id="composer"):
                question = gr.Textbox(
                    label=words("chat.question"),
                    show_label=False,
                    placeholder=words("chat.hint"),
                    elem_id="question",
                    submit_btn=words("chat.ask"),
                    autofocus=True,
                    max_lines=6,
                    max_length=self.service.settings.max_question_chars,
                )
                with gr.Row(elem_id="filters"):
                    institution = gr.Dropdown(
                        [
                            (words("chat.any_institution"), ""),
                            *((name, key) for key, name in institution_names(self.language).items()),
                        ],
                        value="",
                        label=words("chat.institution"),
                        elem_id="institution",
                        filterable=False,
                        min_width=120,
                    )
                    as_of = gr.Textbox(
                        label=words("chat.as_of"), elem_id="as-of", max_lines=1, max_length=10, min_width=120
                    )
                    documents = gr.Dropdown(
                        self._documents(),
                        multiselect=True,
                        value=[],
                        label=words("chat.documents"),
                        elem_id="documents",
                        min_width=160,
                    )
            address = gr.Markdown(elem_id="address", sanitize_html=False, container=False)
            talk = gr.State(Talk())
            filters: list[Any] = [institution, as_of, documents]
            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            question.submit(self.ask, [question, *filters, talk], [question, log, address, talk], **quiet)
            page.load(self.arrive, None, [*filters, log, address, talk], **quiet)
            for each in filters:
                each.change(_filtered, [*filters, talk], [address], queue=False, **quiet)
        return page

    def _documents(self) -> list[tuple[str, str]]:
        catalogue = self.service.catalogue
        found = [(short_title(catalogue.get(name), self.language), name) for name in catalogue.ids()]
        return sorted(found)


def _message(role: str, html: str) -> Message:
    return {"role": role, "content": html}


def _address(query: str) -> str:
    return one_line(render("address.html", "zh", query=query))


def _filtered(institution: str | None, as_of: str | None, documents: list[str], talk: Talk) -> str:
    """The address after a filter was changed: the shown question stays in it as long as its own filters do."""
    kept = talk.question if (institution or "", as_of or "", tuple(documents)) == talk.filters else ""
    return _address(share_query(kept, institution or "", as_of or "", documents))


@cache
def _suggestions(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    raw = yaml.safe_load((Path(__file__).parent / "suggestions.yaml").read_text("utf-8"))
    return tuple((role, tuple(questions[language])) for role, questions in raw.items())


@cache
def _frame(language: str) -> tuple[str, str, str]:
    head, before, after = (block("frame.html", name, language) for name in _BLOCKS)
    return head, before, after


def mount(app: FastAPI, service: PolicyQA, asked: AskedLog) -> None:
    """Put the chat of each language under /<language>/."""
    plain = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])  # chat.css sets the type; nothing is fetched
    for language in LANGUAGES:
        gr.mount_gradio_app(
            app,
            Chat(service, asked, language).blocks(),
            path=f"/{language}",
            theme=plain,
            footer_links=[],
            run_history=False,
            show_error=False,
            enable_monitoring=False,
            max_file_size=0,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
        )
    app.add_middleware(ChatPage, lang=HTML_LANG, frame=_frame)
    app.add_middleware(GradioGate, mounts=tuple(f"/{language}" for language in LANGUAGES))
