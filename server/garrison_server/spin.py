"""Cells of memory that threads share without the GIL: taken numbers are taken once, and a change is seen within a microsecond.

A thread that Linux must wake comes some 50 us late, half of what it could have worked; one that watches a cell is there
at once. So a thread watches for a little while before it sleeps.
"""

import threading
from typing import TYPE_CHECKING, Any, Final

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from garrison_server.jit import kernel

Cells = NDArray[np.int64]
LOOKS: Final = 300_000  # some 150 us: how long a thread watches for work before it sleeps


def _pointer(context: Any, builder: Any, signature: Any, cells: Any, i: Any) -> Any:
    array_type = signature.args[0]
    array = context.make_array(array_type)(context, builder, cells)
    return cgutils.get_item_pointer(context, builder, array_type, array, [i], wraparound=False)  # type: ignore[no-untyped-call]


if TYPE_CHECKING:

    def load(cells: Cells, i: int) -> int: ...
    def store(cells: Cells, i: int, value: int) -> None: ...
    def add(cells: Cells, i: int, value: int) -> int: ...
elif numba.config.DISABLE_JIT:  # the same in plain Python, where kernels are plain functions
    _one_at_a_time = threading.Lock()

    def load(cells: Cells, i: int) -> int:
        return int(cells[i])

    def store(cells: Cells, i: int, value: int) -> None:
        cells[i] = value

    def add(cells: Cells, i: int, value: int) -> int:
        with _one_at_a_time:
            before = int(cells[i])
            cells[i] += value
        return before
else:

    @intrinsic
    def load(_: Any, cells: Any, i: Any) -> Any:
        """What stands in cell `i` now, whoever wrote it."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.load_atomic(_pointer(context, builder, signature, *arguments), "acquire", 8)

        return types.int64(cells, types.intp), code

    @intrinsic
    def store(_: Any, cells: Any, i: Any, value: Any) -> Any:
        """Write cell `i` for all to see, with everything written before."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            builder.store_atomic(arguments[2], _pointer(context, builder, signature, *arguments[:2]), "release", 8)
            return context.get_dummy_value()

        return types.void(cells, types.intp, types.int64), code

    @intrinsic
    def add(_: Any, cells: Any, i: Any, value: Any) -> Any:
        """Add to cell `i`, and hand back what stood there before: no two threads get the same."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.atomic_rmw("add", _pointer(context, builder, signature, *arguments[:2]), arguments[2], "acq_rel")

        return types.int64(cells, types.intp, types.int64), code


@kernel
def reached(cells: Cells, i: int, goal: int, looks: int) -> bool:
    """Watch cell `i` for at most so many looks (about half a nanosecond each); whether it has come to `goal`."""
    for _ in range(looks):
        if load(cells, i) >= goal:
            return True
    return False
