"""What every policy does with logits: tokens drawn from them, and numbers put back at the tokens' places."""

import torch
from torch import Tensor


def draw(logits: Tensor, generator: torch.Generator, temperature: float) -> tuple[Tensor, Tensor, Tensor]:
    """One token of each row of logits (b, words), its log-probability, and the entropy: (b,) each. temperature 0: the likeliest."""
    logs = torch.log_softmax(logits / (temperature or 1.0), dim=-1)
    odds = logs.exp()
    entropies = -(odds * logs).sum(-1)
    tokens = torch.multinomial(odds, 1, generator=generator)[:, 0] if temperature else logits.argmax(-1)
    return tokens, logs.gather(1, tokens[:, None])[:, 0], entropies


def placed(found: Tensor, where: tuple[Tensor, Tensor], like: Tensor) -> Tensor:
    """(n,) as (b, t), 0 elsewhere."""
    return found.new_zeros(like.shape).index_put(where, found)
