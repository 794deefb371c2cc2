"""The chat: a Gradio page for each language, mounted at /zh and /en inside our own frame."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import gradio as gr
import yaml
from fastapi import FastAPI

from app.answering.answer import Answer, Statement
from app.answering.privacy import mask
from app.errors import PolicyQAError
from app.records.asked import AskedLog
from app.records.history import History, Turn, UnknownConversationError, owner_of
from app.service import PolicyQA
from app.web.answer_view import answer_html, one_line, share_query, short_title
from app.web.errors import code_of, next_step_of
from app.web.middleware.chat_page import VISITOR, ChatPage
from app.web.middleware.gradio_gate import GradioGate
from app.web.source_view import institution_names
from app.web.strings import HTML_LANG, LANGUAGES, say
from app.web.templates import block, render
from corpus.errors import CorpusError

Message = dict[str, str]
Asked = tuple[str, str, tuple[str, ...]]  # institution, as-of day and documents that a question is asked with
_BLOCKS = ("head", "before", "after")
_REMEMBERED = 6  # answers that a follow-up may lean on
_SHOWN = 60  # exchanges kept on the page
_REDRAW_S = 0.15
_AT_ONCE = 12  # questions answered at once, in each language; the pool has 40 threads for all requests


@dataclass(frozen=True)
class Talk:
    """One visitor's conversation: what is shown, and the answers that a follow-up may lean on."""

    messages: tuple[Message, ...] = ()
    answers: tuple[Answer, ...] = ()
    id: str = ""  # in the records; '' before the first answer
    question: str = ""  # the last one, masked: it goes into the address; and the filters it was asked with
    filters: Asked = ("", "", ())


class Chat:
    """What the page of one language does. Holds no conversation: Gradio keeps one per visitor."""

    def __init__(self, service: PolicyQA, asked: AskedLog, history: History, language: str) -> None:
        self.service = service
        self.asked = asked
        self.history = history
        self.language = language

    def ask(
        self,
        question: str,
        institution: str | None,
        as_of: str | None,
        documents: list[str],
        talk: Talk,
        arrived: bool,
        request: gr.Request,
    ) -> Iterator[tuple[str, list[Message], str, Talk]]:
        """Yields (question box, messages, address, talk) when the question is taken, at each statement, and with the
        answer. `arrived`: whether the filters of the address had reached the page when the question was put; a
        question put before is asked with those of the address where the visitor has chosen none."""
        filters = (institution or "", as_of or "", tuple(documents))
        if not arrived:
            chosen, named = filters, self._filters(request)
            filters = (chosen[0] or named[0], chosen[1] or named[1], chosen[2] or named[2])
        yield from self._asked((question or "").strip(), filters, talk, _owner(request))

    def _asked(
        self, question: str, filters: Asked, talk: Talk, owner: str
    ) -> Iterator[tuple[str, list[Message], str, Talk]]:
        institution, as_of, documents = filters
        shown = mask(question).text  # an address is kept and passed on; the service masks for itself and says so
        address = _address(share_query(shown, *filters))
        if not question:
            yield "", list(talk.messages), address, talk
            return
        messages = (*talk.messages, _message("user", self._turn("question", text=shown)))
        talk = replace(talk, messages=messages, question=shown, filters=filters)
        yield "", [*messages, self._unfinished([])], address, talk
        told: list[Statement] = []
        redrawn = 0.0
        try:
            steps = self.service.stream(
                question,
                as_of=as_of or None,
                institution=institution or None,
                documents=documents or None,
                history=talk.answers,
            )
            for step in self.asked.following(steps, channel="chat", institution=institution):
                if isinstance(step, Answer):
                    html = answer_html(step, self.service.catalogue, self.language, share_query(shown, *filters))
                    kept = self.history.keep(owner, talk.id, Turn(step, *filters)) if owner else ""
                    talk = replace(talk, id=kept, answers=(*talk.answers, step)[-_REMEMBERED:])
                    continue
                told.append(step)
                if time.monotonic() - redrawn > _REDRAW_S:  # statements that come together are drawn together
                    redrawn = time.monotonic()
                    yield "", [*messages, self._unfinished(told)], address, talk
        except (PolicyQAError, CorpusError) as error:
            html = self._turn("failure", text=str(error), next_step=next_step_of(code_of(error), self.language))
        talk = replace(talk, messages=(*messages, _message("assistant", html))[-2 * _SHOWN :])
        yield "", list(talk.messages), address, talk

    def _unfinished(self, told: list[Statement]) -> Message:
        texts = [statement.text for statement in told]
        return _message("assistant", one_line(render("turn.html", self.language, kind="pending", statements=texts)))

    def arrive(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """A visit whose address holds filters and perhaps a question: (institution, as-of, documents, arrived,
        messages, address, talk). What the address does not name stays as it is: the visitor may be typing already."""
        institution, as_of, documents = filters = self._filters(request)
        choices = self._choices(documents)
        shown = (institution or gr.skip(), as_of or gr.skip(), choices, True)
        talk = self._reopened(_owner(request), request.query_params.get("talk") or "")
        if talk is not None:
            institution, as_of, documents = talk.filters
            address = _address(share_query(talk.question, *talk.filters))
            yield institution, as_of, self._choices(documents), True, list(talk.messages), address, talk
            return
        question = request.query_params.get("q")
        if not question:
            yield *shown, gr.skip(), gr.skip(), gr.skip()
            return
        for _, messages, address, talk in self._asked(question.strip(), filters, Talk(), _owner(request)):
            yield *shown, messages, address, talk

    def _reopened(self, owner: str, name: str) -> Talk | None:
        """A conversation of the visitor as it was; None where there is none of that name."""
        try:
            turns = self.history.open(owner, name) if owner and name else ()
        except UnknownConversationError:
            return None
        messages: list[Message] = []
        for turn in turns:
            answer = turn.answer
            share = share_query(answer.question, *turn.filters)
            messages += [
                _message("user", self._turn("question", text=answer.question)),
                _message("assistant", answer_html(answer, self.service.catalogue, self.language, share)),
            ]
        if not turns:
            return None
        answers = tuple(turn.answer for turn in turns[-_REMEMBERED:])
        institution, as_of, documents = turns[-1].filters
        filters = (institution, as_of, self._held(documents))
        return Talk(tuple(messages), answers, name, turns[-1].answer.question, filters)

    def _filters(self, request: gr.Request) -> Asked:
        """Those that the page's address names, as far as they mean something."""
        query = request.query_params
        institution = query.get("institution") or ""
        return (
            institution if institution in institution_names(self.language) else "",
            (query.get("as_of") or "")[:10],
            self._held(query.getlist("documents")),
        )

    def _held(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Those that are held now: the filter offers no others."""
        known = set(self.service.catalogue.ids())
        return tuple(name for name in documents if name in known)

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
            # not a State: the server would know of the arrival before a question on its way was put
            arrived = gr.Checkbox(visible="hidden")
            filters: list[Any] = [institution, as_of, documents]
            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            answering = {**quiet, "concurrency_limit": _AT_ONCE, "concurrency_id": "answers"}
            question.submit(self.ask, [question, *filters, talk, arrived], [question, log, address, talk], **answering)
            page.load(self.arrive, None, [*filters, arrived, log, address, talk], **answering)
            for each in filters:
                each.change(_filtered, [*filters, talk], [address], queue=False, **quiet)
        return page

    def _choices(self, chosen: tuple[str, ...]) -> Any:
        """The filter with the documents that are held now (others may have been imported since the page was made)."""
        return (
            gr.update(choices=self._documents(), value=list(chosen)) if chosen else gr.update(choices=self._documents())
        )

    def _documents(self) -> list[tuple[str, str]]:
        catalogue = self.service.catalogue
        found = [(short_title(catalogue.get(name), self.language), name) for name in catalogue.ids()]
        return sorted(found)


def _owner(request: gr.Request) -> str:
    """Whose conversations these are; '' for a browser that keeps no cookie."""
    visitor = request.cookies.get(VISITOR)
    return owner_of("chat", visitor[:100]) if visitor else ""


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


def mount(app: FastAPI, service: PolicyQA, asked: AskedLog, history: History) -> None:
    """Put the chat of each language under /<language>/."""
    plain = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])  # chat.css sets the type; nothing is fetched
    for language in LANGUAGES:
        gr.mount_gradio_app(
            app,
            Chat(service, asked, history, language).blocks(),
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
