"""A causal transformer, small enough to learn on a CPU (Vaswani et al., 2017; normalised before each part)."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

Cache = list[tuple[Tensor, Tensor]]  # per layer: keys and values (b, heads, t, width / heads)


@dataclass(frozen=True)
class Shape:
    """What a network is made from."""

    words: int  # of the vocabulary
    width: int = 64
    layers: int = 2
    heads: int = 4
    longest: int = 96  # tokens of a row
    critic: bool = False


class Layer(nn.Module):
    """Attention, then two linear maps, each added to what came."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.first, self.second = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.joint = nn.Linear(shape.width, 3 * shape.width, bias=False)
        self.out = nn.Linear(shape.width, shape.width, bias=False)
        self.up, self.down = nn.Linear(shape.width, 4 * shape.width), nn.Linear(4 * shape.width, shape.width)

    def forward(self, x: Tensor, seen: Tensor | None, before: tuple[Tensor, Tensor] | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """x (b, t, width); seen (b, 1, t, s): what each token may look at, None: all before it; before: keys and values of earlier
        tokens. Gives x and all keys and values."""
        b, t, width = x.shape
        joint = self.joint(self.first(x)).view(b, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = joint[0], joint[1], joint[2]
        if before is not None:
            key, value = torch.cat([before[0], key], dim=2), torch.cat([before[1], value], dim=2)
        looked = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen, is_causal=seen is None)
        x = x + self.out(looked.transpose(1, 2).reshape(b, t, width))
        x = x + self.down(nn.functional.gelu(self.up(self.second(x)), approximate="tanh"))
        return x, (key, value)


class Network(nn.Module):
    """Logits of the next token; embedding and output share their weights."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed, self.places = nn.Embedding(shape.words, shape.width), nn.Embedding(shape.longest, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)
        self.critic = nn.Linear(shape.width, 1) if shape.critic else None
        for weight in (self.embed.weight, self.places.weight):
            nn.init.normal_(weight, std=0.05)

    def hidden(self, tokens: Tensor, places: Tensor, seen: Tensor | None = None, cache: Cache | None = None) -> tuple[Tensor, Cache]:
        """tokens, places (b, t) -> (b, t, width) and the cache with these tokens in it."""
        x = self.embed(tokens) + self.places(places)
        kept: Cache = []
        for number, layer in enumerate(self.layers):
            x, pair = layer(x, seen, cache[number] if cache else None)
            kept.append(pair)
        return self.norm(x), kept

    def logits(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., words)."""
        return nn.functional.linear(hidden, self.embed.weight)

    def values(self, hidden: Tensor) -> Tensor | None:
        """(..., width) -> (...); None without a critic."""
        return None if self.critic is None else self.critic(hidden)[..., 0]


def built(shape: Shape, seed: int) -> Network:
    """A network with new weights, the same for the same seed."""
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        return Network(shape)
