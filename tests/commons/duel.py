"""One commons played twice, by the kernels and by the slow reference, and compared after every step."""

from collections.abc import Iterable, Sequence

import numpy as np

from garrison_server.commons.batch import Batch
from garrison_server.commons.episode import fault_of
from garrison_server.commons.graph import graph_of
from garrison_server.commons.observe import COLUMNS
from garrison_server.commons.rules import Payoffs
from naive.commons import Commons, neighbours_of
from naive.record import state_hash

ONE = np.array([0])


def solo(payoffs: Payoffs, kind: str, seats: int, seed: int, graph_seed: int = 0) -> Batch:
    """A batch of one game, begun."""
    batch = Batch(payoffs, graph_of(kind, seats, graph_seed), 1)
    batch.reset(ONE, np.array([seed], np.uint64))
    return batch


def assert_same(slow: Commons, fast: Batch, when: str) -> None:
    """Fail unless words, hash, observations and masks are equal."""
    words = slow.words()
    assert fast.words[0].tolist() == words, when
    assert fast.hashes(ONE)[0] == state_hash(words), when
    assert fault_of(fast.cells[0], fast.payoffs, fast.near) == "", when
    observations, masks = fast.observe(ONE)
    for seat, lane in enumerate(slow.lanes):
        told = slow.observation(seat)
        wanted = [np.float32(told[name]) for name in COLUMNS]
        assert observations[0, seat].tolist() == wanted, f"{when}: seat {seat}"
        assert masks[0, seat].tolist() == [lane.purse >= slow.price(action) for action in range(3)], when


def play_both(payoffs: Payoffs, kind: str, seats: int, seed: int, plays: Iterable[Sequence[int]], graph_seed: int = 0) -> Commons:
    """Play each step's actions in both. Returns the reference's game."""
    slow = Commons(payoffs._asdict(), neighbours_of(kind, seats, graph_seed), seed)
    fast = solo(payoffs, kind, seats, seed, graph_seed)
    assert_same(slow, fast, "at the start")
    for number, actions in enumerate(plays):
        rewards, codes = slow.step(list(actions))
        steps = fast.step(ONE, np.array([actions]))
        assert steps.rewards[0].tolist() == rewards and steps.codes[0].tolist() == codes and steps.over[0] == slow.over, number
        assert_same(slow, fast, f"after step {number} of {actions}")
    return slow
