"""The commands for operators and compliance: bench, audit, check. One function each, no logic."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from app.reporting import Json, err, out, print_json, reported, say

Day = Annotated[str | None, typer.Option(help="a day, e.g. 2026-11-24")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("check")(check)
    app.command("audit")(audit)
    app.command("bench")(bench)
    app.command("embed-key")(embed_key)


def check(
    file: Annotated[Path, typer.Argument(help="docx, pdf, html, ofd, md or txt; '-' reads text from standard input")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="as the law stood on this day")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
    annotated: Annotated[Path | None, typer.Option("--docx", help="also write the draft as Word with comments")] = None,
    as_json: Json = False,
) -> None:
    """Check every reference and quotation of a draft; exit 1 where one is wrong."""
    with reported():
        from app.checking.draft import check_draft, draft_of
        from app.checking.export import as_csv as written
        from app.checking.export import as_docx
        from app.render import finding_json, render_findings
        from app.service import open_catalogue, read_date
        from app.settings import load_settings
        from corpus.readers.files import read_content

        held = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = draft_of(read_content(held, "standard input.txt" if str(file) == "-" else file.name).text)
        checked = check_draft(text, open_catalogue(load_settings()), read_date(as_of))
        if annotated is not None:
            annotated.write_bytes(as_docx(checked, "zh"))
        if as_json:
            found = [finding_json(finding) for finding in checked.findings]
            uncited = [text[span.start : span.end].strip() for span in checked.uncited]
            print_json({"as_of": checked.as_of.isoformat(), "findings": found, "uncited": uncited})
        elif as_csv:
            sys.stdout.buffer.write(written(checked, "zh"))
        else:
            render_findings(checked, out)
        if checked.alarms:
            say(f"{len(checked.alarms)} references are wrong; mend them, then check again")
            raise typer.Exit(1)


def audit(
    since: Day = None,
    until: Day = None,
    status: Annotated[
        Literal["answered", "partial", "declined"] | None,
        typer.Option(metavar="STATUS", help="only answers that are answered, partial or declined"),
    ] = None,
    channel: Annotated[
        Literal["chat", "api", "widget"] | None,
        typer.Option(metavar="WAY", help="only what came by chat, api or widget"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only so many, the latest")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON Lines")] = False,
) -> None:
    """Who asked what, when, and what became of it; personal numbers are masked."""
    with reported():
        from app.records.audit import as_csv as written
        from app.records.audit import trail
        from app.service import read_date
        from app.settings import load_settings

        first, last = (read_date(day) if day else None for day in (since, until))
        data = load_settings().data
        entries = trail(data, since=first, until=last, status=status or "", channel=channel or "", limit=limit)
        if as_json:
            for entry in entries:
                print_json(entry.as_json())
        elif as_csv:
            sys.stdout.write(written(entries))
        else:
            for entry in entries:
                who = f"{entry.channel}{' ' + entry.institution if entry.institution else ''}"
                became = " ".join((entry.status, entry.reason or " ".join(entry.clauses), entry.feedback)).strip()
                out.print(Text.assemble((f"{entry.at}  {who}  ", "dim"), entry.question, (f"  → {became}", "cyan")))
        if not entries:
            say(f"nothing was asked in this time, as far as the records in {data} know (POLICYQA_DATA)")


def bench(
    count: Annotated[int, typer.Option(min=1, max=5000, help="how many different questions")] = 200,
    questions: Annotated[Path | None, typer.Option(help="a text file of questions, one a line, instead")] = None,
    as_json: Json = False,
) -> None:
    """Time ask and search on this machine: percentiles, memory."""
    with reported():
        from app.bench import questions_of, run
        from app.errors import QuestionError
        from app.progress import bar
        from app.service import PolicyQA
        from app.settings import load_settings

        report = bar(err)
        began = time.perf_counter()
        service = PolicyQA.open(load_settings(), report)
        opened = (time.perf_counter() - began) * 1000
        asked = questions_of(service, count)
        if questions is not None:
            asked = [line.strip() for line in questions.read_text("utf-8").splitlines() if line.strip()][:count]
            if not asked:
                raise QuestionError(f"{questions}: holds no question; write one a line")
        found = run(service, asked, opened, lambda done, total: report("asking and searching", done, total))
        if as_json:
            print_json(found.as_json())
        else:
            out.print(found.text(), markup=False)


def embed_key(
    name: Annotated[str, typer.Argument(help="name of the key, used in /embed/NAME")],
    origin: Annotated[list[str], typer.Option(help="scheme://host[:port] that may embed (repeatable)")],
    document: Annotated[list[str] | None, typer.Option(help="only this document id (repeatable)")] = None,
    daily_limit: Annotated[int | None, typer.Option(min=1, help="questions a day with this key")] = None,
    user_daily_limit: Annotated[int | None, typer.Option(min=1, help="questions a day by one user")] = None,
    user_secret_file: Annotated[Path | None, typer.Option(help="secret that signs user tokens")] = None,
    users_required: Annotated[bool, typer.Option("--users-required", help="refuse visitors without a token")] = False,
    as_json: Json = False,
) -> None:
    """Make a key for embedding the widget: printed once, stored hashed in embed-keys.yaml."""
    with reported():
        from app.service import open_catalogue
        from app.settings import load_settings
        from app.web.embed.keys import FILE, add_key

        settings = load_settings()
        catalogue = open_catalogue(settings)
        for each in document or ():
            catalogue.get(each)
        key = add_key(
            settings.data / FILE,
            name,
            origins=origin,
            documents=document or None,
            daily_limit=daily_limit,
            user_daily_limit=user_daily_limit,
            user_secret_file=str(user_secret_file.resolve()) if user_secret_file else None,
            users_required=users_required or None,
        )
        if as_json:
            print_json({"name": name, "key": key, "file": str(settings.data / FILE)})
        else:
            out.print(f'<script async src="https://HOST/widget.js" data-key="{key}"></script>', markup=False)
            say(f"stored hashed in {settings.data / FILE}; the key is not shown again")
