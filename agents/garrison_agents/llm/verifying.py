"""The command `garrison verify`."""

import contextlib
from pathlib import Path

import typer

from garrison.backend import Backend, load_backend
from garrison_agents.llm.evaluating import UNFINISHED
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.verdict import Verdict, keep_verdict, new_verdict
from garrison_agents.llm.verify import Fault, Verifier
from garrison_agents.options import plain_errors, reached


def run(path: Path, target: str) -> None:
    """The whole command; exit code 1 when anything does not come out again, 2 when this is no run."""
    folder = RunFolder(path)
    with plain_errors(), reached(target) as address, contextlib.closing(load_backend(address)) as backend:
        verdict, faults = judged(folder, backend)
    for fault in faults:
        typer.echo(str(fault), err=True)
    if faults:
        typer.echo(f"{path}: refused; {len(faults)} faults")
        raise typer.Exit(1)
    if verdict.outcome == "incomplete":
        typer.echo(f"{path}: incomplete; {verdict.episodes} episodes come out again, {verdict.void} are void, {verdict.left} not played")
        raise typer.Exit(UNFINISHED)
    typer.echo(f"{path}: {verdict.episodes} episodes come out again")


def judged(folder: RunFolder, backend: Backend) -> tuple[Verdict, list[Fault]]:
    """Verifies a run, and keeps the verdict beside it. Raises RunError when this is no run."""
    verifier = Verifier(folder, backend)
    faults, results = list(verifier.level_faults()), folder.results()
    for result in results:
        if (fault := verifier.episode_fault(result)) is not None:
            faults.append(fault)
    void = sum(result.get("state") == "void" for result in results)
    info = backend.info()
    server = f"server {info.version}, engine {info.engine_version}"
    verdict = new_verdict(folder, server, [str(fault) for fault in faults], len(results) - void, void, verifier.episodes - len(results))
    try:
        keep_verdict(folder, verdict)
    except OSError as error:  # a folder that may be read alone can be verified too
        typer.echo(f"{folder.path}: the verdict is not kept: {error}", err=True)
    return verdict, faults
