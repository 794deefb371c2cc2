"""The endpoint's one deadline, whatever the server sends."""

import json
import time

import pytest

from app.answering.compose.endpoint import Endpoint
from app.errors import LLMError
from evaluation.adversary import send, serving


def test_pieces_that_lie_ready_are_not_worked_on_after_the_deadline():
    with serving(lambda handler, body: send(handler, json.dumps({"statements": []}) * 20, step=1)) as url:
        heard = Endpoint(url, "m").stream([{"role": "user", "content": "?"}], {}, time.monotonic() + 2)
        next(heard)
        time.sleep(2.1)  # all of the reply is there
        with pytest.raises(LLMError, match="in time"):
            next(heard)
