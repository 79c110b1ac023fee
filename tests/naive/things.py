"""What stands on the map: one class for each kind of thing."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Enemy:
    kind: int
    hp: float
    path: int
    serial: int
    arc: float
    segment: int = 0
    x: float = 0.0
    y: float = 0.0
    cooldown: float = 0.0
    foe: "Fighter | None" = None  # whom it strikes
    timer: float = 0.0
    haste: float = 1.0


@dataclass(eq=False)
class Fighter:
    hp: float
    x: float
    y: float
    home_x: float
    home_y: float
    step: float
    damage: float
    extra: float
    foe: Enemy | None = None  # whom it holds
    cooldown: float = 0.0


@dataclass(eq=False)
class Hero(Fighter):
    seat: int = 0
    marching: bool = False


@dataclass(eq=False)
class Knight(Fighter):
    """A tower's knight, or, without a tower, a reinforcement."""

    tower: int | None = None
    spot: int = 0
    seat: int = 0
    ticks: float = 0.0  # a reinforcement's time left


@dataclass(eq=False)
class Tower:
    kind: int
    owner: int
    spent: float
    damage: float
    extra: float
    rally: tuple[float, float]
    level: int = 0
    cooldown: float = 0.0
    frozen: bool = False


@dataclass(eq=False)
class Shot:
    kind: int
    x: float
    y: float
    row: int
    target: Enemy
    damage: float
    aim: tuple[float, float]


@dataclass(eq=False)
class Fire:
    x: float
    y: float
    ticks: float
    owner: int


@dataclass(eq=False)
class Coin:
    x: float
    y: float
    ticks: float


@dataclass(eq=False)
class Fog:
    x: float
    y: float
    step: float
    hides: bool


@dataclass(eq=False)
class Seat:
    gold: float
    hero_max: float
    revive: float = 0.0
    cooldown: float = 0.0
    coins: int = 0
    compensations: int = 0
    last: tuple[float, float, float, int] = (0.0, 0.0, 6.0, 0)  # x, y, action, error code
    shown: int = 0
    refusals: list[int] = field(default_factory=lambda: [0] * 22)
