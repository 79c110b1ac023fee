"""`garrison replay …`: commands about replay files."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from garrison_proto.replay_file import STATUS_NAMES, Replay
from garrison_server.refusal import RefusalError

replay_app = typer.Typer(help="Recorded episodes: check them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Adds `replay` to the command line."""
    app.add_typer(replay_app, name="replay")


@replay_app.callback()
def _replay() -> None:
    """Recorded episodes: check them."""


@replay_app.command("verify")
def verify_command(
    files: Annotated[list[Path], typer.Argument(help="Replay files, such as `garrison run --record DIR` writes.", metavar="FILE...")],
    target: Annotated[str | None, typer.Option(help="Ask the server at HOST:PORT or unix:PATH; without it, play here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON per file.")] = False,
) -> None:
    """Play a replay again and compare the state hash of every step.

    Says of each file whether it came out the same, and if not, which step was the first to differ. Exit code 0 when all
    of them hold, 1 when one differs, 2 when one cannot be read or played here.
    """
    worst = 0
    for file in files:
        verdict = _verdict_on(file, target, quiet=as_json)
        worst = max(worst, 2 if "error" in verdict else 0 if verdict["matches"] else 1)
        if as_json:
            print(json.dumps({"file": str(file), **verdict}))
        elif "error" in verdict:
            print(f"{file}: {verdict['error']}", file=sys.stderr)
        else:
            print(f"{file}: {'holds' if verdict['matches'] else 'DIFFERS'}: {verdict['explanation']}")
    if worst:
        raise typer.Exit(worst)


def _verdict_on(file: Path, target: str | None, quiet: bool) -> dict[str, Any]:
    from garrison_server.replay import load_replay  # the simulator only when a replay is read

    try:
        replay = load_replay(file)
        return _verified_at(target, file) if target else _verified_here(replay, quiet)
    except RefusalError as error:
        return {"error": str(error)}


def _verified_here(replay: Replay, quiet: bool) -> dict[str, Any]:
    from garrison_server.replay import verify

    with Progress(transient=True, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task(replay.level, total=replay.steps + 1)
        verdict = asdict(verify(replay, lambda step: bar.update(task, completed=step)))
    return (
        verdict | {name: f"{verdict[name]:016x}" for name in ("expected_hash", "actual_hash")} | {"status": STATUS_NAMES[verdict["status"]]}
    )


def _verified_at(target: str, file: Path) -> dict[str, Any]:
    from garrison_server.service.remote import RemoteError, verify_at  # gRPC only when a server is asked

    try:
        verdict = verify_at(target, file.read_bytes())
    except RemoteError as error:
        return {"error": str(error)}
    return {
        "matches": verdict.matches, "steps": verdict.steps,
        "first_difference": verdict.first_difference if verdict.HasField("first_difference") else None,
        "expected_hash": f"{verdict.expected_hash:016x}", "actual_hash": f"{verdict.actual_hash:016x}",
        "explanation": verdict.explanation, "score": verdict.score, "status": STATUS_NAMES[verdict.status],
    }  # fmt: skip
