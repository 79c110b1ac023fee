"""A seat of a game: what one of its agents sees, wants and has done. A defense has one; other modes have several."""

from collections import deque
from collections.abc import Callable, Sequence

from garrison.play.orders import IDLE, Act, Answer, Order, Rules, Text, refusal_words


class Seat:
    """`order` wants an action at the next tick; `text` and `mask` are what is seen of the last tick shown."""

    def __init__(self, number: int, rules: Rules, error_texts: tuple[str, ...]) -> None:
        """rules, error_texts: of the scenario's description."""
        self.number, self.rules = number, rules
        self.on_answer: Callable[[Answer], None] = lambda answer: None
        self.text: Text = {}
        self.mask: Sequence[int] = ()
        self._error_texts = error_texts
        self.begin()

    def begin(self) -> None:
        """A game begins, the first or another."""
        self.idle = IDLE  # played when nothing is ordered; showing a range lasts as long as it is repeated
        self.orders = self.refused = 0
        self._queue: deque[Order] = deque()

    def see(self, text: Text, mask: Sequence[int]) -> None:
        """The views of a tick that is shown."""
        self.text, self.mask = text, mask

    @property
    def waiting(self) -> int:
        """Orders that have not been sent."""
        return len(self._queue)

    def order(self, act: Act, x: float = 0.0, y: float = 0.0) -> None:
        """Wants an action at the next tick."""
        self._queue.append(Order(act, x, y))

    def take(self) -> tuple[Order, bool]:
        """What to do in the tick that is sent now, and whether it was ordered."""
        return (self._queue.popleft(), True) if self._queue else (self.idle, False)

    def hear(self, order: Order, asked: bool, code: int, no_effect: bool) -> None:
        """What became of what was taken."""
        if asked:
            self.orders += not code
            self.refused += bool(code)
            words = refusal_words(code, order, self.text, self.rules, self._error_texts) if code else ""
            self.on_answer(Answer(order, code, no_effect, words))
        elif code and order == self.idle:
            self.idle = IDLE  # such as a range that cannot be shown any more
