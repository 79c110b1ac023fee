"""Copying runs of bytes from inside kernels, as the C library does it: a run of a sprite's row costs a few nanoseconds."""

from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

if TYPE_CHECKING:

    def copy(target: Bytes, to: int, source: Bytes, start: int, count: int) -> None: ...
elif numba.config.DISABLE_JIT:  # the same in plain Python, where kernels are plain functions

    def copy(target: Bytes, to: int, source: Bytes, start: int, count: int) -> None:
        target[to : to + count] = source[start : start + count]
else:

    @intrinsic
    def copy(_: Any, target: Any, to: Any, source: Any, start: Any, count: Any) -> Any:
        """Copy `count` bytes of the flat array `source` from `start` to `to` in the flat array `target`; nothing is checked."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            arrays = (context.make_array(signature.args[k])(context, builder, arguments[k]) for k in (0, 2))
            pointers = [builder.gep(array.data, [arguments[k]]) for array, k in zip(arrays, (1, 3), strict=True)]
            cgutils.raw_memcpy(builder, *pointers, arguments[4], 1)
            return context.get_dummy_value()

        return types.void(target, types.intp, source, types.intp, types.intp), code
