"""The way to games of the commons: which backends have them, and the handle of a session of them."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from garrison.backend import Slots, is_address, load_backend
from garrison.errors import OptionError
from garrison_proto.commons import CommonsOpened, CommonsOptions, CommonsOutcome

HERE = "None or 'local': the commons is played in this process"


class CommonsHandle(Protocol):
    """Games of one commons. Row i of an answer belongs to slots[i]."""

    @property
    def opened(self) -> CommonsOpened: ...

    def reset(self, slots: Slots, seeds: ArrayLike | None = None) -> CommonsOutcome:
        """Starts an episode in each slot; without seeds the next of its row."""

    def step(self, slots: Slots, actions: ArrayLike) -> CommonsOutcome:
        """actions: whole numbers (n, seats)."""

    def snapshot(self, slots: Slots) -> list[bytes]:
        """Each slot's whole game, generator included."""

    def restore(self, slots: Slots, blobs: Sequence[bytes]) -> CommonsOutcome:
        """Continues snapshotted games bit for bit."""

    def fork(self, source: int, targets: Slots) -> CommonsOutcome:
        """Copies slot `source` into every slot of `targets`."""

    def render(self, slot: int, size: int = 512) -> NDArray[np.uint8]:
        """A picture of the slot's game, (size, size, 3)."""

    def words(self, slot: int) -> str:
        """The slot's game in words."""

    def close(self) -> None:
        """A second call does nothing."""


def open_commons(target: Any, options: CommonsOptions, *, threads: int = 1) -> CommonsHandle:
    """Games on the backend that `target` names. Raises OptionError for one that has no commons, such as a server elsewhere."""
    if isinstance(target, str) and is_address(target):
        raise OptionError("target", repr(target), HERE)
    backend = load_backend(target, threads=threads)
    try:
        opening = backend.open_commons  # type: ignore[attr-defined]
    except AttributeError:
        raise OptionError("target", f"{type(backend).__name__}, which has no commons", HERE) from None
    handle: CommonsHandle = opening(options)
    return handle
