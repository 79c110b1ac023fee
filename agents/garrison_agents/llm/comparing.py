"""The command `garrison compare`."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import typer

from garrison_agents.llm.compare import compare
from garrison_agents.llm.numbers import MEASURES
from garrison_agents.llm.tables import print_comparisons
from garrison_agents.options import plain_errors, stop


def run(a: str, b: str, measures: Sequence[str], sizes: Sequence[float], as_json: bool) -> None:
    """The whole command; exit code 2 on bad input."""
    for name in measures:
        if name not in MEASURES:
            stop(f"--measure {name}: there is no such measure; there are {', '.join(MEASURES)}")
    with plain_errors():
        rows = compare(a, b, measures)
    if not as_json:
        print_comparisons(rows, sizes)
        return
    body = [
        {"a": one, "b": other, "measure": name, **asdict(came), "seeds_needed": {str(size): came.seeds_needed(size) for size in sizes}}
        for one, other, name, came in rows
        if came.difference.n
    ]
    typer.echo(json.dumps(body, indent=1))
