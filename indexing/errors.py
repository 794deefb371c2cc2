"""Errors of the indexing room, named by what the caller does next. Their text is one line."""

from __future__ import annotations

MEND = "run `policyqa index`"


def first_line(error: Exception) -> str:
    """What another library said, short enough for ours."""
    return (str(error).splitlines() or [type(error).__name__])[0]


class IndexingError(Exception):
    """Base of everything this room raises on purpose."""


class NoIndexError(IndexingError):
    """There is no complete index in the folder."""


class StaleIndexError(IndexingError):
    """The index was built from other texts, by another model or by another version of this room."""


class IndexStorageError(IndexingError):
    """The folder cannot be written or read: read-only, full, or taken by another build."""


class EmbeddingModelError(IndexingError):
    """The embedding model cannot be loaded or its name means nothing."""


class OtherFeaturesError(IndexingError):
    """A ranker that was trained on other features than this version has."""
