"""A seat of a game: what one of its agents sees, wants, says and has done. A defense has one; other modes have several."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from math import dist
from typing import Any, Final

from garrison.play.map_places import Place, at
from garrison.play.orders import GIFT, IDLE, KINDS, Act, Answer, Order, Rules, Text, refusal_words

SAME: Final = 1e-2  # units: places of one tower point


class Seat:
    """`order` wants an action at the next tick; `text` and `mask` are what is seen of the last tick shown."""

    def __init__(self, number: int, rules: Rules, error_texts: tuple[str, ...], names: Sequence[str] = ("You",)) -> None:
        """rules, error_texts: of the scenario's description. names: of all seats, as the window calls them."""
        self.number, self.rules, self.names = number, rules, tuple(names)
        self.on_message: Callable[[int, str], None] = lambda seat, words: None
        self.on_answer: Callable[[Answer], None] = lambda answer: None
        self.text: Text = {}
        self.mask: Sequence[int] = ()
        self._error_texts = error_texts
        self.begin()

    def begin(self) -> None:
        """A game begins, the first or another."""
        self.idle: Any = IDLE  # played when nothing is ordered; showing a range lasts as long as it is repeated
        self.orders = self.refused = 0
        self.deeds: Counter[Act] = Counter()  # orders that were carried out
        self._queue: deque[Any] = deque()  # of Order; of an attacker's seat of AttackOrder
        self._words: deque[str] = deque()

    def see(self, text: Text, mask: Sequence[int]) -> None:
        """The views of a tick that is shown."""
        self.text, self.mask = text, mask
        for message in text.get("Agent_Messages", ()):
            self.on_message(message["From_Seat"], message["Text"])

    @property
    def allies(self) -> dict[int, Mapping[str, Any]]:
        """What the text view tells of the others who defend, by seat."""
        return {ally["Seat"]: ally for ally in self.text.get("Agent_Allies_Realtime_Status", ())}

    def stranger(self, point: Place) -> str:
        """Whose a tower point or its tower is, where it is not this seat's; "" where this seat may act."""
        for row in self.text.get("Level_Towers_Owners", ()):
            whose = row["Zone_Seat"] if row["Owner_Seat"] is None else row["Owner_Seat"]
            if dist(at(row["Position"]), point) < SAME and whose not in (None, self.number):
                return str(self.names[whose])
        return ""

    @property
    def waiting(self) -> int:
        """Orders that have not been sent."""
        return len(self._queue)

    def order(self, act: Act, x: float = 0.0, y: float = 0.0) -> None:
        """Wants an action at the next tick."""
        self._queue.append(Order(act, x, y))

    def order_row(self, row: Sequence[float]) -> None:
        """As `order`, of an action as it is sent; a no-op is not worth a word. Raises ValueError for what is no action."""
        x, y, act = row
        if Act(int(act)) is not Act.NOTHING:
            self.order(Act(int(act)), x, y)

    def say(self, words: str) -> None:
        """Wants something said to the allies."""
        self._words.append(words)

    def take_words(self) -> str:
        """What to say in the tick that is sent now; "": nothing."""
        return self._words.popleft() if self._words else ""

    def take(self) -> tuple[Any, bool]:
        """What to do in the tick that is sent now, and whether it was ordered."""
        return (self._queue.popleft(), True) if self._queue else (self.idle, False)

    @property
    def part(self) -> str:
        """What it has done in this game, in words."""
        built, gifts = sum(self.deeds[act] for act in KINDS), sum(self.deeds[Act(give)] for give in range(Act.GIVE_0, len(Act)))
        coins = self.text.get("Level_Gold_Coins_Collection_Count", 0)
        words = [f"{built} towers built, {self.deeds[Act.UPGRADE]} upgrades, {coins} coins"]
        return ", ".join([*words, f"{gifts * GIFT} gold given"] if gifts else words)

    def hear(self, order: Any, asked: bool, code: int, no_effect: bool) -> None:
        """What became of what was taken."""
        if asked:
            self.orders += not code
            self.refused += bool(code)
            self.deeds[order.act] += not code
            words = refusal_words(code, order, self.text, self.rules, self._error_texts) if code else ""
            self.on_answer(Answer(order, code, no_effect, words))
        elif code and order == self.idle:
            self.idle = IDLE  # such as a range that cannot be shown any more
