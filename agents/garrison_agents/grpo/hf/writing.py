"""Replies drawn by a model of transformers: the library generates, with its caches, and we draw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import GenerationConfig, LogitsProcessor

from garrison_agents.grpo.data import Tokens
from garrison_agents.grpo.tokens import draw


class Drawn(LogitsProcessor):  # type: ignore[misc]
    """Draws one token for each row as the last step over the logits, keeps what was drawn and how likely it was, and leaves the library
    no choice. The library's own drawing would keep neither, and knows no generator."""

    def __init__(self, generator: torch.Generator, temperature: float) -> None:
        self._generator, self._temperature = generator, temperature
        self.columns: list[tuple[Tensor, Tensor, Tensor]] = []

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """(b, words) logits, of which only the drawn ones are left."""
        tokens, logprobs, entropies = draw(scores.float(), self._generator, self._temperature)
        self.columns.append((tokens, logprobs, entropies))
        return torch.full_like(scores, -torch.inf).scatter(1, tokens[:, None], 0.0)

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """(b, r) each: tokens, their log-probabilities, entropies. What stands after a row's end is nobody's."""
        return tuple(torch.stack(parts, dim=1).cpu().numpy() for parts in zip(*self.columns, strict=True))


def written(
    model: Any, contexts: Sequence[Tokens], pad: int, ends: Sequence[int], generator: torch.Generator, temperature: float, most: int
) -> tuple[NDArray[Any], ...]:  # fmt: skip
    """Continues all contexts in one batch, until each has ended or `most` tokens are drawn; see Drawn.arrays."""
    width = max(map(len, contexts))
    tokens = torch.full((len(contexts), width), pad)
    present = torch.zeros(len(contexts), width, dtype=torch.int64)  # not by id: the padding may be an id that is drawn, too
    for i, context in enumerate(contexts):  # padded on the left, so that all end in one column
        tokens[i, width - len(context) :], present[i, width - len(context) :] = torch.from_numpy(context), 1
    drawn = Drawn(generator, temperature)
    settings = GenerationConfig(max_new_tokens=most, do_sample=False, eos_token_id=list(ends), pad_token_id=pad, use_cache=True)
    model.generate(
        input_ids=tokens.to(model.device), attention_mask=present.to(model.device), logits_processor=[drawn], generation_config=settings
    )
    return drawn.arrays()


def length_of(row: NDArray[np.int64], ends: Sequence[int], most: int) -> tuple[int, bool]:
    """Of a reply with the token that ends it, and whether it has one."""
    at = np.flatnonzero(np.isin(row, list(ends)))
    return (int(at[0]) + 1, True) if len(at) else (min(len(row), most), False)
