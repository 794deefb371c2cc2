"""A file of questions: answers in order, a bad line reported in its place, nothing fatal."""

import json

import pytest

from tests.commands import TARGET, TARGET_CLAUSE, refusal


@pytest.fixture
def batch(indexed, tmp_path):
    """batch(bytes or lines, *options) -> (exit code, the objects printed, standard error)."""

    def ask(held: bytes | list, *options: str):
        if isinstance(held, list):
            held = "\n".join(json.dumps(line, ensure_ascii=False) for line in held).encode()
        file = tmp_path / "questions.jsonl"
        file.write_bytes(held)
        done = indexed.call("ask", "--batch", str(file), *options)
        return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    return ask


def test_answers_come_in_order_under_the_ids_of_the_lines(batch):
    questions = ["续贷的条件是什么？", TARGET, "尽职免责适用于谁？", "火星天气？"]
    code, answers, said = batch([{"id": f"q{n}", "question": question} for n, question in enumerate(questions)])
    assert code == 0
    assert said == ""
    assert [answer["id"] for answer in answers] == ["q0", "q1", "q2", "q3"]
    assert [answer["question"] for answer in answers] == questions
    assert answers[1]["statements"][0]["citations"][0]["clause_id"] == TARGET_CLAUSE
    assert answers[3]["status"] == "declined"


def test_an_answer_of_a_batch_is_the_answer_alone(batch, indexed):
    _, (answer,), _ = batch([{"id": 7, "question": TARGET}])
    alone = json.loads(indexed.call("ask", TARGET, "--json").stdout)
    assert answer["id"] == 7
    assert list(answer) == list(alone)
    varying = {"id", "timings_ms"}
    assert {k: v for k, v in answer.items() if k not in varying} == {k: v for k, v in alone.items() if k not in varying}


BAD = [
    ("{", None, "not JSON"),
    ("[1]", None, "valid dictionary or instance of Line"),
    ('{"id": "b"}', "b", "question: Field required"),
    ('{"id": "b", "question": 7}', "b", "question: Input should be a valid string"),
    ('{"id": "b", "question": ""}', "b", "the question is empty"),
    ('{"id": "b", "question": "x", "as-of": "2025-01-01"}', "b", "as-of: Extra inputs are not permitted (known: "),
    ('{"id": "b", "question": "续贷", "as_of": "soon"}', "b", "not a date: 'soon'"),
    ('{"id": "b", "question": "续贷", "as_of": 5}', "b", "as_of: Input should be a valid string"),
    ('{"id": "b", "question": "续贷", "institution": "火星银行"}', "b", "unknown institution type"),
    ('{"id": "b", "question": "续贷", "documents": "abc"}', "b", "documents: Input should be a valid list"),
    ('{"id": "b", "question": "续贷", "documents": ["none"]}', "b", "no document has the id 'none'"),
    ('{"id": "b", "question": "续贷", "language": "fr"}', "b", "'fr' (zh or en)"),
    ('{"id": "b", "question": "续贷", "history": [7]}', "b", "the history holds something that is no exchange"),
    ('{"id": "b", "question": "a\\u0000b"}', "b", "binary data"),
    ("[" * 100_000, None, "not JSON"),
    ("9" * 10_000, None, "not JSON: number out of range"),
]


def test_bad_lines_are_reported_in_their_places_and_the_others_are_answered(batch):
    good = '{"id": "good", "question": "续贷"}'
    lines = [line for bad, _, _ in BAD for line in (bad, good)]
    code, answers, said = batch("\n".join(lines).encode())
    assert code == 1
    assert len(answers) == len(lines)
    for at, (_, identity, says) in enumerate(BAD):
        place = f"questions.jsonl:{2 * at + 1}"
        refused, answered = answers[2 * at : 2 * at + 2]
        assert list(refused) == ["id", "error"]
        assert refused["id"] == (identity or place)
        assert refused["error"].startswith(f"{place}: ")
        assert says in refused["error"]
        assert answered["id"] == "good"
        assert "error" not in answered
    assert said == f"policyqa: {len(BAD)} lines could not be answered; each says why in its error field\n"


def test_a_line_goes_before_the_options_of_the_command(batch):
    lines = [{"question": TARGET}, {"question": TARGET, "as_of": "2024-01-01"}]
    _, answers, _ = batch(lines, "--as-of", "2025-12-31")
    assert [answer["as_of"] for answer in answers] == ["2025-12-31", "2024-01-01"]
    assert [answer["id"] for answer in answers] == ["questions.jsonl:1", "questions.jsonl:2"]


def test_line_ends_marks_and_separators_of_other_systems_are_read(batch):
    line = '{"id": "%s", "question": "续贷\u2028条件\x85"}'
    held = "\ufeff" + line % "a" + "\r\n\r\n  \n" + line % "b" + "\r\n"
    code, answers, _ = batch(held.encode())
    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", "b"]


def test_a_file_that_cannot_be_read_is_one_line(indexed, tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, says in (
        ("none", "No such file"),
        ("binary", "is not UTF-8 text; save it as UTF-8"),
        ("", "Is a directory"),
    ):
        assert says in refusal(indexed.call("ask", "--batch", str(tmp_path / name)))
