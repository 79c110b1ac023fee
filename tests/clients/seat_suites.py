"""PettingZoo's own suites of tests, over one of our modules of environments."""

import io
import warnings
from contextlib import redirect_stdout
from typing import Any

from pettingzoo.test import api_test, max_cycles_test, parallel_api_test, parallel_seed_test, render_test, seed_test, state_test

CYCLES = 25


def run_suites(module: Any, target: str, **options: Any) -> None:
    """All seven, on the backend that `target` names."""

    def one(**more: Any) -> Any:
        return module.env(target=target, **{"max_cycles": CYCLES, **options, **more})

    def all_at_once(**more: Any) -> Any:
        return module.parallel_env(target=target, **{"max_cycles": CYCLES, **options, **more})

    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.filterwarnings("ignore", message="Observation is not a NumPy array")  # a dict with a mask, as in its own board games
        api_test(one(), num_cycles=60)
        parallel_api_test(all_at_once(), num_cycles=60)
        seed_test(one, num_cycles=30)
        parallel_seed_test(all_at_once, num_cycles=30)
        max_cycles_test(_Module(one, all_at_once))
        render_test(one)
        state_test(one(), all_at_once(), num_cycles=5)


class _Module:
    """What max_cycles_test takes for a module."""

    def __init__(self, env: Any, parallel_env: Any) -> None:
        self.env, self.parallel_env = env, parallel_env
