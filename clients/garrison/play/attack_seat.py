"""The attacker's seat in a siege: its orders, and what it is told of its means. Its view in words is the only source."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from garrison.play.orders import Rules
from garrison.play.seat import Seat

WAIT: Final = -1  # kind
ANY_ROAD: Final = -1
BOUNDS: Final = re.compile(r"Ordered for (this|the next) wave: (\d+) of at most (\d+) enemies, (\d+) of at most (\d+) gold")
BUDGET: Final = re.compile(r"You have (\d+) gold")
PRICE: Final = re.compile(r"(\d+) ([a-z ]+) (\d+)")
PENDING: Final = re.compile(r"^(?:Wait to appear: (.*)|Nobody waits to appear)\.$", re.M)


class AttackOrder(NamedTuple):
    """One enemy. road: from 0, or ANY_ROAD; delay: ticks until it appears."""

    kind: int
    road: int = ANY_ROAD
    delay: int = 0

    @property
    def row(self) -> tuple[float, float, float]:
        """As it is sent."""
        return float(self.kind), float(self.road), float(self.delay)


class Bounds(NamedTuple):
    """What was ordered for a wave, and the most that may be."""

    enemies: int = 0
    most_enemies: int = 0
    gold: int = 0
    most_gold: int = 0


class AttackSeat(Seat):
    """Told by `words`, the view `attacker_text`; `mask` says whether to wait, and each kind, could be ordered."""

    def __init__(self, number: int, rules: Rules, error_texts: tuple[str, ...], names: Sequence[str]) -> None:
        self.words = ""
        self.on_code: Callable[[int, str], None] = lambda code, words: None
        super().__init__(number, rules, error_texts, names)

    def begin(self) -> None:
        """A game begins."""
        super().begin()
        self.idle = AttackOrder(WAIT)

    def told(self, words: str, mask: Sequence[int]) -> None:
        """The views of a tick that is shown."""
        self.words, self.mask = words, mask

    def send(self, kind: int, road: int = ANY_ROAD, delay: int = 0) -> None:
        """Orders one enemy at the next tick."""
        self._queue.append(AttackOrder(kind, road, delay))

    def order_row(self, row: Sequence[float]) -> None:
        """As `send`, of an order as it is sent; to wait is not worth a word."""
        if row[0] != WAIT:
            self.send(*(int(number) for number in row))

    def hear(self, order: Any, asked: bool, code: int, no_effect: bool) -> None:
        """What became of what was taken."""
        if asked:
            self.orders += not code
            self.refused += bool(code)
            self.on_code(code, self._error_texts[code] if code else "")

    @property
    def budget(self) -> int:
        """Gold in hand."""
        found = BUDGET.search(self.words)
        return int(found[1]) if found else 0

    @property
    def bounds(self) -> dict[str, Bounds]:
        """By "this" and "the next" wave, those that there are."""
        return {found[1]: Bounds(*(int(number) for number in found.groups()[1:])) for found in BOUNDS.finditer(self.words)}

    @property
    def prices(self) -> dict[int, tuple[str, int]]:
        """Name and cost of each kind, by its number."""
        line = self.words.partition("Numbers and costs: ")[2].partition(".\n")[0]
        return {int(number): (name, int(cost)) for number, name, cost in PRICE.findall(line)}

    @property
    def pending(self) -> str:
        """Who was ordered and has not appeared, in words."""
        found = PENDING.search(self.words)
        return (found[1] or "") if found else ""

    @property
    def part(self) -> str:
        """What it has done in this game, in words."""
        return f"{self.orders} enemies sent, {self.refused} orders refused"
