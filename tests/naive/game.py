"""Game: one episode, and the order of things in a tick."""

from garrison_levels.level import Level
from garrison_proto.modes import AllianceRules
from garrison_server import rules
from naive import fighters, foes, orders, towers, weather
from naive.alliance import purses, rewards
from naive.chance import SplitMix
from naive.tables import Tables, ticks
from naive.things import Coin, Enemy, Fighter, Fire, Hero, Seat, Shot, Tower

RUNNING, WON, LOST, CUT = range(4)


class Game:
    """One episode of a level from a seed."""

    BESIEGED = False
    ticks = staticmethod(ticks)

    def __init__(self, level: Level, seed: int, alliance: AllianceRules | None = None):
        self.alliance = alliance or AllianceRules(seats=1)
        seats = self.alliance.seats
        self.tables = Tables(level, seats)
        self.random = SplitMix(seed)
        self.tick_count = self.step_count = self.wave = self.spawned = self.spawn_ticks = self.serial = 0
        self.wave_ticks = max(ticks(level.countdown_s), 1)
        self.life, self.status = level.life, RUNNING
        hero = self.tables.hero
        x, y = map(float, level.hero)
        self.leaks = [0] * rules.MAX_PATHS  # lives lost by road
        self.rewards = [0.0] * seats  # of the last step
        self.seats = [Seat(gold, float(hero.health)) for gold in purses(level.gold.start, self.alliance)]
        self.fighters: list[Fighter | None] = [
            Hero(float(hero.health), x, y, x, y, hero.speed * 0.02, float(hero.damage), float(hero.extra_damage), seat=s)
            for s in range(seats)
        ]
        self.heroes = 4 if seats > 1 or self.BESIEGED else 1  # rows for heroes, taken or not
        self.fighters += [None] * (self.heroes - seats + rules.MAX_KNIGHTS)
        self.towers: list[Tower | None] = [None] * len(level.tower_points)
        self.enemies: list[Enemy | None] = [None] * rules.MAX_ENEMIES
        self.shots: list[Shot | None] = [None] * rules.MAX_PROJECTILES
        self.fires: list[Fire | None] = [None] * rules.MAX_FIRES
        self.tally = [[0, 0, 0] for _ in rules.ENEMIES]  # spawned, slain, leaked
        self.coin: Coin | None = None
        self.coin_wait = ticks(level.coins.refresh_s)
        self.fog = weather.first_fog(self)

    def step(self, actions, n_ticks: int, max_ticks: int = 0) -> list[int]:
        """One decision: each seat's (x, y, action), then `n_ticks` ticks. Returns each seat's code."""
        before = list(self.leaks)
        self.rewards = [0.0] * len(self.seats)
        if self.status != RUNNING:
            return [0] * len(self.seats)
        codes = [orders.apply(self, s, *action) for s, action in enumerate(actions)]
        for _ in range(n_ticks):
            if self.status == RUNNING:
                self.tick()
        self.step_count += 1
        if max_ticks > 0 and self.tick_count >= max_ticks and self.status == RUNNING:
            self.status = CUT
        self.rewards = rewards([now - then for now, then in zip(self.leaks, before, strict=True)], self.alliance, self.tables.road_seats)
        return codes

    def tick(self) -> None:
        """0.02 s."""
        weather.drift(self)
        self.send()
        foes.spread(self)
        foes.walk(self)
        towers.act(self)
        towers.fly(self)
        fighters.act(self)
        foes.strike(self)
        fighters.burn(self)
        weather.turn_coin(self)
        for seat in self.seats:
            seat.cooldown = max(seat.cooldown - 1, 0.0)
        self.tick_count += 1
        if self.life == 0:
            self.status = LOST
        elif self.all_sent() and not any(self.enemies):
            self.status = WON

    def send(self) -> None:
        """Who comes in next."""
        foes.send(self)

    def all_sent(self) -> bool:
        """Whether nobody will come any more."""
        return self.spawned == len(self.tables.spawns)

    def free_fighter_row(self) -> int | None:
        """The first free row for a knight."""
        for f in range(self.heroes, len(self.fighters)):
            if self.fighters[f] is None:
                return f
        return None
