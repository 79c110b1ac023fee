"""What the commands share: their options' words, jobs made from them, and errors as one line and exit code 2."""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console

from garrison.backend import Backend, load_backend
from garrison.errors import GarrisonError
from garrison.launch import launch
from garrison_agents.agent import AgentError, make_agent
from garrison_agents.arena import ArenaError
from garrison_agents.batch import Job
from garrison_agents.llm.errors import LlmError
from garrison_agents.training.errors import TrainingError
from garrison_agents.witness.files import WitnessError, witness_score

OWN = "own"
LOCAL = "local"
START_S = 300.0  # how long a server of our own may take to be healthy
SLOTS = 32  # episodes side by side in one session
SMALL = 4  # fewer episodes than this are not worth a second process
INTERRUPTED = 130


def stop(words: str) -> NoReturn:
    """End the command with one sentence and exit code 2."""
    typer.echo(f"garrison: {words}", err=True)
    raise typer.Exit(2)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Our own errors become one sentence."""
    try:
        yield
    except (AgentError, ArenaError, LlmError, TrainingError, WitnessError, GarrisonError) as error:
        stop(str(error))
    except OSError as error:
        stop(str(error))


@contextmanager
def reached(target: str) -> Iterator[str]:
    """The address behind a target: itself, or a server of our own for `own`, which ends with the block."""
    if target != OWN:
        yield target
        return
    with ExitStack() as stack:
        with Console(stderr=True).status("starting a server (the first start on a machine compiles its kernels) ..."):
            server = stack.enter_context(launch(start_s=START_S))
        yield server.address


def make_jobs(
    target: str,
    agents: Sequence[str | tuple[str, ...]],
    levels: Sequence[str],
    seeds: Sequence[int],
    workers: int,
    watchable: bool = False,
    **options: Any,
) -> list[Job]:
    """Checked jobs for agents x levels x seeds; every name is tried before anything is played.

    agents: one alone, or a tuple of one for each seat of the options' mode.
    watchable: each job's session has an id already, under which others may watch it.
    """
    tables = [(agent,) if isinstance(agent, str) else agent for agent in agents]
    for name in dict.fromkeys(name for table in tables for name in table):
        make_agent(name)
    backend = load_backend(target)
    try:
        places = [_level(backend, level) for level in levels]
    finally:
        backend.close()
    slots = max(1, min(SLOTS, -(-len(seeds) // max(workers, 1))))
    return [
        Job(
            "+".join(players), name, tuple(seeds[at : at + slots]), document=document, witness=witness,
            session_id=str(uuid.uuid4()) if watchable else "", seats=players if "mode" in options else (), **options,
        )
        for name, document, witness in places
        for players in tables
        for at in range(0, len(seeds), slots)
    ]  # fmt: skip


def _level(backend: Backend, level: str) -> tuple[str, bytes | None, float]:
    """A level's name, its file when one is meant, and its best known score."""
    document = Path(level).read_bytes() if level.endswith(".json") else None
    described = backend.describe("" if document else level, level_document=document)
    return described.level.name if document else level, document, witness_score(level, described.level.hash)


def worker_count(asked: int, episodes: int) -> int:
    """How many processes to play in: as asked, or one a core when there is enough to do."""
    if asked > 0:
        return asked
    return 1 if episodes < SMALL else min(os.cpu_count() or 1, 8)
