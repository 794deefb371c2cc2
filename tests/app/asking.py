"""What tests ask the service for."""

from __future__ import annotations


def said(service, *questions: str) -> list[str]:
    """What is said to the last of the questions, which are asked in one conversation."""
    answers = []
    for question in questions:
        answers.append(service.ask(question, history=list(answers)))
    return [statement.text for statement in answers[-1].statements]
