"""Scenarios: which levels a server has, and all that may be known of one before it is played."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from garrison_levels.level import Level, LevelError, benchmark_levels, find_level, level_hash, level_text, parse_level
from garrison_proto.records import Description, LevelInfo
from garrison_server import rules
from garrison_server.board import Board, board_of, merged
from garrison_server.observe.action_space import action_spec
from garrison_server.observe.views import DESCRIBED, view_spec
from garrison_server.refusal import FieldError, LevelDocumentError, LevelNameError

MODES: Final = ("defense", "alliance")  # that a level can be played in
ACTION_SPACES: Final = ("native", "grid:16", "sites")  # the described ones; grid takes other splits too
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
    if mode not in MODES:
        raise FieldError("mode", repr(mode[:80]), " or ".join(repr(known) for known in MODES))
    return mode


def describe(level: str, mode: str = "defense", level_document: bytes | None = None) -> Description:
    """Spaces, action table, error texts and rules' numbers of a scenario. Raises LevelNameError, LevelDocumentError, FieldError."""
    scenario = named_scenario(level) if level_document is None else sent_scenario(level_document)
    return Description(
        level=scenario.info,
        mode=checked_mode(mode),
        views=tuple(view_spec(name, "native") for name in DESCRIBED),
        actions=tuple(action_spec(name, scenario.board) for name in ACTION_SPACES),
        action_names=rules.ACTION_NAMES,
        error_texts=rules.ERROR_TEXTS,
        rules=_numbers(scenario.level),
        level_document=level_text(scenario.level).encode(),
    )


def _numbers(level: Level) -> dict[str, Any]:
    """The tables of the rules with the level's overrides laid over them."""
    return {
        "ticks_per_s": rules.TICKS_PER_S,
        "towers": [row._asdict() for row in merged(rules.TOWERS, level.rules.towers)],
        "enemies": [{"type": i, **row._asdict()} for i, row in enumerate(merged(rules.ENEMIES, level.rules.enemies))],
        "knight": rules.Knight()._replace(**level.rules.knight)._asdict(),
        "reinforcements": rules.Reinforcements()._replace(**level.rules.reinforcements)._asdict(),
        "hero": rules.Hero()._replace(**level.rules.hero)._asdict(),
        "level": level.model_dump(mode="json", exclude={"rules", "look", "format"}),
    }
