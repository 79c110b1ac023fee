"""The slow obvious commons: a second reading of docs/commons.md, one object a lane, no arrays."""

import math
from dataclasses import dataclass, field

from naive.chance import SplitMix

SAVE, GUARD, WALL = 0, 1, 2


def neighbours_of(kind: str, seats: int, seed: int) -> list[list[int]]:
    """Each seat's neighbours, ascending."""
    pairs: set[frozenset[int]] = set()
    if kind == "ring":
        pairs = {frozenset((k, (k + 1) % seats)) for k in range(seats)}
    elif kind == "grid":
        width = math.ceil(math.sqrt(seats))
        place = {seat: (seat % width, seat // width) for seat in range(seats)}
        pairs = {frozenset((a, b)) for a in place for b in place if abs(place[a][0] - place[b][0]) + abs(place[a][1] - place[b][1]) == 1}
    else:
        rng, order = SplitMix(seed), list(range(seats))
        for last in reversed(range(1, seats)):
            other = rng.below(last + 1)
            order[last], order[other] = order[other], order[last]
        pairs = {frozenset((order[k], order[(k + 1) % seats])) for k in range(seats)}
        for _ in range(seats // 2):
            a, b = rng.below(seats), rng.below(seats)
            full = any(sum(seat in pair for pair in pairs) == 4 for seat in (a, b))
            if a != b and not full:
                pairs.add(frozenset((a, b)))
    return [sorted(other for pair in pairs if seat in pair for other in pair - {seat}) for seat in range(seats)]


@dataclass
class Lane:
    """One seat and its lane."""

    neighbours: list[int]
    purse: int
    wall: int
    guard: int = 0
    wait: int = 0
    surge: int = 0
    second_of_pair: bool = False
    spill: int = 0
    leaks: int = 0
    last: int | None = None
    refused: int = 0
    built: int = 0
    lost: int = 0

    @property
    def gates(self) -> int:
        return 1 + len(self.neighbours)

    def words(self) -> list[int]:
        """Its fields in the state's order."""
        last = 0 if self.last is None else self.last + 1
        return [self.purse, self.wall, self.guard, self.wait, self.surge, int(self.second_of_pair), self.spill, self.leaks, last,
                self.refused, self.built, self.lost]  # fmt: skip


@dataclass
class Commons:
    """One game; `payoffs` by their names."""

    payoffs: dict[str, float]
    neighbours: list[list[int]]
    seed: int
    steps: int = 0
    lanes: list[Lane] = field(init=False)
    rng: SplitMix = field(init=False)

    def __post_init__(self) -> None:
        p, self.rng = self.payoffs, SplitMix(self.seed)
        self.lanes = [Lane(near, p["purse_start"], p["wall_start"] * (1 + len(near))) for near in self.neighbours]
        for lane in self.lanes:
            lane.wait = 1 + self.rng.below(p["wave_every"])
            lane.surge = self.drawn_surge()

    def drawn_surge(self) -> int:
        spread = self.payoffs["press_spread"]
        return self.rng.below(2 * spread + 1) - spread

    @property
    def over(self) -> bool:
        return self.steps >= self.payoffs["max_steps"]

    def price(self, action: int) -> int:
        return {SAVE: 0, GUARD: self.payoffs["guard_price"], WALL: self.payoffs["wall_price"]}[action]

    def step(self, actions: list[int]) -> tuple[list[float], list[int]]:
        """Rewards and codes."""
        if self.over:
            return [0.0 for _ in self.lanes], [0 for _ in self.lanes]
        codes = [self.choose(lane, action) for lane, action in zip(self.lanes, actions, strict=True)]
        for lane in self.lanes:
            self.build(lane)
        for lane in self.lanes:
            self.press(lane)
        self.spill()
        rewards = []
        for lane in self.lanes:
            lane.purse += self.payoffs["income"]
            rewards.append(self.payoffs["income"] - self.price(lane.last) - self.payoffs["leak_cost"] * lane.leaks)
        self.steps += 1
        return rewards, codes

    def choose(self, lane: Lane, action: int) -> int:
        code = 0
        if action not in (SAVE, GUARD, WALL):
            code, action = 2, SAVE
        elif self.price(action) > lane.purse:
            code, action = 1, SAVE
        lane.refused += code != 0
        lane.built += action == WALL
        lane.purse -= self.price(action)
        lane.last = action
        return code

    def build(self, lane: Lane) -> None:
        p = self.payoffs
        builders = [lane, *(self.lanes[k] for k in lane.neighbours)]
        lane.wall += p["wall_gain"] * sum(builder.last == WALL for builder in builders)
        lane.wall = min(lane.wall, p["wall_max"] * lane.gates)
        if lane.last == GUARD:
            lane.guard = min(lane.guard + p["guard_gain"], p["guard_max"] * lane.gates)

    def press(self, lane: Lane) -> None:
        enemies = lane.spill
        lane.wait -= 1
        if lane.wait == 0:
            enemies += lane.gates * (self.payoffs["press"] + lane.surge)
            lane.wait = self.payoffs["wave_every"]
            lane.second_of_pair = not lane.second_of_pair
            lane.surge = -lane.surge if lane.second_of_pair else self.drawn_surge()
        while enemies and lane.wall:  # one by one: this is the obvious version
            enemies, lane.wall = enemies - 1, lane.wall - 1
        while enemies and lane.guard:
            enemies, lane.guard = enemies - 1, lane.guard - 1
        lane.leaks = enemies
        lane.lost += enemies

    def spill(self) -> None:
        for lane in self.lanes:
            lane.spill = sum(
                self.lanes[k].leaks * self.payoffs["spill_percent"] // (100 * len(self.lanes[k].neighbours)) for k in lane.neighbours
            )

    def words(self) -> list[int]:
        """The game's state, as the kernels lay it out; below 2^64."""
        columns = [lane.words() for lane in self.lanes]
        fields = [column[row] for row in range(len(columns[0])) for column in columns]
        return [word % 2**64 for word in [self.rng.state, self.steps, 3 if self.over else 0, *fields]]

    def observation(self, seat: int) -> dict[str, float]:
        """What a seat sees, by column, before rounding to single precision."""
        p, lane = self.payoffs, self.lanes[seat]
        most_press = p["press"] + p["press_spread"]
        told = {"purse": lane.purse / max(40 * p["income"], 1), **self.seen(lane)}
        told |= {"coming": (p["press"] + lane.surge) / most_press, "spill": lane.spill / (p["press"] * lane.gates)}
        told["neighbours"] = len(lane.neighbours) / 4
        for j in range(4):
            there = j < len(lane.neighbours)
            other = self.seen(self.lanes[lane.neighbours[j]]) if there else dict.fromkeys(self.seen(lane), 0.0)
            told |= {f"neighbour_{j}_{name}": value for name, value in {"there": float(there), **other}.items()}
        return {name: min(value, 1.0) for name, value in told.items()}

    def seen(self, lane: Lane) -> dict[str, float]:
        """What a seat and its neighbours see of a lane."""
        p = self.payoffs
        return {
            "wall": lane.wall / (p["wall_max"] * lane.gates),
            "guard": lane.guard / (p["guard_max"] * lane.gates),
            "wait": lane.wait / p["wave_every"],
            "leaks": lane.leaks / ((p["press"] + p["press_spread"]) * lane.gates),
            "saved": float(lane.last == SAVE),
            "guarded": float(lane.last == GUARD),
            "built": float(lane.last == WALL),
        }
