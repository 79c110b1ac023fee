"""`garrison evaluate`, `garrison compare`, `garrison verify`, `garrison report`, `garrison leaderboard`."""

from pathlib import Path
from typing import Annotated

import typer

MEASURES = ("normalised", "valid_rate")


def register(app: typer.Typer) -> None:
    """Adds the commands to `garrison`."""
    app.command("evaluate")(evaluate)
    app.command("compare")(compare)
    app.command("verify")(verify)
    app.command("report")(report)
    app.command("leaderboard")(leaderboard)


def evaluate(
    config: Annotated[Path, typer.Argument(help="A .toml, .yaml or .json file; docs/evaluating.md explains its fields.")],
    out: Annotated[Path, typer.Option(help="Folder of runs; this one's is called by the config's name.")] = Path("runs/evaluate"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run: nothing that was paid for is asked again.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No live table.")] = False,
) -> None:
    """Let language models play: models x strategies x modalities x levels x seeds.

    The server parses every reply and counts it; trouble of network or provider makes an episode void, never zero. Ctrl-C,
    a cap or a crash loses nothing: --resume goes on. Exit code 3 when episodes are void or not played yet.

    Examples:

      garrison evaluate first.toml

      garrison evaluate first.toml --resume
    """
    from garrison_agents.llm.evaluating import run

    run(config, out, resume, json, quiet)


def compare(
    a: Annotated[str, typer.Argument(help="A run's folder, or FOLDER:MODEL.STRATEGY.MODALITY for some of its entries.")],
    b: Annotated[str, typer.Argument(help="Another, or the same one for its entries among themselves.")],
    measure: Annotated[list[str], typer.Option("--measure", "-m", help="What to compare; repeatable.")] = list(MEASURES),  # noqa: B006
    size: Annotated[list[float], typer.Option(min=1e-6, help="Differences for which to say the seeds needed.")] = [0.05, 0.1],  # noqa: B006
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Compare two models on the episodes that both have played: difference, interval, p-value, seeds needed."""
    from garrison_agents.llm.comparing import run

    run(a, b, measure, size, json)


def verify(
    run: Annotated[Path, typer.Argument(help="A run's folder.")],
    target: Annotated[str, typer.Option(help="Where to play it again: local, own, host:port or unix:PATH.")] = "local",
) -> None:
    """Play every episode of a run again, and refuse it when a score does not come out again.

    The verdict is kept beside the run, as verdict.json, and is shown by `garrison report` and `garrison leaderboard`. Exit
    code 1 for a refused run, 3 for one with void or missing episodes.
    """
    from garrison_agents.llm.verifying import run as check

    check(run, target)


def report(
    run: Annotated[Path, typer.Argument(help="A run's folder.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The page to write; without it, report.html in the run's folder.")] = None,
    max_mb: Annotated[
        float, typer.Option(min=0.0, help="Megabytes that episodes may take in the page; what does not fit is named there.")
    ] = 24.0,
    pictures: Annotated[int, typer.Option(min=0, help="Most pictures of one episode; 0: none.")] = 300,
    size: Annotated[int, typer.Option(min=16, max=512, help="Side of a picture in pixels.")] = 256,
    target: Annotated[str, typer.Option(help="Who draws the pictures from the replays: local, own, host:port or unix:PATH.")] = "local",
) -> None:
    """Write a run as one HTML page: tables, plots, and every episode to step through with its picture, prompt and reply.

    The page holds everything itself and works without any network.

    Example:

      garrison report runs/evaluate/first
    """
    from garrison_agents.llm.report.browser import Wish
    from garrison_agents.llm.reporting import run as write

    write(run, out, target, Wish(max_mb, pictures, size))


def leaderboard(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs.", metavar="RUN...")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.")] = Path("leaderboard.html"),
    verify: Annotated[bool, typer.Option("--verify", help="Verify every run first, whatever was found of it before.")] = False,
    target: Annotated[str, typer.Option(help="Where they are verified: local, own, host:port or unix:PATH.")] = "local",
) -> None:
    """Write many runs as one HTML page: entries by score, with intervals, each track apart, and which runs were verified.

    Examples:

      garrison leaderboard runs/evaluate/first runs/evaluate/second

      garrison leaderboard runs/evaluate/* --verify --out board.html
    """
    from garrison_agents.llm.reporting import rank

    rank(runs, out, verify, target)
