"""What tests ask the service for."""

from __future__ import annotations


def said(service, question: str) -> list[str]:
    return [statement.text for statement in service.ask(question).statements]
