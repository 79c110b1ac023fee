"""The commands `garrison report` and `garrison leaderboard`."""

import contextlib
from pathlib import Path

import typer

from garrison.backend import load_backend
from garrison_agents.llm.folder import RunFolder, replace
from garrison_agents.llm.report.browser import Shelf, Wish
from garrison_agents.llm.report.run_page import run_page
from garrison_agents.options import plain_errors, reached

MB = 1_000_000


def run(path: Path, out: Path | None, target: str, wish: Wish) -> None:
    """The whole of `garrison report`; exit code 2 when this is no run."""
    folder, to = RunFolder(path), out or path / "report.html"
    with plain_errors():
        folder.read_manifest()
        with reached(target) as address, contextlib.closing(load_backend(address)) as backend:
            text, shelf = run_page(folder, backend, wish)
        replace(to, text.encode())
    for name, words in shelf.troubles.items():
        typer.echo(f"{name}: no pictures: {words}", err=True)
    typer.echo(f"{to}: {len(text) / MB:.1f} MB, {_told(shelf)}")


def _told(shelf: Shelf) -> str:
    return f"{len(shelf.told)} episodes to step through, {len(shelf.pictured)} with pictures" + (
        f", {shelf.thinned} thinned" if shelf.thinned else ""
    )
