"""How a local model's tokens are drawn: each reply by dice of its own, whichever others are generated beside it.

The library draws a whole batch by one generator, so that a reply would depend on its neighbours; here the draw is the last
step over the logits (Gumbel-max, by a generator for each row), and the library takes the greatest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import torch
from transformers import LogitsProcessor, MinPLogitsWarper, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from garrison_agents.llm.errors import ConfigError


@dataclass(frozen=True)
class Drawing:
    """What is drawn from: the logits over the temperature, cut to the likeliest. temperature 0: the likeliest token itself."""

    temperature: float
    top_k: int  # 0: all
    top_p: float
    min_p: float
    seed: int

    def steps(self, keys: Sequence[str]) -> list[LogitsProcessor]:
        """The steps over logits (rows, vocabulary), one row for each key: a call's name, by which its dice are seeded."""
        if self.temperature == 0:
            return []
        steps: list[LogitsProcessor] = [TemperatureLogitsWarper(self.temperature)] if self.temperature != 1 else []
        if self.top_k:
            steps.append(TopKLogitsWarper(self.top_k))
        if self.top_p < 1:
            steps.append(TopPLogitsWarper(self.top_p))
        if self.min_p > 0:
            steps.append(MinPLogitsWarper(self.min_p))
        return [*steps, Dice([f"{self.seed}/{key}" for key in keys])]


class Dice(LogitsProcessor):  # type: ignore[misc]
    """Draws one token for each row by Gumbel's trick: the greatest of logits plus noise. Noise is made on the CPU, so that dice
    are the same on every device."""

    def __init__(self, names: Sequence[str]) -> None:
        self._dice = [torch.Generator().manual_seed(int.from_bytes(sha256(name.encode()).digest()[:8]) >> 1) for name in names]

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Logits (rows, vocabulary) with noise."""
        noise = torch.stack([torch.empty(scores.shape[1]).exponential_(generator=dice) for dice in self._dice])
        return scores.float() - noise.to(scores.device).log()


def drawing_of(body: Mapping[str, Any], own: Any) -> Drawing:
    """What a request wants; what it leaves open is as the model's own GenerationConfig has it. Raises ConfigError."""
    temperature = body.get("temperature")
    if temperature is None:
        temperature = (1.0 if own.temperature is None else own.temperature) if own.do_sample else 0.0
    given = {name: getattr(own, name, None) if body.get(name) is None else body[name] for name in ("top_k", "top_p", "min_p")}
    drawing = Drawing(float(temperature), int(given["top_k"] or 0), float(given["top_p"] or 1.0), float(given["min_p"] or 0.0),
                      int(body.get("seed") or 0))  # fmt: skip
    for name, value, holds, wanted in (
        ("temperature", drawing.temperature, drawing.temperature >= 0, "0 or more"),
        ("top_k", drawing.top_k, drawing.top_k >= 0, "0 or more"),
        ("top_p", drawing.top_p, 0 < drawing.top_p <= 1, "above 0, at most 1"),
        ("min_p", drawing.min_p, 0 <= drawing.min_p <= 1, "0 to 1"),
    ):
        if not holds:
            raise ConfigError(f"{name}: came {value:g}, wanted {wanted}")
    return drawing
