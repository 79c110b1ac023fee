"""ToyTokenPolicy: a transformer of at most 200,000 parameters over the toy's vocabulary, with the interface of every policy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from garrison_agents.grpo.data import Completion, Prompt, Tokens
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.grpo.interfaces import Forward, Needs
from garrison_agents.grpo.tokens import draw, placed
from garrison_agents.grpo.toy.network import Cache, Network, Shape, built
from garrison_agents.grpo.toy.sight import VIEW, Sight
from garrison_agents.grpo.toy.vocabulary import Vocabulary

MOST_PARAMETERS: Final = 200_000


class ToyTokenPolicy:
    """Sees the structured view as signs, and writes named calls piece by piece."""

    def __init__(
        self, seed: int, device: torch.device, *, width: int = 64, layers: int = 2, heads: int = 4, longest: int = 96, critic: bool = False
    ) -> None:
        """Raises PolicyError for a network beyond 200,000 parameters."""
        self.vocabulary = Vocabulary()
        self.shape = Shape(len(self.vocabulary), width, layers, heads, longest, critic)
        if width % heads:
            raise PolicyError(f"width: came {width}, wanted a multiple of {heads} heads")
        self.module: Network = built(self.shape, seed).to(device)
        if (size := sum(one.numel() for one in self.module.parameters())) > MOST_PARAMETERS:
            raise PolicyError(f"the toy has {size:,} parameters, wanted at most {MOST_PARAMETERS:,}: fewer layers, or a smaller width")
        self.device, self.pad, self.longest, self.views = device, self.vocabulary.pad, longest, (VIEW,)
        self.GIVES: Needs = ("values",) if critic else ()
        self._sight = Sight(self.vocabulary)

    def prompt_tokens(self, prompt: Prompt, first: bool) -> Tokens:
        """A prompt's ids; the toy needs no system prompt."""
        return self._sight.tokens(prompt)

    def reply_tokens(self, text: str) -> Tokens:
        """A reply's ids, the last one `<end>`. Raises PolicyError."""
        return self.vocabulary.spell(text)

    def text_of(self, tokens: Tokens) -> str:
        """A reply's words."""
        return self.vocabulary.text(tokens)

    @torch.no_grad()
    def generate(self, contexts: Sequence[Tokens], generator: torch.Generator, temperature: float, most: int) -> list[Completion]:
        """Draws a reply to each context, all in one batch."""
        width = max(map(len, contexts))
        if width + most > self.longest:
            raise PolicyError(f"a context of {width} tokens came, and replies of at most {most}; the toy holds {self.longest}: longest=")
        tokens = torch.full((len(contexts), width), self.pad)
        present = torch.zeros(len(contexts), width, dtype=torch.bool)  # not by id: a policy may draw the padding too
        for i, context in enumerate(contexts):  # padded on the left, so that all end in one column
            tokens[i, width - len(context) :], present[i, width - len(context) :] = torch.from_numpy(context), True
        drawn, logprobs, entropies, values = self._drawn(tokens.to(self.device), present.to(self.device), generator, temperature, most)
        made = []
        for i in range(len(contexts)):
            ends = np.flatnonzero(drawn[i] == self.vocabulary.end)
            length = int(ends[0]) + 1 if len(ends) else most
            own = drawn[i, :length].copy()
            made.append(Completion(own, logprobs[i, :length].copy(), entropies[i, :length].copy(), self.text_of(own), bool(len(ends)),
                                   float(values[i])))  # fmt: skip
        return made

    def _drawn(self, tokens: Tensor, present: Tensor, generator: torch.Generator, temperature: float, most: int) -> tuple[Any, ...]:
        """Arrays (b, r) of tokens, their log-probabilities and entropies, and values (b,)."""
        places = (present.cumsum(1) - 1).clamp(min=0)
        causal = torch.ones(tokens.shape[1], tokens.shape[1], dtype=torch.bool, device=tokens.device).tril()
        # A padding token looks at itself, so that no row of attention is empty.
        own = torch.eye(tokens.shape[1], dtype=torch.bool, device=tokens.device)
        seen = (causal & (present[:, None, :] | own))[:, None]
        hidden, cache = self.module.hidden(tokens, places, seen)
        hidden = hidden[:, -1]
        values = self.module.values(hidden)
        columns: list[tuple[Tensor, Tensor, Tensor]] = []
        done = torch.zeros(len(tokens), dtype=torch.bool, device=tokens.device)
        place = places[:, -1]
        while True:
            columns.append(draw(self.module.logits(hidden), generator, temperature))
            done |= columns[-1][0] == self.vocabulary.end
            if len(columns) == most or bool(done.all()):
                break
            place = place + 1
            present = torch.cat([present, present.new_ones(len(present), 1)], dim=1)
            hidden, cache = self._one_more(columns[-1][0], place, present, cache)
        found = [torch.stack(parts, dim=1).cpu().numpy() for parts in zip(*columns, strict=True)]
        return (*found, np.full(len(tokens), np.nan) if values is None else values.cpu().numpy())

    def _one_more(self, token: Tensor, place: Tensor, present: Tensor, cache: Cache) -> tuple[Tensor, Cache]:
        hidden, cache = self.module.hidden(token[:, None], place[:, None], present[:, None, None, :], cache)
        return hidden[:, 0], cache

    def forward(self, tokens: Tensor, present: Tensor, wanted: Tensor, temperature: float = 1.0) -> Forward:
        """Teacher-forced; rows padded on the right, whose padding nobody looks at."""
        if tokens.shape[1] > self.longest:
            raise PolicyError(f"a row of {tokens.shape[1]} tokens came; the toy holds {self.longest}: longest=")
        places = torch.arange(tokens.shape[1], device=tokens.device).expand_as(tokens)
        hidden, _ = self.module.hidden(tokens, places)
        before, after = wanted[:, 1:].nonzero(as_tuple=True)  # the token at after + 1 is foretold at after
        foretelling = hidden[before, after]
        logs = torch.log_softmax(self.module.logits(foretelling) / temperature, dim=-1)
        chosen = logs.gather(1, tokens[before, after + 1][:, None])[:, 0]
        entropies = -(logs.exp() * logs).sum(-1)
        values = self.module.values(foretelling)
        where = before, after + 1
        return Forward(*(None if one is None else placed(one, where, tokens) for one in (chosen, entropies, values)))  # type: ignore[arg-type]

    @contextmanager
    def as_reference(self) -> Iterator[bool]:
        """The toy has no adapter to switch off."""
        yield False

    def about(self) -> dict[str, Any]:
        """Its shape."""
        return {"policy": "toy", **asdict(self.shape)}

    def weights(self) -> dict[str, Tensor]:
        """All of them."""
        return self.module.state_dict()

    def load(self, weights: dict[str, Tensor]) -> None:
        """Takes them over."""
        self.module.load_state_dict(weights)
