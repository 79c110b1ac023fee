"""n-step returns against a loop over one decision's future."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from garrison_agents.apex.nstep import n_step_returns


def slow_return(rewards: list[float], terminated: list[bool], truncated: list[bool], gamma: float, n: int) -> tuple[float, float, int]:
    """Of the decision at the lists' first place: its sum, what the state after it counts, and when that comes."""
    total = 0.0
    for k in range(n):
        total += gamma**k * rewards[k]
        if terminated[k]:
            return total, 0.0, k + 1
        if truncated[k]:
            return total, gamma ** (k + 1), k + 1
    return total, gamma**n, n


@given(
    n=st.integers(1, 6), steps=st.integers(1, 9), envs=st.integers(1, 3), gamma=st.sampled_from([0.0, 0.9, 1.0]), seed=st.integers(0, 99)
)
def test_returns_are_those_of_the_slow_loop(n: int, steps: int, envs: int, gamma: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    shape = (steps + n - 1, envs)
    rewards = random.integers(-3, 2, shape).astype(np.float32)
    terminated, truncated = random.random(shape) < 0.2, random.random(shape) < 0.2
    found = n_step_returns(rewards, terminated, truncated, gamma, n)
    for t in range(steps):
        for env in range(envs):
            wanted = slow_return(*(array[t:, env].tolist() for array in (rewards, terminated, truncated)), gamma, n)
            came = found.sums[t, env], found.discounts[t, env], found.spans[t, env]
            np.testing.assert_allclose(came, wanted, rtol=1e-6, atol=1e-5)
