"""Named clauses: every way to name what exists finds it, no way to name what does not exist finds anything."""

import random

import opencc
import pytest

from corpus.absence import has_articles
from corpus.catalogue import load_catalogue
from corpus.names import short_title
from corpus.numbering import article_label, chinese_numeral, part_label
from corpus.readers.markdown import RECORD_PATH
from tests.indexing.conftest import NOW

_TRADITIONAL = opencc.OpenCC("s2t")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def documents(catalogue):
    return [catalogue.get(key, NOW) for key in catalogue.ids()]


def _document_forms(document):
    """Ways to name a document in Chinese."""
    title, short = document.title, short_title(document.title)
    forms = [title, f"《{title}》", short, f"《{short}》", " ".join(short), _TRADITIONAL.convert(f"《{title}》")]
    forms += [alias for alias in document.aliases if not alias.isascii()]
    if document.number:
        plain = document.number.replace("〔", "[").replace("〕", "]")
        forms += [
            document.number,
            plain,
            plain.replace("[", "（").replace("]", "）"),
            document.number.replace("〔", " ").replace("〕", "年"),
        ]
    return forms


def _english_forms(document):
    return [name for name in (document.title_en, *document.aliases) if name and name.isascii()]


def _article_forms(step):
    number, *after = step.split("-")
    ending = "".join(f"之{chinese_numeral(int(n))}" for n in after)
    chinese = article_label(step)
    return [
        chinese,
        f"第{number}条{ending}",
        f"第 {number} 条{ending}",
        f"{number}条{ending}",
        f"第{number.translate(_FULL_WIDTH)}条{ending}",
        _TRADITIONAL.convert(chinese),
        f"的{chinese}",
        f"里第{number}条{ending}",
    ]


_QUESTIONS = ["{}", "{}怎么规定的？", "请问{}说什么", "根据{}，银行应当怎么做？", "{}的内容", "请解释{}。"]
_ENGLISH = [
    "Article {1} of the {0}",
    "What does Article {1} of {0} say?",
    "{0} Article {1}",
    "{0}, Art. {1}",
    "{0} article {1}?",
]


def _names_of_clauses(documents):
    """(question, clause id, part path or None) for every clause of every document, several ways each."""
    pick = random.Random(46)
    for document in documents:
        for clause in document:
            path = clause.id.path
            if path == RECORD_PATH:
                continue
            articles = has_articles(document) and path[0].replace("-", "").isdigit()
            labels = (
                _article_forms(path[0])
                if articles
                else [clause.label, clause.label.replace("（", "(").replace("）", ")")]
            )
            for _ in range(2):
                name = pick.choice(_document_forms(document)) + pick.choice(labels)
                yield pick.choice(_QUESTIONS).format(name), clause.id, None
            if articles and (forms := _english_forms(document)):
                yield pick.choice(_ENGLISH).format(pick.choice(forms), path[0]), clause.id, None
            if articles and len(clause.parts) > 1:
                part = pick.choice(clause.parts)
                below = pick.choice(
                    [
                        part_label(part.path),
                        "".join(f"第{n}{unit}" for n, unit in zip(part.path, "款项目", strict=False)),
                    ]
                )
                name = pick.choice(_document_forms(document)) + article_label(path[0]) + below
                yield pick.choice(_QUESTIONS).format(name), clause.id, part.path
                if forms:
                    number = path[0] + "".join(f"({step})" for step in part.path)
                    yield pick.choice(_ENGLISH).format(pick.choice(forms), number), clause.id, part.path


def test_every_clause_is_found_from_every_way_to_name_it(resolver, documents):
    names = list(_names_of_clauses(documents))
    assert len(names) >= 5000
    wrong = []
    for question, clause_id, part in names:
        resolution = resolver.resolve(question, NOW)
        found = [(item.clause.id, item.part.path if item.part else None) for item in resolution.found]
        if found != [(clause_id, part)] or resolution.unresolved:
            wrong.append((question, str(clause_id), part, [str(item) for item in found], resolution.unresolved))
    assert wrong[:12] == []
    assert wrong == []


def _names_of_nothing(documents):
    """Questions that name a clause or a document that does not exist."""
    pick = random.Random(18)
    for document in documents:
        forms, english = _document_forms(document), _english_forms(document)
        held = {clause.id.path[0] for clause in document}
        numbers = [int(step) for step in held if step.isdigit()]
        if has_articles(document):
            for number in {max(numbers) + 1, max(numbers) + pick.randint(2, 60), pick.randint(1500, 2000)}:
                yield pick.choice(_QUESTIONS).format(pick.choice(forms) + pick.choice(_article_forms(str(number))))
                yield pick.choice(_ENGLISH).format(pick.choice(english), number)
            yield pick.choice(forms) + article_label(f"{pick.choice(numbers)}-{pick.randint(31, 39)}")
            for clause in pick.sample(document.clauses, 3):
                if clause.id.path[0].isdigit():
                    yield pick.choice(forms) + clause.label + f"第{pick.choice(['九十', '97', '八十八'])}款"
                    yield pick.choice(forms) + clause.label + "第一款第（七十）项"
        short = short_title(document.title)
        if short.endswith(("法", "条例", "办法")):
            for ending in ("实施细则", "实施条例", "司法解释"):
                yield f"《{short}{ending}》第三条"
                yield pick.choice(_QUESTIONS).format(f"{short}{ending}第{pick.randint(1, 30)}条")
        if "〔" in document.number:
            word, year, serial = document.number.replace("〔", "|").replace("〕", "|").replace("号", "").split("|")
            yield f"{word}〔{int(year) - 30}〕{serial}号"
            yield f"{word}〔{year}〕{int(serial) + 1000}号第三条"
            yield f"某{word}〔{year}〕{serial}号"
    for unknown in (
        "存款保险法",
        "社会保险法",
        "劳动合同法",
        "信用保险法",
        "科技创新促进法",
        "《民法通则》",
        "《银行卡管理办法》",
    ):
        for step in ("1", "3", "39", "133-1"):
            yield unknown + article_label(step)


def test_what_does_not_exist_is_never_answered_with_a_neighbour(resolver, documents):
    names = list(_names_of_nothing(documents))
    assert len(names) >= 500
    wrong = []
    for question in names:
        resolution = resolver.resolve(question, NOW)
        told = resolution.unresolved and all(miss.reason_zh and miss.reason_en for miss in resolution.unresolved)
        if resolution.found or not told:
            wrong.append((question, [str(item.clause.id) for item in resolution.found], resolution.unresolved))
    assert wrong == []


def test_a_title_with_one_wrong_character_finds_its_document_or_none(resolver, documents):
    pick = random.Random(1)
    right = total = 0
    for document in documents:
        short = short_title(document.title)
        places = [
            n
            for n, character in enumerate(short)
            if "一" <= character <= "龥" and character not in "一二三四五六七八九十年"
        ]
        if len(short) < 5 or not places:
            continue
        for _ in range(12):
            at = pick.choice(places)
            wrong = pick.choice(
                [
                    short[:at] + pick.choice("形消囗淏嵊髹") + short[at + 1 :],
                    short[:at] + short[at + 1 :],
                    short[:at] + pick.choice("形消囗淏嵊髹") + short[at:],
                ]
            )
            resolution = resolver.resolve(f"《{wrong}》", NOW)
            assert set(resolution.documents) <= {document.id}, wrong
            total += 1
            right += resolution.documents == (document.id,)
    assert total > 300
    assert right / total > 0.9
