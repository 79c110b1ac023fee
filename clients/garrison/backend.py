"""What every adapter plays through: a backend that opens sessions, and the handle of one session.

`Connection` is the backend over gRPC. A server that is installed beside the client registers one that plays in this
process, under the entry-point group `garrison.backends`; both give the same bytes and raise the same exceptions.
"""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from garrison.errors import BackendError, OptionError
from garrison_proto.records import Description, Opened, OpenOptions, Outcome, ServerInfo

GROUP = "garrison.backends"

Slots = Sequence[int] | NDArray[np.integer[Any]]


class SessionHandle(Protocol):
    """A lease on some slots. Row i of an answer belongs to slots[i]; `views` narrows the opened ones, None means all."""

    @property
    def opened(self) -> Opened: ...

    def reset(self, slots: Slots, seeds: ArrayLike | None = None, views: Sequence[str] | None = None) -> Outcome:
        """Starts episodes; seeds: unsigned 64-bit integers, one per slot; None: each slot goes on to its next episode."""

    def step(
        self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None, messages: Sequence[str] | None = None
    ) -> Outcome:  # fmt: skip
        """actions: float64 (n, 3) in the native space, int64 (n,) in all others; with an axis of seats behind the slots where the
        opening says `seats`. messages: what each seat of each slot says to its allies, slot by slot; None: nobody says anything."""

    def snapshot(self, slots: Slots) -> list[bytes]:
        """Each slot's whole episode, generator included."""

    def restore(self, slots: Slots, blobs: Sequence[bytes], views: Sequence[str] | None = None) -> Outcome:
        """Continues snapshotted episodes bit for bit; raises SnapshotError for one of another engine or level."""

    def fork(self, source: int, targets: Slots, views: Sequence[str] | None = None) -> Outcome:
        """Copies slot `source` into every slot of `targets`."""

    def render(self, slots: Slots, size: int = 512, *, bare: bool = False, seat: int = 0) -> NDArray[np.uint8]:
        """A frame of each slot as it is now, (n, size, size, 3), with the panels of `seat`; `bare`: without. Needs no view of pixels."""

    def export_replay(self, slot: int) -> bytes:
        """Scenario, seed, actions and a hash per step; needs `record=True` at open."""

    def keep_alive(self) -> None:
        """Renews the lease."""

    def close(self) -> None:
        """Frees the slots; a second call does nothing."""


@runtime_checkable
class Pipelined(Protocol):
    """A session whose requests may be sent before the answers to earlier ones are received, in their order."""

    def send_step(self, slots: Slots, actions: ArrayLike, views: Sequence[str] | None = None) -> int: ...

    def receive(self) -> Outcome: ...


@runtime_checkable
class Backend(Protocol):
    """A server, in this process or another."""

    def info(self) -> ServerInfo: ...

    def describe(self, level: str, mode: str = "defense", level_document: bytes | None = None) -> Description:
        """What may be known of a scenario before it is played; `level_document` describes a level file sent along."""

    def open(self, options: OpenOptions) -> SessionHandle: ...

    def close(self) -> None: ...


def load_backend(target: "str | Backend | None" = None, *, token: str | None = None, threads: int = 1) -> Backend:
    """The backend that `target` names.

    None or "local": in this process, which needs the server package. "host:port" or "unix:PATH": over gRPC, opened
    at the first call. A backend is handed back as it is. Any other entry of the group `garrison.backends` goes by
    its name. `threads`: how many a large batch in this process may use; a server elsewhere has its own setting.
    Raises BackendError, which says what came and what would do.
    """
    if target is None:
        target = "local"
    if threads != 1 and (not isinstance(target, str) or is_address(target)):
        raise OptionError("threads", threads, "1 where the backend is not made here: `garrison serve --threads` sets a server's own")
    if not isinstance(target, str):
        return target
    if is_address(target):
        from garrison.connection import Connection

        return Connection(target, token=token)
    return _registered(target, threads)


def is_address(target: str) -> bool:
    """Whether `target` names a server elsewhere: "host:port", "unix:PATH", or a gRPC URI such as "dns:///host:port"."""
    if target.startswith(("unix:", "unix-abstract:", "dns:", "ipv4:", "ipv6:")):
        return True
    host, colon, port = target.rpartition(":")
    return bool(host and colon) and port.isdigit()


def _registered(name: str, threads: int) -> Backend:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join(sorted(found)) or "none"
        hint = "pip install 'garrison[server]' brings `local`; " if name == "local" else ""
        raise BackendError(
            f"no backend is called {name!r} (registered: {known}); {hint}a server elsewhere is named as host:port or unix:PATH",
            came=name,
            wanted="local, host:port or unix:PATH",
        )
    try:
        factory = found[name].load()
    except ImportError as error:
        raise BackendError(
            f"backend {name!r} cannot be loaded: {error}; its package is not fully installed: pip install 'garrison[server]'",
            came=name,
            wanted="an installed server package",
        ) from error
    from garrison.in_process import in_process

    return in_process(cast(Backend, factory(threads=threads)))
