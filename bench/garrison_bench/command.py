"""`garrison bench`: measure, with a progress bar on stderr, and print a table or JSON on stdout."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from garrison_bench.cooperation.command import bench_cooperation
from garrison_bench.figures import BY_KEY, FIGURES, Measured
from garrison_bench.rl.command import bench_rl


def register(app: typer.Typer) -> None:
    """Adds `bench`, `bench-rl` and `bench-cooperation` to the command line."""
    app.command("bench")(bench)
    app.command("bench-rl")(bench_rl)
    app.command("bench-cooperation")(bench_cooperation)


def bench(
    as_json_text: Annotated[bool, typer.Option("--json", help="Print JSON: the keys, their loads and bars.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the README's table.")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="KEY", help="Measure only this figure; may be repeated.")] = None,
) -> None:
    """Measure Garrison's speed against the figures it promises.

    Every figure is a median over rounds; what is compared runs in turns, so that a busy machine slows both alike. Takes
    about two minutes. Exit code 1 if a figure falls short of its bar.

    Examples: `garrison bench`; `garrison bench --json > bench.json`; `garrison bench --only engine_ticks_per_s_typical`.
    """
    from garrison_bench.report import as_json, markdown, table  # here, so that `garrison --help` loads no compiler

    wanted = _wanted(only or [])
    results = _measured(wanted)
    if as_json_text:
        typer.echo(as_json(results))
    elif as_markdown:
        typer.echo(markdown(results))
    else:
        Console().print(table(results))
    if not all(BY_KEY[result.key].holds(result.value) for result in results):
        raise typer.Exit(1)


def _wanted(only: Sequence[str]) -> set[str]:
    unknown = [key for key in only if key not in BY_KEY]
    if unknown:
        raise typer.BadParameter(f"no figure is called {', '.join(unknown)}; known: {', '.join(BY_KEY)}", param_hint="--only")
    return set(only or BY_KEY)


def _measured(wanted: set[str]) -> list[Measured]:
    from garrison_bench.groups import GROUPS

    groups = [group for group in GROUPS if wanted & set(group[1])]
    found: dict[str, Measured] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("")
        for number, (name, _, measure) in enumerate(groups, 1):
            progress.update(task, description=f"measuring {number}/{len(groups)}: {name}")
            for result in measure():
                found[result.key] = result
    return [found[figure.key] for figure in FIGURES if figure.key in found and figure.key in wanted]
