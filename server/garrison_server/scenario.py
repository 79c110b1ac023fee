"""Scenarios: which levels a server has, and in which modes they are played."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from garrison_levels.level import Level, LevelError, benchmark_levels, find_level, level_hash, parse_level
from garrison_proto.records import LevelInfo
from garrison_server.board import Board, board_of
from garrison_server.refusal import FieldError, LevelDocumentError, LevelNameError

MODES: Final = ("defense", "alliance", "siege")  # that a level can be played in
ALL_MODES: Final = (*MODES, "commons")  # the commons has no level
LARGEST_DOCUMENT: Final = 1 << 20  # bytes


@dataclass(frozen=True)
class Scenario:
    """A level, checked and compiled."""

    level: Level
    board: Board
    hash: str  # sha256 hex
    served: bool  # found again by its own name; False: generated, or sent along by a client

    @property
    def info(self) -> LevelInfo:
        """The level's card."""
        return LevelInfo(self.level.name, self.level.title, self.hash)


@lru_cache(maxsize=64)
def named_scenario(name: str) -> Scenario:
    """The scenario of one of the server's levels; never of a file of the server's machine. Raises LevelNameError."""
    known = benchmark_levels()
    if name not in known and not name.startswith("generated:"):
        wanted = f"one of {', '.join(known)}, or generated:SEED:DIFFICULTY"
        raise LevelNameError(f"level: came {name[:80]!r}, wanted {wanted}", field="levels", came=repr(name[:80]), wanted=wanted)
    try:
        level = find_level(name)
    except LevelError as error:
        wanted = "generated:SEED:DIFFICULTY with a seed from 0 and a difficulty from 1 to 5"
        raise LevelNameError(str(error), field="levels", came=repr(name[:80]), wanted=wanted) from None
    return Scenario(level, board_of(level), level_hash(level), served=name in known)


@lru_cache(maxsize=16)
def sent_scenario(document: bytes) -> Scenario:
    """The scenario of a level file that came over the wire. Raises LevelDocumentError."""
    if len(document) > LARGEST_DOCUMENT:
        raise LevelDocumentError("level_documents", f"{len(document)} bytes", f"at most {LARGEST_DOCUMENT}")
    try:
        level = parse_level(document, "the level sent along")
    except LevelError as error:
        raise LevelDocumentError("level_documents", str(error), "a sound level file") from None
    return Scenario(level, board_of(level), level_hash(level), served=False)


def checked_mode(mode: str) -> str:
    """A mode this version plays. Raises FieldError."""
    if mode not in ALL_MODES:
        raise FieldError("mode", repr(mode[:80]), " or ".join(repr(known) for known in ALL_MODES))
    return mode
