"""A file as read and what is known already become the document that an import would store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from corpus.addressees import expand
from corpus.catalogue import Catalogue
from corpus.compare import compare
from corpus.errors import CorpusError
from corpus.importing.naming import identify
from corpus.model import Clause, Document, Gloss, TextStatus, Validity
from corpus.readers.original import Original
from corpus.splitter import split
from corpus.splitting.record import Record

_INHERITED = ("title_en", "issuer", "issuer_en", "kind", "number", "permission")
_KEPT_LINKS = ("supersedes", "amended_by", "amended_on", "repealed")


@dataclass(frozen=True)
class Overrides:
    """What the person who imports says instead of what was recognised; None or empty says nothing."""

    id: str | None = None
    number: str | None = None
    title: str | None = None
    title_en: str | None = None
    issuer: str | None = None
    kind: str | None = None
    published: date | None = None
    effective: date | None = None
    repealed: date | None = None
    version: date | None = None
    supersedes: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    permission: str | None = None

    def given(self) -> dict[str, object]:
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) not in (None, ())}


@dataclass(frozen=True)
class Draft:
    """What an import would store. `found_in` says for each field where it comes from; `changed_ids` are ids of the
    version before that now name something else or nothing: (id, new id or '')."""

    document: Document
    existing: Document | None
    why: str
    found_in: Mapping[str, str]
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    changed_ids: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = field(default=())


def draft(original: Original, overrides: Overrides, catalogue: Catalogue) -> Draft:
    """Splits a file and makes the document of it. Raises CorpusError when no clause can be made."""
    made = split(original, overrides.id or "draft")
    record = _overridden(made.record, overrides)
    document_id, why = (overrides.id, "given") if overrides.id else identify(record, catalogue)
    existing = catalogue.get(document_id) if document_id in catalogue.ids() else None
    clauses = tuple(replace(clause, id=replace(clause.id, document=document_id)) for clause in made.clauses)
    found_in = dict(record.found_in) | dict.fromkeys(overrides.given(), "given")
    document = Document(
        id=document_id,
        title=record.title or (existing.title if existing else ""),
        title_en=overrides.title_en or "",
        clauses=clauses,
        validity=_validity(record, overrides),
        text_status=TextStatus.OFFICIAL,
        number=record.number,
        issuer=record.issuer,
        kind=record.kind,
        aliases=record.aliases,
        addressees=frozenset(overrides.audience) or record.addressees,
        sources=(original.name,),
        provenance=f"{original.name}, sha256:{original.sha256}",
        permission=overrides.permission or "",
        **_cautions(original),
    )
    warnings = [*original.warnings, *made.warnings]
    changed: tuple[tuple[str, str], ...] = ()
    if existing is not None:
        document, notes, changed = _informed(document, existing, catalogue.versions(document_id), overrides)
        warnings += notes
        found_in.update({name: "kept from the version known" for name in _INHERITED if name not in found_in})
    return Draft(
        document,
        existing,
        why,
        found_in,
        tuple(warnings),
        tuple(_errors(document)),
        changed,
        _links(document, catalogue),
    )


def _overridden(record: Record, overrides: Overrides) -> Record:
    given = overrides.given()
    for name in ("number", "title", "issuer", "kind", "published", "effective", "version", "supersedes", "amends"):
        if name in given:
            setattr(record, name, given[name])
    return record


def _validity(record: Record, overrides: Overrides) -> Validity:
    return Validity(
        published=record.published,
        effective=record.effective,
        repealed=overrides.repealed,
        version=record.version,
        supersedes=record.supersedes,
        amends=record.amends,
    )


def _cautions(original: Original) -> dict[str, str]:
    if original.media != "scan":
        return {}
    return {
        "caution": "文字由扫描件识别得来，个别字可能有误，引用前请核对原件图像。",
        "caution_en": "The text was recognised from a scan; single characters may be wrong, check the page itself.",
    }


def _informed(
    document: Document, existing: Document, versions: Sequence[Document], overrides: Overrides
) -> tuple[Document, list[str], tuple[tuple[str, str], ...]]:
    """Takes from the version known what the file does not say: names and links, and from our restatement of the same
    text what was noted clause by clause (addressees, modality, and its words as a gloss, an aid to search)."""
    notes: list[str] = []
    held = {name: getattr(document, name) or getattr(existing, name) for name in _INHERITED}
    aliases = tuple(dict.fromkeys((*document.aliases, *existing.aliases)))
    addressees = document.addressees or existing.addressees
    document = replace(document, **held, aliases=aliases, addressees=addressees)
    restated = next((v for v in versions if v.text_status is TextStatus.RESTATED and v.number == document.number), None)
    if restated is not None:
        document = replace(document, validity=_validity_of_restated(document.validity, restated.validity))
        known = restated.validity.published
        if not overrides.published and known and (document.validity.published or date.min) < known:
            dated = document.validity.published
            notes += [f"成文日期 {dated} 早于公布日期 {known}，取公布日期 / dated before published"] if dated else []
            document = replace(document, validity=replace(document.validity, published=known))
        counterparts = {c.after.id: c.before for c in compare(restated, document).changes if c.before and c.after}
        document = replace(document, clauses=tuple(_noted(clause, counterparts.get(clause.id)) for clause in document))
    changed = tuple(
        (str(c.before.id), str(c.after.id) if c.after else "")
        for c in compare(existing, document).changes
        if c.before and (c.after is None or c.after.id != c.before.id)
    )
    return document, notes, changed


def _validity_of_restated(validity: Validity, known: Validity) -> Validity:
    """The validity with the links and the end that were known of the same text (its being set aside apart)."""
    held = {name: getattr(validity, name) or getattr(known, name) for name in _KEPT_LINKS}
    return replace(validity, **held)


def _noted(clause: Clause, before: Clause | None) -> Clause:
    if before is None:
        return clause
    zh, en = (before.in_language(language) for language in ("zh", "en"))
    gloss = Gloss(
        before.gloss.zh or (" ".join(before.text[slice(*zh)].split("\n")) if zh else ""),
        before.gloss.en or (" ".join(before.text[slice(*en)].split("\n")) if en else ""),
    )
    return replace(
        clause,
        gloss=gloss,
        addressees=before.addressees,
        modality=before.modality,
        heading_en=before.heading_en,
    )


def _errors(document: Document) -> Iterable[str]:
    validity = document.validity
    if not document.title:
        yield "no title was recognised; give --title"
    if not (validity.published or validity.effective):
        yield "no date was recognised; give --published YYYY-MM-DD"
    if validity.published and validity.effective and validity.effective < validity.published and not validity.version:
        yield f"in force {validity.effective}, before published {validity.published}; give --published or --effective"
    if validity.repealed and validity.effective and validity.repealed <= validity.effective:
        yield f"repealed {validity.repealed}, before in force {validity.effective}; give --repealed or --effective"
    try:
        expand(document.addressees)
    except CorpusError as error:
        yield f"--audience: {error}"


def _links(document: Document, catalogue: Catalogue) -> tuple[str, ...]:
    """What the document supersedes or amends, with the documents known by those names."""
    said = []
    for verb, names in (("supersedes", document.validity.supersedes), ("amends", document.validity.amends)):
        for name in names:
            known = catalogue.named(name)
            said.append(f"{verb} {name}" + (f" ({', '.join(known)})" if known else " (not in the corpus)"))
    return tuple(said)
