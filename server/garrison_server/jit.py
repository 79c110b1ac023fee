"""`kernel`: how every compiled function of the server is compiled, and where the machine code is kept.

Numba's cache looks only at the file a function stands in, so a change in a callee or in a constant would leave stale code.
Here the cache folder carries a digest of every source that kernels and their constants stand in (all of `sim` and
`observe`, and some more): a change there compiles anew, a change in the service does not.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba

F = TypeVar("F")

ROOMS = ("sim", "observe")
CONSTANTS = ("rules.py", "state.py", "board.py", "jit.py")


def cache_dir() -> Path:
    """The folder of the compiled kernels of exactly these sources."""
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        content = source.read_bytes()
        if source.parent.name in ROOMS or source.name in CONSTANTS or b"garrison_server.jit import kernel" in content:
            digest.update(content)
    base = os.environ.get("NUMBA_CACHE_DIR") or Path.home() / ".cache" / "garrison"
    return Path(base) / digest.hexdigest()[:16]


numba.config.CACHE_DIR = str(cache_dir())

if TYPE_CHECKING:

    def kernel(function: F) -> F: ...
else:

    def kernel(function: Any) -> Any:
        """Compile in nopython mode, without the GIL, strictly by IEEE rules (no fastmath), and keep the result on disk."""
        return numba.njit(cache=True, nogil=True)(function)
