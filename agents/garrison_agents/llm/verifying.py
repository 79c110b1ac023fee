"""The command `garrison verify`."""

import contextlib
from pathlib import Path

import typer

from garrison.backend import load_backend
from garrison_agents.llm.evaluating import UNFINISHED
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verify import Verifier
from garrison_agents.options import plain_errors, reached


def run(path: Path, target: str) -> None:
    """The whole command; exit code 1 when anything does not come out again, 2 when this is no run."""
    folder = RunFolder(path)
    with plain_errors(), reached(target) as address, contextlib.closing(load_backend(address)) as backend:
        verifier = Verifier(folder, backend)
        faults = list(verifier.level_faults())
        results = folder.results()
        for result in results:
            if (fault := verifier.episode_fault(result)) is not None:
                faults.append(fault)
    for fault in faults:
        typer.echo(str(fault), err=True)
    void = sum(result.get("state") == "void" for result in results)
    left = verifier.episodes - len(results)
    if faults:
        typer.echo(f"{path}: refused; {len(faults)} faults")
        raise typer.Exit(1)
    if void or left:
        typer.echo(f"{path}: incomplete; {len(results) - void} episodes come out again, {void} are void, {left} not played")
        raise typer.Exit(UNFINISHED)
    typer.echo(f"{path}: {len(results)} episodes come out again")
