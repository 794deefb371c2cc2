"""What can be wrong with a statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a statement is not supported."""

    QUANTITY = "quantity"
    DATE = "date"
    DOCUMENT = "document"
    MODALITY = "modality"
    NEGATION = "negation"
    COMPARISON = "comparison"
    ADDRESSEE = "addressee"
    CONDITION = "condition"
    WORDS = "words"


@dataclass(frozen=True)
class Reason:
    """One fault: the words of the statement (`said`) and of the evidence (`stated`); either may be ''."""

    fault: Fault
    said: str
    stated: str = ""
