"""Which of the passages shown to a language model proves a statement that it wrote.

Stricter than the verifier alone, which has to accept what people write: a model's statement is kept only if each of
its sentences is proved by one passage by itself (nothing is put together from two rules), in the passage's language,
without any content word that the passage does not have and without leaving off a condition that the passage makes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.reading import Reading, overlap, read
from app.answering.segments import Segment
from app.answering.support import Source, supports
from app.answering.terms import language_of, presence, question_terms

#: Words that weigh less say how, not what (terms.py).
_CONTENT = 0.5
#: A longer Chinese word whose every pair of characters is in the passage counts 0.7.
_PRESENT = 0.6
#: Share of a condition's words that the statement has to repeat.
_KEPT = 0.3
_CASE = re.compile(r"(?:\A|(?<=[。；，：\s]))[^，。；：\s]{3,90}的(?=，)")  # 某某的，应当…
_PLAIN = re.compile(r"[\u3400-\u9fffA-Za-z0-9\s，。；：、！？（）《》“”‘’〔〕,.;:!?()\"'%/+-]*")


def proving(text: str, language: str, passages: Sequence[Segment]) -> tuple[Segment, ...]:
    """The passages, among those given, that together prove `text`, one for each of its sentences; () where a sentence
    is not proved by any one of them."""
    sentences = [text[one.start : one.end].strip() for one in read(text).sentences]
    found: list[Segment] = []
    for sentence in sentences:
        proof = next((passage for passage in passages if _proves(passage, sentence, language)), None)
        if proof is None:
            return ()
        found.append(proof)
    return tuple(dict.fromkeys(found))


def words_of(passage: Segment) -> str:
    """The words that a passage is read by: those of its list's lead and its own."""
    return " ".join(f"{passage.lead_text} {passage.text}".split())


def _proves(passage: Segment, sentence: str, language: str) -> bool:
    evidence = words_of(passage)
    if language_of(evidence) != language or language_of(sentence) != language:
        return False
    if any(char not in evidence for char in _PLAIN.sub("", sentence)):
        return False
    source = Source.of(passage.document, passage.clause)
    if not supports(sentence, evidence, language=language, source=source).ok:
        return False
    said, stated = read(_without(source.labels, sentence)), read(evidence)
    cores = [(one.core_start, one.core_end) for one in stated.conditions if not one.generic]
    cores += [case.span() for case in _CASE.finditer(evidence)]
    return _grounded(said, evidence) and not any(_left_off(*core, said, stated) for core in cores)


def _without(labels: Sequence[str], sentence: str) -> str:
    """The sentence without the names of its source, which `supports` has compared."""
    for label in labels:
        sentence = sentence.replace(f"《{label}》", " ").replace(label, " ")
    return sentence


def _grounded(said: Reading, evidence: str) -> bool:
    """Whether it says something, and no content word but those of the evidence. Forces, denials, figures and dates
    are left to `supports`, which compares their meaning."""
    terms = question_terms(said.bare.replace("\x00", " "))
    content = [term for term in terms if term.weight >= _CONTENT]
    return bool(content) and all(presence(term, evidence) >= _PRESENT for term in content)


def _left_off(start: int, end: int, said: Reading, stated: Reading) -> bool:
    """Whether the words [start, end) of a passage, a condition, are not repeated. Those that the rule itself repeats
    do not count."""
    words = stated.window(start, end)
    own = words - stated.window(0, start) - stated.window(end, len(stated.text))
    return bool(words) and overlap(own or words, said.grams) < _KEPT
