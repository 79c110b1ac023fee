"""The options of `garrison mcp`."""

from dataclasses import dataclass
from pathlib import Path

from garrison_proto.talk import Track


@dataclass(frozen=True)
class Settings:
    """How games are played and kept."""

    seed: int = 0  # of a client's first game; its next ones have the next
    track: Track = "plan"
    speed: float = 1.0  # real time: seconds of the game for one of the clock
    ticks_per_step: int = 16
    picture_px: int = 512
    pictures: bool = False  # with every result, not only where one is asked for
    record: Path | None = None
    watchable: bool = False
    idle_s: float = 1800.0  # over HTTP, a game that nobody has touched for so long is closed
    most_games: int = 64
