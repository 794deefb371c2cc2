"""Embed keys, sessions and limits: deny by default."""

import gzip
import os
import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.errors import SettingsError
from app.records.database import open_database
from app.records.embed_use import EmbedUse
from app.web.embed.keys import EmbedKey, KeyRing, hash_of
from app.web.embed.script import widget_script
from app.web.embed.sessions import OWN, EmbedSession, Sessions, user_of
from app.web.errors import ApiError
from app.web.middleware.embed_cors import EmbedCors
from app.web.routes.embed import Embedding

KEY = "pk_0123456789abcdef"
ORIGIN = "https://intranet.example"


def _file(path: Path, **fields: object) -> Path:
    lines = [
        f"    {name}: {value}" for name, value in {"hash": hash_of(KEY), "origins": f"[{ORIGIN}]", **fields}.items()
    ]
    path.write_text("keys:\n  intranet:\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_without_a_file_nobody_may_embed(tmp_path):
    ring = KeyRing(tmp_path / "embed-keys.yaml")
    assert ring.named(KEY) is None
    assert ring.origins() == frozenset()


def test_a_key_is_known_by_its_hash_and_the_file_does_not_hold_it(tmp_path):
    path = _file(tmp_path / "embed-keys.yaml")
    ring = KeyRing(path)
    assert ring.named(KEY) == "intranet"
    assert ring.named(KEY + "x") is None
    assert KEY not in path.read_text()


def test_a_key_taken_out_of_the_file_is_refused_without_a_restart(tmp_path):
    path = _file(tmp_path / "embed-keys.yaml")
    ring = KeyRing(path)
    path.write_text("keys: {}")
    os.utime(path, (1, 1))
    assert ring.named(KEY) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"origins": "['*']"}, "not an origin"),
        ({"origins": "['https://*.example']"}, "not an origin"),
        ({"origins": "['https://a.example/path']"}, "not an origin"),
        ({"origins": "[]"}, "origins"),
        ({"hash": "pk_plain"}, "hash"),
        ({"daily_limit": 0}, "daily_limit"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_faulty_file_is_refused_naming_the_fault(tmp_path, fields, said):
    with pytest.raises(SettingsError, match=said):
        KeyRing(_file(tmp_path / "embed-keys.yaml", **fields))


def test_a_file_that_is_not_yaml_is_refused_naming_it(tmp_path):
    path = tmp_path / "embed-keys.yaml"
    path.write_text("keys: [")
    with pytest.raises(SettingsError, match=r"embed-keys\.yaml"):
        KeyRing(path)


def test_a_session_belongs_to_its_origin_and_its_server():
    sessions = Sessions()
    token = sessions.issue(EmbedSession("intranet", ORIGIN, "zhang"))
    assert sessions.read(token, ORIGIN, "policyqa.example") == EmbedSession("intranet", ORIGIN, "zhang")
    with pytest.raises(ApiError, match="another origin"):
        sessions.read(token, "https://evil.example", "policyqa.example")
    with pytest.raises(ApiError, match="not one of this server's"):
        Sessions().read(token, ORIGIN, "policyqa.example")
    with pytest.raises(ApiError):
        sessions.read("nonsense", ORIGIN, "policyqa.example")


def test_a_session_of_our_own_iframe_works_from_our_own_host_only():
    sessions = Sessions()
    token = sessions.issue(EmbedSession("intranet", OWN, ""))
    assert sessions.read(token, "https://policyqa.example", "policyqa.example").key == "intranet"
    with pytest.raises(ApiError):
        sessions.read(token, ORIGIN, "policyqa.example")
    with pytest.raises(ApiError):
        sessions.read(token, "own", "policyqa.example")


def _user_key(tmp_path: Path, **fields: object) -> EmbedKey:
    secret = tmp_path / "secret"
    secret.write_bytes(b"s" * 40)
    return EmbedKey(hash=hash_of(KEY), origins=(ORIGIN,), user_secret_file=secret, **fields)


def _token(secret: bytes = b"s" * 40, minutes: float = 5, **claims: object) -> str:
    whole = {"sub": "zhang", "aud": "intranet", "exp": datetime.now(UTC) + timedelta(minutes=minutes), **claims}
    return jwt.encode(whole, secret, algorithm="HS256")


def test_a_session_ends_when_its_key_no_longer_names_its_origin(tmp_path):
    path = _file(tmp_path / "embed-keys.yaml")
    embedding = Embedding(None, KeyRing(path), None, None, None)
    session = embedding.open(KEY, ORIGIN, "")
    assert embedding.check(f"Bearer {session}", ORIGIN, "policy.example")[0].origin == ORIGIN
    own = embedding.sessions.issue(EmbedSession("intranet", OWN, ""))
    _file(path, origins="['https://other.example']")
    os.utime(path, (1, 1))
    with pytest.raises(ApiError) as raised:
        embedding.check(f"Bearer {session}", ORIGIN, "policy.example")
    assert raised.value.status == 401
    assert embedding.check(f"Bearer {own}", "https://policy.example", "policy.example")


def test_a_user_is_whom_the_host_pages_server_signed_for(tmp_path):
    assert user_of(_token(), "intranet", _user_key(tmp_path)) == "zhang"


@pytest.mark.parametrize(
    "token",
    [
        _token(b"w" * 40),
        _token(minutes=-1),
        _token(minutes=60),
        _token(aud="other"),
        jwt.encode({"sub": "zhang", "aud": "intranet"}, b"s" * 40, algorithm="HS256"),
        jwt.encode({"sub": "zhang", "aud": "intranet", "exp": 4e9}, "", algorithm="none"),
        "x.y.z",
    ],
    ids=["wrong secret", "over", "too long", "other key", "no end", "unsigned", "nonsense"],
)
def test_a_user_token_that_is_not_right_is_refused(tmp_path, token):
    with pytest.raises(ApiError) as refusal:
        user_of(token, "intranet", _user_key(tmp_path))
    assert refusal.value.status == 401


def test_a_key_for_named_users_refuses_a_visitor_without_a_token(tmp_path):
    with pytest.raises(ApiError, match="named users"):
        user_of("", "intranet", _user_key(tmp_path, users_required=True))
    assert user_of("", "intranet", _user_key(tmp_path)) == ""


def test_limits_hold_for_the_key_and_for_each_user(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'r.sqlite'}")
    use = EmbedUse(engine)
    assert [use.take("k", "a", 5, 2) for _ in range(3)] == [None, None, "user"]
    assert [use.take("k", "b", 5, 9) for _ in range(4)] == [None, None, None, "key"]
    assert use.take("other", "a", 5, 2) is None
    engine.dispose()


def test_parallel_requests_do_not_pass_a_limit_together(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'r.sqlite'}")
    use = EmbedUse(engine)
    allowed = []
    threads = [
        threading.Thread(target=lambda: allowed.extend(use.take("k", "a", 100, 7) is None for _ in range(3)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 7
    engine.dispose()


def test_a_preflight_is_answered_for_known_origins_only():
    app = FastAPI()

    @app.post("/v1/embed/answers")
    def answers() -> dict[str, int]:
        return {}

    app.add_middleware(EmbedCors, origins=lambda: frozenset({ORIGIN}))
    client = TestClient(app)
    asked = {"access-control-request-method": "POST"}
    known = client.options("/v1/embed/answers", headers={"origin": ORIGIN, **asked})
    assert known.status_code == 204
    assert known.headers["access-control-allow-origin"] == ORIGIN
    for origin in ("https://evil.example", "null", ORIGIN + ".evil.example", ""):
        refused = client.options("/v1/embed/answers", headers={"origin": origin, **asked})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        written = client.post("/v1/embed/answers", headers={"origin": origin})
        assert "access-control-allow-origin" not in written.headers


def test_the_script_is_small_whole_and_runs_nothing_that_a_strict_policy_refuses():
    script = widget_script()
    assert len(gzip.compress(script.encode())) <= 20_000
    assert "/* words */" not in script
    assert "/* style */" not in script
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|<style", script)
    used = set(re.findall(r"\bwords\.([a-z_]+)", script))
    for language in ("zh", "en"):
        assert used <= set(re.findall(r'"([a-z_]+)":', script.split(f'"{language}": ')[1]))
