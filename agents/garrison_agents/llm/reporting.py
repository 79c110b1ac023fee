"""The commands `garrison report` and `garrison leaderboard`."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from garrison.backend import load_backend
from garrison_agents.llm.folder import RunFolder, replace
from garrison_agents.llm.report.board_page import board_page
from garrison_agents.llm.report.browser import Shelf, Wish
from garrison_agents.llm.report.run_page import run_page
from garrison_agents.llm.verifying import judged
from garrison_agents.options import plain_errors, reached

MB = 1_000_000


def run(path: Path, out: Path | None, target: str, wish: Wish) -> None:
    """The whole of `garrison report`; exit code 2 when this is no run."""
    folder, to = RunFolder(path), out or path / "report.html"
    with plain_errors():
        folder.read_manifest()
        waiting = Console(stderr=True).status("drawing the episodes' pictures (the first time on a machine compiles kernels) ...")
        with reached(target) as address, contextlib.closing(load_backend(address)) as backend, waiting:
            text, shelf = run_page(folder, backend, wish)
        replace(to, text.encode())
    for words, count in Counter(shelf.troubles.values()).items():
        typer.echo(f"no pictures of {count} episodes: {words}", err=True)
    typer.echo(f"{to}: {len(text) / MB:.1f} MB, {_told(shelf)}")


def rank(paths: Sequence[Path], out: Path, verify: bool, target: str) -> None:
    """The whole of `garrison leaderboard`; exit code 2 when one of them is no run, or another's copy."""
    folders = [RunFolder(path) for path in paths]
    with plain_errors():
        for folder in folders:
            folder.read_manifest()
        if verify:
            with reached(target) as address, contextlib.closing(load_backend(address)) as backend:
                for folder in folders:
                    verdict, faults = judged(folder, backend)
                    typer.echo(f"{folder.path}: {verdict.outcome}{f': {faults[0]}' if faults else ''}", err=True)
        text, divisions = board_page(folders)
        replace(out, text.encode())
    entries = sum(len(division.places) for division in divisions)
    typer.echo(f"{out}: {len(folders)} runs, {entries} entries in {len(divisions)} {'table' if len(divisions) == 1 else 'tables'}")


def _told(shelf: Shelf) -> str:
    return f"{len(shelf.told)} episodes to step through, {len(shelf.pictured)} with pictures" + (
        f", {shelf.thinned} thinned" if shelf.thinned else ""
    )
