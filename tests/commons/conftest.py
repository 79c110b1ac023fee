"""With the JIT off the kernels run as plain Python: sizes shrink, and NumPy need not say that 64-bit products wrap."""

import warnings
from collections.abc import Callable, Iterator

import numba
import numpy as np
import pytest


@pytest.fixture(scope="session")
def sized() -> Callable[[int, int], int]:
    """sized(fast, slow): the first with compiled kernels, the second with NUMBA_DISABLE_JIT=1."""
    return lambda fast, slow: slow if numba.config.DISABLE_JIT else fast


@pytest.fixture(autouse=True)
def wrapping_products() -> Iterator[None]:
    """SplitMix64 and the hash wrap on purpose."""
    with np.errstate(over="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="overflow encountered", category=RuntimeWarning)
        yield
