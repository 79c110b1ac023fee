"""Stage: one small episode whose things are put up by hand, for tests of one rule at a time."""

from typing import Any

import numpy as np

from garrison_levels.level import Level
from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.seating import Seating
from sim.duel import solo
from sim.small_levels import small_level

KIND = {kind.name: i for i, kind in enumerate(rules.ENEMIES)}
FOREVER = 1_000_000.0


class Stage:
    """An episode of a level (by default the small one: a straight road along y = 0, units from x = -3 are the arc)."""

    def __init__(self, level: Level | None = None, seed: int = 1, mode: Seating = None, **changes: Any):
        self.level = level or small_level(**changes)
        self.batch = solo(self.level, seed, mode)
        self.state = self.batch.states.rows[0]
        self.kinds = self.batch.boards.kinds[0]
        self.numbers = self.batch.boards.numbers[0]
        self.hero = self.state.fighters[0]
        self.seat = self.state.seats[0]

    def enemy(self, name: str, x: float = 0.0, **columns: float) -> Any:
        """A new enemy on the road at x; its row. `hp=100.0` and the like set other columns."""
        clock, kind = self.state.clock, KIND[name]
        row = int(np.flatnonzero(self.state.enemies[:, st.E_HP] == 0)[0])
        enemy = self.state.enemies[row]
        enemy[[st.E_HP, st.E_KIND, st.E_X, st.E_ARC, st.E_HASTE]] = self.kinds[kind, bd.K_HEALTH], kind, x, x + 3.0, 1.0
        enemy[st.E_SERIAL] = clock[st.C_SERIAL]
        clock[st.C_SERIAL] += 1
        clock[st.C_ALIVE] += 1
        clock[st.C_RESERVED] += max(int(self.kinds[kind, bd.K_BROOD]) - 1, 0)
        clock[st.C_ENEMY_TOP] = max(clock[st.C_ENEMY_TOP], row + 1)
        for column, value in columns.items():
            enemy[getattr(st, f"E_{column.upper()}")] = value
        return enemy

    def knight(self, x: float, y: float = 0.0, hp: float = 600.0) -> Any:
        """A reinforcement that stays, standing at (x, y); its row."""
        heroes = len(self.state.seats)
        row = int(np.flatnonzero(self.state.fighters[heroes:, st.F_HP] == 0)[0]) + heroes
        knight = self.state.fighters[row]
        knight[[st.F_HP, st.F_X, st.F_Y, st.F_HOME_X, st.F_HOME_Y, st.F_TICKS]] = hp, x, y, x, y, FOREVER
        knight[[st.F_DAMAGE, st.F_EXTRA, st.F_STEP]] = self.numbers[[bd.B_KNIGHT_DAMAGE, bd.B_KNIGHT_EXTRA, bd.B_KNIGHT_STEP]]
        self.state.clock[st.C_FIGHTER_TOP] = max(self.state.clock[st.C_FIGHTER_TOP], row + 1)
        return knight

    def order(self, x: float, y: float, action: int, ticks: int = 0) -> int:
        """Give an order, play so many ticks; its code, or -1 for one without effect."""
        steps = self.batch.step(np.array([0]), np.array([[x, y, action]]), ticks, 0)
        return -1 if steps.no_effect[0] else int(steps.codes[0])

    def play(self, ticks: int = 1) -> float:
        """Do nothing for so many ticks; the reward."""
        return float(self.batch.step(np.array([0]), np.array([[0.0, 0.0, rules.NOOP]]), ticks, 0).rewards[0])

    def alive(self, name: str) -> int:
        """How many enemies of a kind are on the map."""
        rows = self.state.enemies
        return int(((rows[:, st.E_HP] > 0) & (rows[:, st.E_KIND] == KIND[name])).sum())

    def words(self) -> Any:
        """A copy of the whole record's words."""
        return self.batch.states.rows.view(np.uint64).copy()
