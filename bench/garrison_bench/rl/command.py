"""`garrison bench-rl`: train what is missing of the benchmark's matrix, and write its page."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from garrison_bench.rl.matrix import Wanted

OUT: Final = Path("runs/bench-rl")
PAGE: Final = Path("docs/benchmark.md")
Several = list[str] | None


def bench_rl(
    out: Annotated[Path, typer.Option(help="Folder of the runs.")] = OUT,
    page: Annotated[Path, typer.Option(help="The page; its pictures go into a folder of its name.")] = PAGE,
    part: Annotated[
        Several, typer.Option(help="Only this part of the matrix: levels, structured, pixels, remote, long; repeatable.")
    ] = None,
    algorithm: Annotated[Several, typer.Option("--algorithm", "-a", help="Only this algorithm; repeatable.")] = None,
    level: Annotated[Several, typer.Option("--level", "-l", help="Only this benchmark level; repeatable.")] = None,
    steps: Annotated[int, typer.Option(min=1, help="Steps of a run, at most.")] = 3_000_000,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds of each row, from 1 on.")] = 5,
    episodes: Annotated[int, typer.Option(min=1, help="Frozen episodes of an evaluation.")] = 20,
    jobs: Annotated[int, typer.Option(min=1, help="Runs side by side, each on one thread.")] = 2,
    page_only: Annotated[bool, typer.Option("--page-only", help="Train nothing: write the page from what is finished.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress display.")] = False,
) -> None:
    """Train every algorithm on every benchmark level, over several seeds, and write the page that tells what came of it.

    Runs that are finished are kept, and those that were interrupted go on. Ctrl-C saves; the same command goes on. What
    is not finished when the page is written is named there.

    Examples:

      garrison bench-rl

      garrison bench-rl --part levels --algorithm dqn --level garrison-1 --seeds 3

      garrison bench-rl --page-only
    """
    from garrison_agents.options import INTERRUPTED, plain_errors
    from garrison_agents.witness.files import BENCHMARK
    from garrison_bench.rl.campaign import held, run_missing
    from garrison_bench.rl.matrix import ALGORITHMS, PARTS, Wanted
    from garrison_bench.rl.page import write_page
    from garrison_bench.rl.scripted import play_missing

    wanted = Wanted(
        chosen("part", part, [known.name for known in PARTS]), chosen("algorithm", algorithm, ALGORITHMS),
        chosen("level", level, BENCHMARK), steps, seeds, episodes,
    )  # fmt: skip
    rows = wanted.rows()
    with plain_errors():
        if not page_only:
            levels = list(dict.fromkeys(row.level for row in rows))
            try:
                with held(out):
                    whole = play_missing(out, levels, episodes, jobs) and run_missing(rows, out, jobs, quiet)
            except KeyboardInterrupt:
                whole = False
            if not whole:
                typer.echo(f"stopped; what is done is in {out}, and the same command goes on. --page-only writes the page of it", err=True)
                raise typer.Exit(INTERRUPTED)
        missing = write_page(wanted, out, page, spoken(wanted, out))
    for line in missing:
        typer.echo(f"missing {line.removeprefix('- ')}", err=True)
    typer.echo(str(page))


def chosen(option: str, given: Several, known: Sequence[str]) -> tuple[str, ...]:
    """Those of the known ones that were asked for; all, where none was."""
    if unknown := [name for name in given or () if name not in known]:
        raise typer.BadParameter(f"no {option} is called {', '.join(unknown)}; there are {', '.join(known)}", param_hint=f"--{option}")
    return tuple(name for name in known if not given or name in given)


def spoken(wanted: "Wanted", out: Path) -> str:
    """The command that makes such a page."""
    plain = type(wanted)()
    words = ["garrison bench-rl"]
    for option, field in (("part", "parts"), ("algorithm", "algorithms"), ("level", "levels")):
        if getattr(wanted, field) != getattr(plain, field):
            words += [f"--{option} {name}" for name in getattr(wanted, field)]
    words += [
        f"--{name} {getattr(wanted, name)}" for name in ("steps", "seeds", "episodes") if getattr(wanted, name) != getattr(plain, name)
    ]
    return " ".join(words + ([f"--out {out}"] if out != OUT else []))
