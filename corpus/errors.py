"""Errors of the corpus room, named by what the reader of the message does next."""


class CorpusError(ValueError):
    """A document, a clause or an id is not valid; the text names it and says what to change."""


class UnsupportedFormatError(CorpusError):
    """The file cannot be read as it is; the text says how to convert it."""


class RefusedFileError(CorpusError):
    """The file is beyond a stated bound (size, pages, nesting, expansion) or is made to do harm."""
