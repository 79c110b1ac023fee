"""Table: many records of one kind side by side in memory; kernels take the rows, Python also reads whole fields."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]  # (n,) records, as kernels take them: rows[i] is a State or a Board


def record_dtype(**fields: tuple[str, tuple[int, ...]]) -> np.dtype[Any]:
    """An aligned record of little-endian arrays, given as name=(type, shape), whose fields are read as attributes."""
    plain = np.dtype([(name, "<" + kind, shape) for name, (kind, shape) in fields.items()], align=True)
    return np.dtype((np.record, plain))


class Table:
    """`rows` is the (n,) array of records; each of their fields is an attribute, a view with the n in front."""

    def __init__(self, rows: Rows):
        self.rows = rows
        for name in rows.dtype.names or ():
            setattr(self, name, rows[name])

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> Any:
        """Record i, as a view."""
        return self.rows[i]
