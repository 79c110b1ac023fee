"""A level's numbers, worked out anew from the level and the rules."""

import math

from garrison_levels.level import Level
from garrison_server import rules


def ticks(seconds: float) -> int:
    """The nearest whole number of ticks."""
    return round(seconds * 50)


class Road:
    """One path: its waypoints, the unit direction from each to the next, and the way to each from the start."""

    def __init__(self, waypoints):
        self.points = [(float(x), float(y)) for x, y in waypoints]
        self.directions = []
        self.arcs = [0.0]
        for (x, y), (next_x, next_y) in zip(self.points, self.points[1:], strict=False):
            dx, dy = next_x - x, next_y - y
            length = math.sqrt(dx * dx + dy * dy)
            self.directions.append((dx / length, dy / length))
            self.arcs.append(self.arcs[-1] + length)

    @property
    def length(self) -> float:
        return self.arcs[-1]

    def at(self, segment: int, arc: float):
        """The place `arc` units from the start, which lies on this segment."""
        along = arc - self.arcs[segment]
        (x, y), (dx, dy) = self.points[segment], self.directions[segment]
        return x + dx * along, y + dy * along


class Tables:
    """What the rules and the level say together."""

    def __init__(self, level: Level, seats: int = 1):
        self.level = level
        self.roads = [Road(path) for path in level.paths]
        self.points = [point.at for point in level.tower_points]
        self.rallies = [point.rally for point in level.tower_points]
        self.point_seats = [zone % seats for zone in (level.zones.points if level.zones else range(len(level.tower_points)))]
        self.road_seats = [zone % seats for zone in (level.zones.roads if level.zones else range(len(level.paths)))]
        changes = level.rules
        self.towers = {k + 1: tower._replace(**changes.towers.get(tower.name, {})) for k, tower in enumerate(rules.TOWERS)}
        self.kinds = [kind._replace(**changes.enemies.get(kind.name, {})) for kind in rules.ENEMIES]
        self.knight = rules.Knight()._replace(**changes.knight)
        self.reinforcements = rules.Reinforcements()._replace(**changes.reinforcements)
        self.hero = rules.Hero()._replace(**changes.hero)
        names = [kind.name for kind in rules.ENEMIES]
        self.waves = [[names.index(name) for name in wave.enemies] for wave in level.waves]
        self.spawns = [kind for wave in self.waves for kind in wave]

    def growth(self, kind: int, level: int) -> float:
        """growth^level, multiplied out."""
        product = 1.0
        for _ in range(level):
            product = product * self.towers[kind].growth
        return product

    def sent_after(self, wave: int) -> int:
        """How many enemies have come in once wave number `wave` (from 1) is sent in full."""
        return sum(len(enemies) for enemies in self.waves[:wave])

    def reserve(self, kind: int) -> int:
        """Rows that must stay free while such an enemy lives: its brood, less its own row."""
        return max(self.kinds[kind].brood - 1, 0)
