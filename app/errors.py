"""Errors of the app room, named by what the caller does next. Their text is one line and ends with the next step."""

from __future__ import annotations


class PolicyQAError(Exception):
    """Base of what a command or the API reports to its user."""

    code = "error"


class QuestionError(PolicyQAError, ValueError):
    """The question cannot be taken as it is: empty, too long, not text, or an option that means nothing."""

    code = "bad_question"


class SettingsError(PolicyQAError, ValueError):
    """A setting is unknown or out of bounds."""

    code = "bad_setting"


class RecordsError(PolicyQAError):
    """The records cannot be read or written: read-only, full, locked, or not a database."""

    code = "records_unavailable"


class LLMError(PolicyQAError):
    """The language model did not give a usable reply; the extractive answer is given instead."""

    code = "llm_unavailable"
