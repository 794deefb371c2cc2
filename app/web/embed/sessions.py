"""Sessions of embedded pages: a short-lived signed word that a key, an origin and perhaps a user were checked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import jwt

from app.web.embed.keys import EmbedKey
from app.web.errors import ApiError

MINUTES = 15
OWN = "own"  # the origin of a session that our own /embed page opened
_LONGEST_USER_TOKEN = timedelta(minutes=15)
_LEAST_SECRET = 32  # bytes; HS256 is as strong as its secret


@dataclass(frozen=True)
class EmbedSession:
    """`user` is '' for a visitor whose host page names nobody."""

    key: str
    origin: str
    user: str


class Sessions:
    """Signs and reads sessions with a secret of this process; a restart ends them, and the widget asks for new ones."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def issue(self, session: EmbedSession) -> str:
        expires = datetime.now(UTC) + timedelta(minutes=MINUTES)
        claims = {"key": session.key, "origin": session.origin, "sub": session.user, "exp": expires, "aud": "embed"}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def read(self, token: str, origin: str, host: str) -> EmbedSession:
        """The session behind `token`, sent by a page of `origin` to this server's `host`. Raises ApiError 401 when it
        is none of ours, over, or another origin's."""
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=["HS256"], audience="embed", options={"require": ["exp"]}
            )
        except jwt.InvalidTokenError as error:
            raise ApiError(401, "session_over", "the session is over or not one of this server's") from error
        here = urlsplit(origin).netloc == host if claims["origin"] == OWN else claims["origin"] == origin
        if not here:
            raise ApiError(401, "session_over", "the session belongs to another origin")
        return EmbedSession(claims["key"], claims["origin"], claims["sub"])


def user_of(token: str, name: str, key: EmbedKey) -> str:
    """The user that a host page's server vouches for: a JWT (HS256) with `sub`, `exp` at most 15 minutes ahead, and
    `aud` = the key's name. '' where none is given and none is required. Raises ApiError 401."""
    if not token:
        if key.users_required:
            raise ApiError(401, "user_required", "this key takes named users only; send a user token")
        return ""
    if key.user_secret_file is None:
        raise ApiError(401, "user_refused", "this key has no user_secret_file, so it takes no user tokens")
    try:
        claims = jwt.decode(
            token,
            _secret(key.user_secret_file),
            algorithms=["HS256"],
            audience=name,
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise ApiError(401, "user_refused", f"the user token is not valid: {error}") from error
    if claims["exp"] > (datetime.now(UTC) + _LONGEST_USER_TOKEN).timestamp():
        raise ApiError(401, "user_refused", "the user token lives longer than 15 minutes")
    return str(claims["sub"])[:200]


def _secret(path: Path) -> bytes:
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise ApiError(503, "user_refused", "the user secret cannot be read on the server") from error
    if len(secret) < _LEAST_SECRET:
        raise ApiError(503, "user_refused", f"the user secret is shorter than {_LEAST_SECRET} bytes")
    return secret
