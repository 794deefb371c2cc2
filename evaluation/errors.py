"""Errors of the evaluation room, named by what the reader of the message does next."""

from app.errors import PolicyQAError


class EvaluationError(PolicyQAError):
    """A run cannot be made or read; the text says what to change."""


class QuestionFileError(EvaluationError):
    """A question file is not as it should be; the text names the file, the entry, the field and what to do."""


class RunFileError(EvaluationError):
    """A stored run cannot be read back; the text names the file and the line."""
