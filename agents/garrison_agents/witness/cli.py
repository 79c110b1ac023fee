"""The commands `garrison levels search` and `garrison levels prove`."""

from pathlib import Path
from typing import Annotated

import typer

from garrison_agents.witness.files import BENCHMARK

Folder = Annotated[Path | None, typer.Option("--dir", help="Folder of the witness files; the benchmark's own when not given.")]


def register(app: typer.Typer) -> None:
    """Add to the group `levels`, or make it when no other room has."""
    group = next((info.typer_instance for info in app.registered_groups if info.name == "levels"), None)
    if group is None:
        group = typer.Typer(help="Levels and their witnesses.", no_args_is_help=True)
        app.add_typer(group, name="levels")
    group.command("search")(search)
    group.command("prove")(prove)


def search(
    level: Annotated[str, typer.Argument(help="A benchmark level.")],
    seeds: Annotated[int, typer.Option(min=1, help="Seeds to try the expert on, before the beam.")] = 64,
    beam: Annotated[int, typer.Option(min=1, help="Play-throughs kept after each segment.")] = 6,
    width: Annotated[int, typer.Option(min=2, help="Play-throughs side by side.")] = 48,
    out: Folder = None,
) -> None:
    """Search for a winning action list, and keep the best as the level's witness.

    The expert plays many seeds; when none is faultless, a beam search on copies of the running episodes goes on from the
    best: all copies play a segment with some of the expert's choices changed, the best few are copied again.

    Example:

      garrison levels search garrison-5
    """
    from garrison_agents.witness.search import search_level

    search_level(level, seeds, beam, width, out)


def prove(
    levels: Annotated[list[str] | None, typer.Argument(help=f"Levels; all of {', '.join(BENCHMARK)} when none is given.")] = None,
    folder: Folder = None,
) -> None:
    """Replay the witnesses through a real server, hash for hash, and check that each wins its level.

    Exit code 1 when one is missing, differs, or does not win.
    """
    from garrison_agents.witness.prove import prove_levels

    prove_levels(levels or list(BENCHMARK), folder)
