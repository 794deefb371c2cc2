"""Systems that can be scored, one file each. Anything that is asked and answers with cited clauses is one."""
