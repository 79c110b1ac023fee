"""A siege by its calendar: when each window opens is known from the start, and all gold and bounds are sums over what was ordered."""

import math
from dataclasses import dataclass

from garrison_levels.level import Level
from garrison_proto.modes import SiegeRules
from garrison_server import rules
from naive.game import RUNNING, Game
from naive.lives import enter, room_for

TOO_DEAR, WAVE_TOO_DEAR, WAVE_TOO_LARGE, TOO_EARLY, TOO_LATE, QUEUE_FULL = range(22, 28)
ABSENT = -9999.0


@dataclass
class Ordered:
    """One enemy that the attacker has paid for."""

    kind: int
    road: int
    due: int
    wave: int  # counted from 0
    pending: bool = True

    @property
    def cost(self) -> int:
        return rules.ENEMY_COSTS[self.kind]


class Siege(Game):
    """One episode of a siege."""

    BESIEGED = True

    def __init__(self, level: Level, seed: int, siege: SiegeRules):
        super().__init__(level, seed, siege.defenders)
        self.siege = siege
        self.opens = [self.wave_ticks - 1]  # the tick in which each window opens, and the one in which the last closes
        for wave in level.waves:
            own = (len(wave.enemies) - 1) * max(self.ticks(wave.interval_s), 1)
            self.opens.append(self.opens[-1] + own + max(self.ticks(level.wave_interval_s), 1))
        self.ordered: list[Ordered] = []
        self.appeared: list[int] = []
        self.last: tuple[float, float, float, int] = (-1.0, -1.0, 0.0, 0)
        self.attack_refusals = [0] * 28

    @property
    def pending(self) -> list[Ordered]:
        return sorted((order for order in self.ordered if order.pending), key=lambda order: order.due)

    def own_cost(self, wave: int) -> int:
        names = [kind.name for kind in rules.ENEMIES]
        return sum(rules.ENEMY_COSTS[names.index(name)] for name in self.tables.level.waves[wave].enemies)

    @property
    def budget(self) -> int:
        given = sum(math.floor(self.own_cost(w) * self.siege.budget) for w in range(min(self.wave + 1, len(self.opens) - 1)))
        return given - sum(order.cost for order in self.ordered)

    def of_wave(self, wave: int) -> list[Ordered]:
        return [order for order in self.ordered if order.wave == wave]

    def step(self, actions, n_ticks: int, max_ticks: int = 0) -> list[int]:
        running = self.status == RUNNING
        code = self.order(*actions[-1]) if running else 0
        codes = super().step(actions[:-1], n_ticks, max_ticks)
        self.rewards.append(0.0 - sum(self.rewards))
        return [*codes, code]

    def order(self, kind, road, delay) -> int:
        whole = all(math.isfinite(value) and value == math.floor(value) for value in (kind, road, delay))
        known = whole and -1 <= kind <= 14 and -1 <= road < len(self.tables.roads) and 0 <= delay <= 10_000_000
        code = 15 if not known else 0 if kind == -1 else self.attack_refusal(int(kind), self.tick_count + int(delay))
        self.last = (kind, road, delay, code) if known else (ABSENT, ABSENT, ABSENT, code)
        if code:
            self.attack_refusals[code] += 1
        elif kind != -1:
            due = self.tick_count + int(delay)
            self.ordered.append(Ordered(int(kind), int(road), due, self.wave_at(due)))
        return code

    def wave_at(self, tick: int) -> int:
        """The wave whose window holds a tick; -1 before the first, as many as there are after the last."""
        return sum(opens <= tick for opens in self.opens) - 1

    def attack_refusal(self, kind: int, due: int) -> int:
        wave = self.wave_at(due)
        if wave < 0:
            return TOO_EARLY
        if wave > self.wave or wave == len(self.opens) - 1:  # self.wave counts from 1: it is the next one's index
            return TOO_LATE
        own, so_far = self.tables.level.waves[wave], self.of_wave(wave)
        if len(so_far) + 1 > min(math.floor(len(own.enemies) * self.siege.intensity), 25):
            return WAVE_TOO_LARGE
        cost = rules.ENEMY_COSTS[kind]
        if sum(order.cost for order in so_far) + cost > math.floor(self.own_cost(wave) * self.siege.intensity):
            return WAVE_TOO_DEAR
        if cost > self.budget:
            return TOO_DEAR
        return QUEUE_FULL if len(self.pending) >= 50 else 0

    def send(self) -> None:
        now, waves = self.tick_count, len(self.opens) - 1
        if now in self.opens[:waves]:
            self.appeared = []
        self.wave = min(self.wave_at(now) + 1, waves)
        self.wave_ticks = max(self.opens[self.wave] - now, 0)
        waiting = [order for order in self.pending if order.due <= now]
        if waiting and room_for(self, waiting[0].kind):
            order = waiting[0]
            order.pending = False
            road = self.random.below(len(self.tables.roads)) if order.road == -1 else order.road
            enter(self, order.kind, road, 0.0)
            self.spawned += 1
            self.appeared.append(order.kind)

    def all_sent(self) -> bool:
        return self.tick_count > self.opens[-1] and not self.pending


def attack_rows(game: Siege) -> dict[str, list[list[float]]]:
    """The record's tables that only a siege has."""
    now, after = game.of_wave(game.wave - 1), game.of_wave(game.wave)
    kinds = [kind + 1 for kind in game.appeared[:25]]
    attack = [
        game.budget, sum(order.cost for order in now), len(now), sum(order.cost for order in after), len(after),
        len(game.pending), len(kinds), *game.last,
    ]  # fmt: skip
    queue = [[order.kind + 1, order.road, order.due] for order in game.pending]
    return {
        "attack": [attack],
        "queue": queue + [[0.0] * 3] * (50 - len(queue)),
        "appeared": [kinds + [0] * (25 - len(kinds))],
    }
