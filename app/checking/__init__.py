"""Checking somebody's text: every reference in it, and the words that it is given for (docs/desk.md)."""
