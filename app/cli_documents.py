"""The commands about documents: import, compare, follow references, export. One function each, no logic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.reporting import Json, err, out, print_json, reported, say

AsOf = Annotated[str | None, typer.Option("--as-of", help="the version of this day, e.g. 2026-11-24")]
Day = Annotated[str | None, typer.Option(help="a day, e.g. 2026-11-24")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("import")(import_files)
    app.command("withdraw")(withdraw)
    app.command("diff")(diff)
    app.command("refs")(refs)
    app.command("export")(export_document)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="files or folders: docx, pdf, html, ofd, md, txt, scans")],
    document_id: Annotated[str | None, typer.Option("--id", help="document id; for one file")] = None,
    number: Annotated[str | None, typer.Option(help="document number, e.g. 金办发〔2025〕46号; for one file")] = None,
    title: Annotated[str | None, typer.Option(help="title; for one file")] = None,
    issuer: Annotated[str | None, typer.Option(help="who issued it")] = None,
    published: Day = None,
    effective: Day = None,
    repealed: Day = None,
    supersedes: Annotated[list[str] | None, typer.Option(help="number or id that it replaces (repeatable)")] = None,
    amends: Annotated[list[str] | None, typer.Option(help="number or id that it amends (repeatable)")] = None,
    audience: Annotated[list[str] | None, typer.Option(help="institution type addressed (repeatable)")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would be imported, import nothing")] = False,
    as_json: Json = False,
) -> None:
    """Import official documents: show what was recognised, store it when valid, and index it."""
    with reported():
        from app.importing import given, import_reviewed, review_files
        from app.progress import bar
        from app.settings import load_settings

        settings = load_settings()
        overrides = given(
            id=document_id,
            number=number,
            title=title,
            issuer=issuer,
            published=published,
            effective=effective,
            repealed=repealed,
            supersedes=supersedes,
            amends=amends,
            audience=audience,
        )
        progress = bar(err)
        reviewed = review_files(settings, files, overrides, progress)
        if not as_json:
            out.print(reviewed.render(), markup=False)
        result = {"review": reviewed.to_json(), "stored": []}
        if reviewed.valid and not dry_run:
            result["stored"] = import_reviewed(settings, reviewed, progress)
        if as_json:
            print_json(result, default=str)
        if not reviewed.valid:
            say("nothing was imported: mend what is marked above, or give the missing values (policyqa import --help)")
            raise typer.Exit(1)


def withdraw(
    version: Annotated[str, typer.Argument(help="an imported version: id@version, e.g. jinbanfa-2025-46@2025-05-07")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would be left, withdraw nothing")] = False,
    as_json: Json = False,
) -> None:
    """Take an import back: what stood before it answers again."""
    with reported():
        from app.importing import withdraw_version, withdrawal
        from app.progress import bar
        from app.settings import load_settings

        settings = load_settings()
        told = withdrawal(settings, version)
        if not as_json:
            out.print(f"withdraws {told['withdraws']}  {told['title']}", markup=False)
            out.print(f"leaves    {', '.join(told['leaves']) or 'no version of it'}", markup=False)
        if not dry_run:
            if not yes and not typer.confirm("withdraw it?", err=True):
                raise typer.Exit(1)
            withdraw_version(settings, version, bar(err))
        if as_json:
            print_json(told | {"withdrawn": not dry_run}, default=str)


def diff(
    before: Annotated[str, typer.Argument(help="a document id, or id@version")],
    after: Annotated[str, typer.Argument(help="the later document or version")],
    as_json: Json = False,
) -> None:
    """Compare two documents or two versions clause by clause."""
    with reported():
        from app.importing import version_named
        from app.service import open_catalogue
        from app.settings import load_settings
        from corpus.compare import compare

        catalogue = open_catalogue(load_settings())
        comparison = compare(version_named(catalogue, before), version_named(catalogue, after))
        if as_json:
            print_json(comparison.to_json(), default=str)
        else:
            out.print(comparison.render(), markup=False)


def refs(
    clause_id: Annotated[str, typer.Argument(help="e.g. commercial-bank-law#74")],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show what a clause refers to and what refers to it."""
    with reported():
        from app.importing import references_of
        from app.service import open_catalogue, read_date
        from app.settings import load_settings

        found = references_of(open_catalogue(load_settings()), clause_id, read_date(as_of))
        if as_json:
            print_json(found, default=str)
        else:
            for direction, arrow in (("outgoing", "→"), ("incoming", "←")):
                for link in found[direction]:
                    ends = ", ".join(link["targets"]) or link["reason"] or link["document"]
                    other = ends if direction == "outgoing" else link["source"]
                    out.print(f"{arrow} {link['surface']}  {other}", markup=False)


def export_document(
    document: Annotated[str, typer.Argument(help="a document id, or id@version")],
    form: Annotated[str, typer.Option("--format", help="markdown or akn (Akoma Ntoso 3.0 XML)")] = "markdown",
) -> None:
    """Write a document to standard output as Markdown or Akoma Ntoso."""
    with reported():
        from app.importing import version_named
        from app.service import open_catalogue
        from app.settings import load_settings
        from corpus.export import export

        sys.stdout.write(export(version_named(open_catalogue(load_settings()), document), form))
