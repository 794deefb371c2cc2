"""What tests ask the service for."""

from __future__ import annotations

from app.answering.answer import Answer


def said(service, *questions: str) -> list[str]:
    """What is said to the last of the questions, which are asked in one conversation."""
    return [statement.text for statement in answered(service, *questions).statements]


def answered(service, *questions: str) -> Answer:
    """The answer to the last of the questions, which are asked in one conversation."""
    answers = []
    for question in questions:
        answers.append(service.ask(question, history=list(answers)))
    return answers[-1]
