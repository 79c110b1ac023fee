"""The learner: rows in, gradient steps out."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from garrison_agents.grpo.data import Batch, Row, collate
from garrison_agents.grpo.errors import NotFiniteError
from garrison_agents.grpo.interfaces import Forward, Policy, PolicyLoss, Regulariser
from garrison_agents.grpo.reference import Reference
from garrison_agents.grpo.tasks import pack_rng, unpack_rng


@dataclass(frozen=True)
class LearnerOptions:
    """How it learns."""

    learning_rate: float = 3e-4
    weight_decay: float = 0.0
    max_grad_norm: float = 1.0
    epochs: int = 2  # passes over an iteration's rows
    minibatches: int = 4  # gradient steps in a pass
    micro_rows: int = 512  # rows that go through the policy at once
    temperature: float = 1.0
    longest: int = 10  # most tokens of a reply
    bf16: bool = False  # on a GPU


class Learner:
    """One policy, its optimiser, its loss."""

    def __init__(
        self, policy: Policy, loss: PolicyLoss, regularisers: Sequence[Regulariser], options: LearnerOptions, device: torch.device,
        seed: int, keep_bad: Callable[[dict[str, Any]], str] = lambda batch: "nowhere",
    ) -> None:  # fmt: skip
        """keep_bad: saves a batch whose loss is no number, and says where."""
        self.policy, self.loss, self.regularisers, self.options, self.device = policy, loss, tuple(regularisers), options, device
        self.keep_bad = keep_bad
        self.trained = [one for one in policy.module.parameters() if one.requires_grad]
        self.optimiser = torch.optim.AdamW(self.trained, lr=options.learning_rate, weight_decay=options.weight_decay, betas=(0.9, 0.99))
        needed = "reference" in (*loss.NEEDS, *(need for one in regularisers for need in one.NEEDS))
        self.reference = Reference(policy) if needed else None
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 2])))
        self.version = 0  # iterations learnt from

    def update(self, rows: Sequence[Row]) -> dict[str, float]:
        """All passes over an iteration's rows; numbers for the log. Raises NotFiniteError, with the batch saved."""
        sums: Counter[str] = Counter()
        norms: list[float] = []
        for _ in range(self.options.epochs if rows else 0):
            order = self.rng.permutation(len(rows))
            for part in np.array_split(order, min(self.options.minibatches, len(rows))):
                norms.append(self._step([rows[i] for i in part], sums))
        self.version += 1
        tokens = max(sums.pop("tokens", 0.0), 1.0)
        return {**{name: value / tokens for name, value in sums.items()}, "grad_norm": float(np.mean(norms)) if norms else 0.0}

    def renew_reference(self) -> None:
        """The reference, where there is one, becomes the policy as it is now."""
        if self.reference is not None:
            self.reference.renew()

    def _step(self, rows: Sequence[Row], sums: Counter[str]) -> float:
        """One gradient step on these rows, in parts that fit; gives the gradient's norm."""
        self.optimiser.zero_grad(set_to_none=True)
        by_length = sorted(rows, key=len)
        for at in range(0, len(rows), self.options.micro_rows):
            part = by_length[at : at + self.options.micro_rows]
            batch = collate(part, self.policy.pad, longest=self.options.longest, whole=rows).to(self.device)
            loss = self.losses(batch, sums)
            if not math.isfinite(float(loss.detach())):
                self._stop(batch, "loss", float(loss.detach()))
            loss.backward()  # type: ignore[no-untyped-call]
        norm = float(nn.utils.clip_grad_norm_(self.trained, self.options.max_grad_norm))
        if not math.isfinite(norm):
            self._stop(batch, "gradient", norm)
        self.optimiser.step()
        return norm

    def losses(self, batch: Batch, sums: Counter[str]) -> Tensor:
        """The part's share in the loss of its update; adds numbers to `sums`."""
        forward, reference = self._forward(batch), self._reference(batch)
        term = self.loss(forward, batch)
        tokens, stats = term.tokens, dict(term.stats)
        for regulariser in self.regularisers:
            more = regulariser(forward, reference, batch)
            tokens, stats = tokens + more.tokens, stats | more.stats
        loss = self.loss.normalise(tokens, batch)
        count = float(batch.mask.sum())
        told = {**moved(forward, batch), **stats}
        sums.update({name: float(value) for name, value in told.items()})
        sums.update({"tokens": count, "loss": float((tokens.detach() * batch.mask).sum())})
        return loss

    def _forward(self, batch: Batch) -> Forward:
        """What the policy says of a part."""
        with self._arithmetic():
            return self.policy.forward(batch.tokens, batch.present, batch.mask > 0, self.options.temperature)

    def _reference(self, batch: Batch) -> Forward | None:
        """What the reference says of it; None: nobody needs it."""
        if self.reference is None:
            return None
        with self._arithmetic():
            return self.reference.forward(batch.tokens, batch.present, batch.mask > 0, self.options.temperature)

    def _arithmetic(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.options.bf16 and self.device.type == "cuda")

    def _stop(self, batch: Batch, what: str, came: float) -> None:
        where = self.keep_bad(dict(vars(batch)))
        self.optimiser.zero_grad(set_to_none=True)
        raise NotFiniteError(f"the {what} is {came:g} after {self.version} updates; the batch is in {where}; nothing was learnt from it")

    def state(self) -> dict[str, Any]:
        """All that it goes on from, but the policy's weights."""
        reference = self.reference.state() if self.reference is not None else {}
        return {"optimiser": self.optimiser.state_dict(), "reference": reference, "rng": pack_rng(self.rng), "version": self.version}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.optimiser.load_state_dict(state["optimiser"])
        if self.reference is not None:
            self.reference.restore(state["reference"])
        unpack_rng(self.rng, state["rng"])
        self.version = int(state["version"])


@torch.no_grad()
def moved(forward: Forward, batch: Batch) -> dict[str, Tensor]:
    """Sums over tokens: the policy's entropy, and how far it has moved from the sampler (k3)."""
    apart = (forward.logprobs - batch.logprobs) * (batch.mask > 0)
    return {"entropy": (forward.entropies * batch.mask).sum(), "kl_sampler": ((apart.exp() - apart - 1) * batch.mask).sum()}
