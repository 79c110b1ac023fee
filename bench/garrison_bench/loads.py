"""The two loads that speed is stated for: played up to on a level made for it, and steady while it is measured.

On that level nothing dies within the measurement: enemies and fighters have a million health, and the roads wind so long
that nobody arrives. Everything else goes on as in any game: shots, fights, auras, coins and the fog.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.level import ENEMY_NAMES, Level, level_hash, level_of
from garrison_proto.modes import AllianceRules
from garrison_server import rules
from garrison_server.batch import Batch
from garrison_server.board import board_of
from garrison_server.state import C_ALIVE, F_HP, T_KIND
from garrison_server.table import Rows

NEVER_ENDING: Final = 1_000_000.0  # health
ROWS: Final = (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)  # a road crosses the map along each of these
COUNTDOWN_S: Final = 30.0
PARADE_S: Final = 20.0  # in which all enemies set out
LEAD_IN_S: Final = COUNTDOWN_S + PARADE_S + 5.0  # of game: the towers' knights stand and every enemy walks
BUILDING_PASSES: Final = 8  # the fog hides points now and then, so orders are given again
KINDS: Final = tuple(name for name in ENEMY_NAMES if name not in ("sapper", "carrier"))  # one explodes, one keeps rows free for its brood


class LoadError(RuntimeError):
    """The load measured under is not the load that was to be measured."""


@dataclass(frozen=True)
class Load:
    """What stands on the map while a figure is measured."""

    name: str
    enemies: int
    towers: str  # what stands on the first tower points: a archer, m magician, k knight, . nothing
    reinforcements: int

    @property
    def knights(self) -> int:
        return self.towers.count("k") * rules.KNIGHTS_PER_TOWER + self.reinforcements

    @property
    def about(self) -> str:
        towers = len(self.towers.replace(".", ""))
        return f"{self.name}: {self.enemies} enemies, {towers} towers, {self.knights} knights, hero, fog"


TYPICAL: Final = Load("typical", enemies=20, towers="amka.mkam", reinforcements=2)
HEAVY: Final = Load("heavy", enemies=50, towers="kkkkkkkkkkkkkam", reinforcements=6)


def level_for(load: Load) -> Level:
    """The level on which a load builds up and then stays."""
    waves = [[KINDS[i % len(KINDS)] for i in range(first, min(first + 25, load.enemies))] for first in range(0, load.enemies, 25)]
    steady = {"health": NEVER_ENDING, "speed": 0.3}
    document: dict[str, Any] = {
        "format": 1,
        "name": f"bench-{load.name}",
        "title": f"Bench: {load.name} load",
        "paths": [_road(offset, up) for offset, up in ((-0.1, True), (0.0, True), (0.1, True), (-0.05, False), (0.05, False))],
        "base": [0.0, 0.0],
        "hero": [1.0, -2.5],
        "tower_points": [
            {"at": [x, y], "rally": [x, y + away]} for y, away in ((-2.0, -0.5), (2.0, 0.5), (0.0, 0.5)) for x in range(-2, 3)
        ],
        "waves": [{"enemies": wave, "interval_s": PARADE_S / load.enemies} for wave in waves],
        "wave_interval_s": 0.0,
        "countdown_s": COUNTDOWN_S,
        "gold": {"start": 1_000_000, "maximum": 1_000_000},
        "life": 1000,
        "refund_rate": 0.5,
        "coins": {"refresh_s": 4.0, "residence_s": 8.0, "value": 50, "extra": 20},
        "fog": {"on": True, "speed": 0.3},
        "rules": {
            "enemies": dict.fromkeys(KINDS, steady),
            "knight": {"health": NEVER_ENDING},
            "reinforcements": {"number": load.reinforcements, "exist_s": 3600.0, "cooldown_s": 3600.0},
            "hero": {"health": NEVER_ENDING},
        },
    }
    return level_of(document, source=document["name"])


def loaded_batch(load: Load, slots: int, threads: int = 1, alliance: AllianceRules | None = None) -> Batch:
    """A batch in which every slot, each from its own seed, stands under the load. Raises LoadError where one does not.

    Among several seats the first one builds it, and each has a hero.
    """
    level = level_for(load)
    batch = Batch([board_of(level)], [0] * slots, [bytes.fromhex(level_hash(level))], rules=alliance, threads=threads)
    everyone = np.arange(slots)
    batch.reset(everyone, seeds(slots))
    for orders in lead_in(load, slots):
        batch.step(everyone, of_seats(orders, batch.seats), rules.DEFAULT_TICKS_PER_STEP, 0)
    check(batch, load)
    return batch


def seeds(slots: int) -> NDArray[np.uint64]:
    """Each slot's own, (slots,)."""
    return np.arange(1, slots + 1, dtype=np.uint64)


def lead_in(load: Load, slots: int) -> Iterator[NDArray[np.float64]]:
    """The actions, (slots, 3) a step, that lead from a reset to the load."""
    steps = round(LEAD_IN_S / (rules.DEFAULT_TICKS_PER_STEP * rules.TICK_S))
    orders = _orders(load) * BUILDING_PASSES
    for step in range(steps):
        yield np.tile(orders[step], (slots, 1)) if step < len(orders) else noops(slots)


def noops(slots: int) -> NDArray[np.float64]:
    """One no-operation per slot, (slots, 3)."""
    return np.tile(np.array([0.0, 0.0, float(rules.NOOP)]), (slots, 1))


def of_seats(orders: NDArray[np.float64], seats: int) -> NDArray[np.float64]:
    """The first seat's orders, (slots, 3), and no-operations of the others: (slots, seats, 3); of one seat, as they are."""
    if seats == 1:
        return orders
    idle = noops(len(orders))
    return np.stack([orders, *[idle] * (seats - 1)], axis=1)


def saved(batch: Batch) -> Rows:
    """A copy of the whole batch, to go back to between rounds."""
    return batch.states.rows.copy()


def go_back(batch: Batch, to: Rows) -> None:
    """The batch as it was when `to` was saved."""
    batch.states.rows[:] = to


def check(batch: Batch, load: Load) -> None:
    """Raise LoadError unless every slot holds exactly the load."""
    states = batch.states
    for what, came, wanted in (
        ("enemies", states.clock[:, C_ALIVE], load.enemies),
        ("towers", (states.towers[:, :, T_KIND] > 0).sum(axis=1), len(load.towers.replace(".", ""))),
        ("fighters", (states.fighters[:, :, F_HP] > 0).sum(axis=1), load.knights + batch.seats),
    ):
        if (came != wanted).any():
            raise LoadError(f"{load.name} load: between {came.min()} and {came.max()} {what} a slot, wanted {wanted}")


def _road(offset: float, up: bool) -> list[list[float]]:
    """A road of some 34 units: along each row and back along the next, then to the base."""
    waypoints: list[list[float]] = []
    for i, row in enumerate(ROWS if up else reversed(ROWS)):
        ends = [-2.5 + offset, 2.5 + offset]
        waypoints += [[x, row + offset] for x in (ends if i % 2 == 0 else reversed(ends))]
    return [*waypoints, [0.0, 0.0]]


def _orders(load: Load) -> list[NDArray[np.float64]]:
    """The actions, one a step, that build what the load has."""
    builds = {"a": rules.BUILD_ARCHER, "m": rules.BUILD_MAGICIAN, "k": rules.BUILD_KNIGHT}
    points = level_for(load).tower_points
    orders = [(*point.at, builds[kind]) for point, kind in zip(points, load.towers, strict=False) if kind in builds]
    return [np.array(order, np.float64) for order in [*orders, (0.0, -2.5, rules.REINFORCE)]]
