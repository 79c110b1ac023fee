"""The losses as their papers write them, row by row and token by token in plain Python; and as TRL's GRPOTrainer computes them."""

import math
from collections.abc import Callable, Sequence

Numbers = Sequence[float]
LOW, HIGH = 0.2, 0.2


def clipped(ratio: float, advantage: float, low: float = LOW, high: float = HIGH) -> float:
    return -min(ratio * advantage, min(max(ratio, 1 - low), 1 + high) * advantage)


def token_losses(new: Numbers, old: Numbers, advantage: float, kind: str) -> list[float]:
    """Of a row's reply tokens."""
    if kind == "gspo":
        ratio = math.exp(sum(n - o for n, o in zip(new, old, strict=True)) / len(new))
        return [clipped(ratio, advantage, 3e-4, 4e-4)] * len(new)
    if kind == "cispo":
        return [-min(math.exp(n - o), 5.0) * advantage * n for n, o in zip(new, old, strict=True)]
    high = 0.28 if kind == "dapo" else HIGH
    return [clipped(math.exp(n - o), advantage, LOW, high) for n, o in zip(new, old, strict=True)]


def averaged(rows: Sequence[Sequence[float]], kind: str, longest: int) -> float:
    """Tokens' losses by row -> the loss."""
    everything = [value for row in rows for value in row]
    by_kind: dict[str, Callable[[], float]] = {
        "dr_grpo": lambda: sum(everything) / (len(rows) * longest),
        "dapo": lambda: sum(everything) / len(everything),
        "cispo": lambda: sum(everything) / len(everything),
    }
    return by_kind.get(kind, lambda: sum(sum(row) / len(row) for row in rows) / len(rows))()
