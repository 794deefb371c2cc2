"""Pairs of statement and clause that the verifier is measured by: how they are drawn, and the pairs."""
