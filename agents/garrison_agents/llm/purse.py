"""What a run has spent, and where it stops."""

import threading
from dataclasses import dataclass

from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Caps, Model
from garrison_agents.llm.errors import CapReachedError


@dataclass
class Spent:
    """Totals. `usd` is of the priced calls alone; `unpriced` counts the others, `uncounted` those without token counts."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0
    unpriced: int = 0
    uncounted: int = 0

    def add(self, model: Model, answer: Answer) -> None:
        """One call more."""
        self.calls += 1
        self.tokens_in += answer.tokens_in or 0
        self.tokens_out += answer.tokens_out or 0
        self.uncounted += answer.tokens_in is None or answer.tokens_out is None
        usd = cost(model, answer)
        if usd is None:
            self.unpriced += 1
        else:
            self.usd += usd

    @property
    def known_usd(self) -> float | None:
        """The whole cost; None: unknown."""
        return None if self.unpriced else self.usd


def cost(model: Model, answer: Answer) -> float | None:
    """US dollars of one call, by the config's prices or else the provider's; None: the price or the count of tokens is unknown."""
    if model.price_in is None or model.price_out is None:
        return answer.usd
    if answer.tokens_in is None or answer.tokens_out is None:
        return None
    return (model.price_in * answer.tokens_in + model.price_out * answer.tokens_out) / 1e6


class Purse:
    """Counts for all threads, and refuses the next call once a cap is reached."""

    def __init__(self, caps: Caps) -> None:
        self.caps, self.spent = caps, Spent()
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raises CapReachedError naming the cap. A cap on what an endpoint does not report cannot be held, and is refused then."""
        with self._lock:
            spent, caps = self.spent, self.caps
            if caps.calls is not None and spent.calls >= caps.calls:
                raise CapReachedError(f"caps.calls: {spent.calls} of {caps.calls} calls are used")
            if spent.uncounted and (caps.tokens is not None or caps.usd is not None):
                raise CapReachedError("caps: an endpoint reports no token counts, so that no cap on tokens or money can be held; cap calls")
            if spent.unpriced and caps.usd is not None:
                raise CapReachedError("caps.usd: the price of a model is unknown, so that no cap on money can be held; give price_in and "
                                      "price_out, or cap tokens")  # fmt: skip
            tokens = spent.tokens_in + spent.tokens_out
            if caps.tokens is not None and tokens >= caps.tokens:
                raise CapReachedError(f"caps.tokens: {tokens} of {caps.tokens} tokens are used")
            if caps.usd is not None and spent.usd >= caps.usd:
                raise CapReachedError(f"caps.usd: {spent.usd:.4f} of {caps.usd:g} US dollars are used")

    def add(self, model: Model, answer: Answer) -> None:
        """One answer was paid for."""
        with self._lock:
            self.spent.add(model, answer)
