"""How every command speaks of its run: on standard error, a failure as one line that says what to do next.

Exit codes: 0 done, 1 failed, 2 a wrong call, 130 stopped by the user.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def print_json(value: Any, default: Callable[[Any], Any] | None = None) -> None:
    """One line of JSON on standard output; `default` as json.dumps takes it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=default) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One line to whoever runs the command."""
    err.print(f"policyqa: {' '.join(text.split())}", markup=False)


@contextmanager
def reported() -> Iterator[None]:
    """Turns what a user can mend into one line and exit code 1; anything else is a fault of ours and stays loud."""
    from app.errors import PolicyQAError
    from corpus.errors import CorpusError
    from indexing.errors import IndexingError

    try:
        yield
    except (PolicyQAError, CorpusError, IndexingError) as error:
        say(str(error))
        raise typer.Exit(1) from error
    except BrokenPipeError:  # whoever read our output has seen enough; typer leaves quietly
        raise
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        say(f"{what}; allow it, make room or name another path, then run the command again")
        raise typer.Exit(1) from error
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("app", "corpus", "indexing", "evaluation"):
            raise
        missing = f"the Python package of {error.name} is not installed in {sys.prefix}"
        say(f"{missing}; run `make install` (remove .venv first if it stays)")
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        say("stopped; everything written before stays as it was, run the command again to go on")
        raise typer.Exit(130) from error
