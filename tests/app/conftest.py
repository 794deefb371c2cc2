"""One service over the whole shipped corpus for all tests of answers; its vectors are shipped."""

import pytest

from app.service import PolicyQA
from app.settings import load_settings


@pytest.fixture(scope="session")
def service(tmp_path_factory, shipped_index):
    return PolicyQA.open(load_settings({}, data=shipped_index(tmp_path_factory.mktemp("data"))))
