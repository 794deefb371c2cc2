"""The compliance desk: clauses, checks of drafts, comparisons, requirements, questions (docs/desk.md)."""
