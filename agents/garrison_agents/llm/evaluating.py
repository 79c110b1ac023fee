"""The command `garrison evaluate`: a config in, a run's folder and a table out."""

import json
import shlex
from pathlib import Path
from typing import Final

import typer

from garrison_agents.llm.config import load_config
from garrison_agents.llm.evaluate import Ending, evaluate
from garrison_agents.llm.numbers import summarise
from garrison_agents.llm.tables import print_run
from garrison_agents.options import INTERRUPTED, plain_errors

UNFINISHED: Final = 3


def run(config: Path, out: Path, resume: bool, as_json: bool, quiet: bool) -> None:
    """The whole command; exit code 2 on bad input, 130 after Ctrl-C, 3 while episodes are void or not played."""
    with plain_errors():
        wanted = load_config(config)
        ending = evaluate(wanted, out / wanted.name, resume, quiet)
    summaries = summarise(ending.results)
    ending.folder.write_summary({"entries": summaries})
    if as_json:
        typer.echo(json.dumps({"folder": str(ending.folder.path), "stopped": ending.stopped, "entries": summaries}, indent=1))
    else:
        print_run(
            summaries, f"{wanted.name}: {len(ending.results)} of {ending.episodes} episodes; means over levels, 95 % intervals by seed"
        )
    _say_how_to_go_on(ending, config, out)


def _say_how_to_go_on(ending: Ending, config: Path, out: Path) -> None:
    if ending.in_doubt:
        typer.echo(
            f"{ending.in_doubt} calls left before a crash and their answers were lost; asked again, they may be paid for twice", err=True
        )
    void = sum(result["state"] == "void" for result in ending.results)
    left = ending.episodes - len(ending.results)
    typer.echo(f"run: {ending.folder.path}", err=True)
    if void or left:
        words = shlex.join(["garrison", "evaluate", str(config), "--out", str(out), "--resume"])
        typer.echo(
            f"{void} episodes are void and {left} not played{': ' + ending.stopped if ending.stopped else ''}; to go on: {words}", err=True
        )
        raise typer.Exit(INTERRUPTED if ending.stopped == "Ctrl-C" else UNFINISHED)
