"""The learner of pairs: log-probabilities of whole episodes first, then their gradient part by part."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from garrison_agents.grpo.data import Batch, Row, collate
from garrison_agents.grpo.learner import Learner
from garrison_agents.grpo.preference.objectives import Sides, losses
from garrison_agents.grpo.preference.pairs import Pair


class PairLearner(Learner):
    """Its loss is of whole episodes, which need not fit through the policy at once: their log-probabilities are made without gradients, the
    loss is derived by them, and each part then goes through again with what its rows are worth (the chain rule, in two passes)."""

    loss: Any

    def learn(self, pairs: Sequence[Pair]) -> dict[str, float]:
        """One gradient step; numbers for the log. Raises NotFiniteError, with a part of the batch saved."""
        self.optimiser.zero_grad(set_to_none=True)
        sides = sides_of(pairs)
        rows = [row for side in sides for row in side]
        of = torch.tensor([number for number, side in enumerate(sides) for _ in side], device=self.device)
        now, before, tokens = self._sums(rows, of, len(sides))
        now.requires_grad_()
        found = Sides(now[0::2], now[1::2], before[0::2], before[1::2], tokens[0::2], tokens[1::2])
        loss = losses(self.loss, found).mean()
        if not math.isfinite(float(loss.detach())):
            self._stop(
                collate(rows[: self.options.micro_rows], self.policy.pad, longest=self.options.longest), "loss", float(loss.detach())
            )
        (worth,) = torch.autograd.grad(loss, now)
        for batch, at in self._parts(rows):
            sums = (self._forward(batch).logprobs * batch.mask).sum(1)
            (sums * worth[of[at]]).sum().backward()  # type: ignore[no-untyped-call]
        norm = float(nn.utils.clip_grad_norm_(self.trained, self.options.max_grad_norm))
        if not math.isfinite(norm):
            self._stop(batch, "gradient", norm)
        self.optimiser.step()
        self.version += 1
        return {**told(self.loss.margins(found).detach(), found), "loss": float(loss.detach()), "grad_norm": norm}

    @torch.no_grad()
    def _sums(self, rows: Sequence[Row], of: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """(count,) each, over the rows of a side: log-probabilities now, by the reference, and tokens."""
        now, before, tokens = (torch.zeros(count, device=self.device) for _ in range(3))
        for batch, at in self._parts(rows):
            now.index_add_(0, of[at], (self._forward(batch).logprobs * batch.mask).sum(1))
            tokens.index_add_(0, of[at], batch.mask.sum(1))
            if (there := self._reference(batch)) is not None:
                before.index_add_(0, of[at], (there.logprobs * batch.mask).sum(1))
        return now, before, tokens

    def _parts(self, rows: Sequence[Row]) -> Iterator[tuple[Batch, Tensor]]:
        """Batches that fit, and the places of their rows."""
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        for begin in range(0, len(rows), self.options.micro_rows):
            at = order[begin : begin + self.options.micro_rows]
            batch = collate([rows[i] for i in at], self.policy.pad, longest=self.options.longest).to(self.device)
            yield batch, torch.tensor(at, device=self.device)


def sides_of(pairs: Sequence[Pair]) -> list[tuple[Row, ...]]:
    """Chosen and rejected, in turn."""
    return [side for pair in pairs for side in (pair.chosen, pair.rejected)]


def told(margins: Tensor, sides: Sides) -> dict[str, float]:
    """Over the pairs: how many are held the right way round, by how much, and how likely a token of each side is."""
    return {
        "accuracy": float((margins > 0).float().mean()), "margin": float(margins.mean()),
        "chosen_logprob": float((sides.chosen / sides.chosen_tokens).detach().mean()),
        "rejected_logprob": float((sides.rejected / sides.rejected_tokens).detach().mean()),
    }  # fmt: skip
