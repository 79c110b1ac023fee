"""One episode played twice, by the kernels and by the slow reference, and compared word by word after every step."""

from collections.abc import Iterable, Sequence

import numpy as np

from garrison_levels.level import Level
from garrison_proto.modes import SiegeRules
from garrison_server.batch import Batch
from garrison_server.board import board_of
from garrison_server.seating import Seating
from garrison_server.sim.soundness import fault_of, fault_text
from garrison_server.state import C_STATUS, RUNNING
from naive import Game, Siege, state_hash, word_names, words

NO_HASH = bytes(32)


def solo(level: Level, seed: int, rules: Seating = None) -> Batch:
    """A batch of one episode, begun."""
    batch = Batch([board_of(level)], [0], [NO_HASH], rules=rules)
    batch.reset(np.array([0]), np.array([seed], np.uint64))
    return batch


def assert_same(game: Game, batch: Batch, when: str) -> None:
    """Fail with the first field that differs, unless all words and the hash are equal."""
    fast = batch.states.rows.view(np.uint64).reshape(-1)
    slow = np.array(words(game), np.uint64)
    if (fast != slow).any():
        i = int(np.flatnonzero(fast != slow)[0])
        name = word_names(game.heroes > 1, isinstance(game, Siege))[i]
        values = [(both[i].astype(np.int64), both[i : i + 1].view(np.float64)[0]) for both in (fast, slow)]
        raise AssertionError(f"{when}: {name} is {values[0]} in the kernels and {values[1]} in the reference (as int64 and float64)")
    fault = fault_of(batch.boards.rows, 0, batch.states.rows)
    assert fault == 0, f"{when}: {fault_text(fault)}"
    assert batch.hashes(np.array([0]))[0] == state_hash(words(game)), when


def play_both(
    level: Level, seed: int, orders: Iterable[Sequence[Sequence[float]]], rules: Seating = None, ticks: Sequence[int] = (16,)
) -> Game:
    """Play each step's orders (one per seat) in both; steps take `ticks` in turn. Returns the reference's game."""
    game = Siege(level, seed, rules) if isinstance(rules, SiegeRules) else Game(level, seed, rules)
    batch = solo(level, seed, rules)
    assert_same(game, batch, "at the start")
    for k, order in enumerate(orders):
        n = ticks[k % len(ticks)]
        codes = game.step(order, n)
        steps = batch.step(np.array([0]), np.array([order], np.float64), n, 0)
        came = list(zip(steps.codes.reshape(-1).tolist(), steps.no_effect.reshape(-1).tolist(), strict=True))
        assert came == [(max(code, 0), code == -1) for code in codes], f"step {k}: {order}"
        assert steps.rewards.reshape(-1).tolist() == game.rewards, f"step {k}"
        assert_same(game, batch, f"after step {k} of {n} ticks, orders {order}")
        if batch.states.clock[0, C_STATUS] != RUNNING:
            break
    return game
