from tests.small_corpus import small  # noqa: F401
