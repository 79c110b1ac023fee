"""`kernel`: how every compiled function of the server is compiled, and where the machine code is kept.

Numba's cache looks only at the file a function stands in, so a change in a callee or in a constant would leave stale code.
Here the cache folder carries a digest of every source that a kernel can depend on: the simulator on itself and the
constants, the observations on both, the picture on all three. A change there compiles anew, a change in the service does not.
"""

import functools
import hashlib
import inspect
import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba
from filelock import FileLock
from numba.core.bytecode import FunctionIdentity

F = TypeVar("F")

HERE = Path(__file__).parent
SIMULATOR = ("batch.py", "board.py", "jit.py", "orders.py", "rules.py", "spin.py", "state.py", "table.py", "sim/*.py")
OBSERVATIONS = (*SIMULATOR, "observe/*.py")
COMMONS = ("commons/*.py", "jit.py", "rules.py", "spin.py", "state.py", "table.py", "sim/digest.py", "sim/draws.py")
SOURCES = {"observe": OBSERVATIONS, "picture": (*OBSERVATIONS, "picture/*.py"), "commons": COMMONS}  # by a kernel's folder; else SIMULATOR


# The names in machine code tell overloads apart by this count and by one of record types, and both begin anew in every process: two that
# compile the same functions for different records would give them the same names, and a third that loads both runs one as the other.
FunctionIdentity._unique_ids = itertools.count(int.from_bytes(os.urandom(6), "little"))


@functools.cache
def cache_dir(patterns: tuple[str, ...] = OBSERVATIONS) -> Path:
    """The folder of the kernels compiled from exactly the present text of these sources."""
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for pattern in patterns:
        for source in sorted(HERE.glob(pattern)):
            digest.update(source.read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR") or Path.home() / ".cache" / "garrison"
    return Path(base) / digest.hexdigest()[:16]


if TYPE_CHECKING:

    def kernel(function: F) -> F: ...
else:

    def kernel(function: Any) -> Any:
        """Compile in nopython mode, without the GIL, strictly by IEEE rules (no fastmath), and keep the result on disk."""
        folder = Path(inspect.getfile(function)).parent.name
        numba.config.CACHE_DIR = str(cache_dir(SOURCES.get(folder, SIMULATOR)))
        compiled = numba.njit(cache=True, nogil=True)(function)
        if not numba.config.DISABLE_JIT:
            keep_in_turn(compiled._cache._cache_file)
        return compiled


def keep_in_turn(kept: Any) -> None:
    """Lets one process at a time write to this `numba.core.caching.IndexDataCacheFile`.

    Numba reads the index, takes the next number and writes, without a lock: of two processes that compile into a fresh cache, both
    can take the same number, and one would later load the other's machine code, made for other types, as its own.
    """
    save = kept.save

    def in_turn(key: Any, data: Any) -> None:
        with FileLock(Path(kept._cache_path) / ".lock"):
            save(key, data)

    kept.save = in_turn
