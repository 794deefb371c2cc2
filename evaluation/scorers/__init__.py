"""Scorers, one file each: deterministic, for Chinese and English, without a model.

Each has `score(question, reply, clauses) -> dict[measure, float | None]`: None is *unscored* (the question has no
gold for it), which is neither 0 nor 1 and is left out of the mean.
"""
