"""`garrison bench-cooperation`: train what is missing of the experiment, and write its page."""

from pathlib import Path
from typing import Annotated, Final

import typer

from garrison_bench.rl.command import Several, chosen

OUT: Final = Path("runs/cooperation")
PAGE: Final = Path("docs/cooperation.md")


def bench_cooperation(
    out: Annotated[Path, typer.Option(help="Folder of the runs.")] = OUT,
    page: Annotated[Path, typer.Option(help="The page; its pictures go into a folder of its name.")] = PAGE,
    condition: Annotated[Several, typer.Option("--condition", "-c", help="Only this condition; repeatable.")] = None,
    steps: Annotated[int, typer.Option(min=8, help="Steps of a run.")] = 32_000,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds of each row, from 1 on.")] = 5,
    episodes: Annotated[int, typer.Option(min=1, help="Frozen games of an evaluation.")] = 10,
    jobs: Annotated[int, typer.Option(min=1, help="Runs side by side, each on one thread.")] = 1,
    page_only: Annotated[bool, typer.Option("--page-only", help="Train nothing: write the page from what is finished.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress display.")] = False,
) -> None:
    """Does one network for all seats of the commons cooperate less than one for each, and what has exploration to do with it?

    Trains DQN under several schedules of exploration, payoffs and sizes, and writes the page that tells what came of it. Every
    row gets its first seed before any gets its second. Runs that are finished are kept, and those that were interrupted go on.

    Examples:

      garrison bench-cooperation

      garrison bench-cooperation --condition slow --condition constant-0.2 --seeds 3

      garrison bench-cooperation --page-only
    """
    from garrison_agents.options import INTERRUPTED, plain_errors
    from garrison_bench.cooperation.matrix import CONDITIONS, rows
    from garrison_bench.cooperation.page import write_page
    from garrison_bench.rl.campaign import held, run_missing

    conditions = chosen("condition", condition, [known.name for known in CONDITIONS])
    with plain_errors():
        if not page_only:
            try:
                with held(out):
                    whole = all(run_missing(rows(conditions, upto, steps, episodes), out, jobs, quiet) for upto in range(1, seeds + 1))
            except KeyboardInterrupt:
                whole = False
            if not whole:
                typer.echo(f"stopped; what is done is in {out}, and the same command goes on. --page-only writes the page of it", err=True)
                raise typer.Exit(INTERRUPTED)
        missing = write_page(rows(conditions, seeds, steps, episodes), out, page)
    for line in missing:
        typer.echo(f"missing {line.removeprefix('- ')}", err=True)
    typer.echo(str(page))
