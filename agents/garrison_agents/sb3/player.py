"""A policy that plays: several episodes at once, for the evaluation, or one, as an agent."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3.common.policies import BasePolicy

from garrison_agents.training.stacking import FrameStack

SEED: Final = 20  # of what an evaluation draws


class PolicyPlayer:
    """`garrison_agents.training.frozen.Player` over a policy of Stable-Baselines3."""

    def __init__(self, policy: BasePolicy, views: tuple[str, ...], action_space: str, *, stack: int, masked: bool, sampled: bool) -> None:
        """views: what the policy sees; masked: it takes masks beside them; sampled: actions are drawn, not the likeliest."""
        self.policy, self.action_space = policy, action_space
        self.seen = views
        self.views = tuple(dict.fromkeys((*views, *(("mask",) if masked else ()))))
        self._stack, self._masked, self._sampled = stack, masked, sampled
        self._dict = len(views) > 1

    def begin(self, n: int, seed: int = SEED) -> None:
        """Get ready for `n` new episodes."""
        self._frames = FrameStack(n, self._stack)
        self._fresh = np.ones(n, np.bool_)
        self._states = [torch.Generator(device).manual_seed(seed).get_state() for device in (torch.device("cpu"), *self._cuda())]

    def act(self, views: dict[str, Any], rows: NDArray[np.int64]) -> NDArray[Any]:
        """Actions of the episodes `rows`."""
        shown = self._frames.push({name: views[name] for name in self.seen}, rows, self._fresh[rows])
        self._fresh[rows] = False
        observation = shown if self._dict else shown[self.seen[0]]
        masks = {"action_masks": views["mask"].astype(np.bool_)} if self._masked else {}
        with self._own_draws() if self._sampled else nullcontext():
            actions, _ = self.policy.predict(observation, deterministic=not self._sampled, **masks)
        return np.asarray(actions)

    def _cuda(self) -> list[torch.device]:
        """The policy's device, where it has a generator of its own."""
        return [self.policy.device] if self.policy.device.type == "cuda" else []

    @contextmanager
    def _own_draws(self) -> Iterator[None]:
        """The player's own generators in place of the process's, which training goes on with afterwards."""
        with torch.random.fork_rng(devices=self._cuda()):
            torch.set_rng_state(self._states[0])
            for device in self._cuda():
                torch.cuda.set_rng_state(self._states[1], device)
            yield
            self._states = [torch.get_rng_state(), *(torch.cuda.get_rng_state(device) for device in self._cuda())]
