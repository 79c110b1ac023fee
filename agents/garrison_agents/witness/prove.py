"""`garrison levels prove`: every witness again, through a real server, hash for hash."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from garrison.connection import Connection, connect
from garrison_agents.options import OWN, plain_errors, reached
from garrison_agents.witness.files import WitnessError, read_witness

WON = 1


@dataclass(frozen=True)
class Verdict:
    """What came of one witness."""

    level: str
    proved: bool
    score: float
    steps: int
    words: str


def prove_levels(levels: Sequence[str], folder: Path | None) -> None:
    """The whole command; exit code 1 unless every witness wins again."""
    with plain_errors(), reached(OWN) as target, connect(target) as connection:
        names = track(levels, "proving", console=Console(stderr=True))
        verdicts = [prove_level(connection, level, folder) for level in names]
    table = Table(title="Witnesses, replayed through a server")
    for name in ("level", "proved", "score", "steps", ""):
        table.add_column(name)
    for verdict in verdicts:
        table.add_row(verdict.level, "yes" if verdict.proved else "NO", f"{verdict.score:.0f}", str(verdict.steps), verdict.words)
    Console(width=None if Console().is_terminal else 120).print(table)
    if not all(verdict.proved for verdict in verdicts):
        raise typer.Exit(1)


def prove_level(connection: Connection, level: str, folder: Path | None = None) -> Verdict:
    """Replay one level's witness on the server: every hash must come out again, and the level must be won."""
    try:
        replay = read_witness(level, folder)
        named = _level_name(replay)
    except WitnessError as error:
        return Verdict(level, False, 0.0, 0, str(error))
    if named != level:
        return Verdict(level, False, 0.0, 0, f"the witness is of {named}")
    answer = connection.verify_replay(replay)
    if not answer.matches:
        return Verdict(level, False, answer.score, answer.steps, answer.explanation)
    if answer.status != WON:
        return Verdict(level, False, answer.score, answer.steps, "it does not win")
    return Verdict(level, True, answer.score, answer.steps, "won, every hash equal")


def _level_name(replay: bytes) -> str:
    """The level that a replay says it is of."""
    try:
        return str(json.loads(replay)["level"])
    except (ValueError, KeyError, TypeError) as error:
        raise WitnessError(f"the witness is no replay: {error!r}") from error
