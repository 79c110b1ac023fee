"""A backend of this process, made to raise the client's exceptions where the server's own would come through."""

from collections.abc import Callable
from typing import Any

from garrison.backend import Backend, SessionHandle
from garrison.refusals import from_exception


class InProcess:
    """Hands every call on to `inner`, a backend or a session, and translates what it raises."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(self._inner, name)
        if callable(found):
            found = translated(found)
            self.__dict__[name] = found  # the next call finds it without coming here
        return found

    def open(self, options: Any) -> SessionHandle:
        """Opens a session, which is translated too."""
        session: SessionHandle = InProcess(translated(self._inner.open)(options))
        return session


def translated(call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, raising the client's exceptions."""

    def calling(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except Exception as error:
            meant = from_exception(error)
            if meant is None:
                raise
            raise meant from error

    return calling


def in_process(backend: Backend) -> Backend:
    """`backend` with its exceptions translated."""
    wrapped: Backend = InProcess(backend)
    return wrapped
