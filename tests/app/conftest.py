"""One service over the whole shipped corpus for all tests of answers; its vectors are shipped."""

import pytest

from app.service import PolicyQA
from app.settings import load_settings


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    return PolicyQA.open(load_settings({}, data=tmp_path_factory.mktemp("data")), build=True)
