"""Watching: the states of a slot that somebody else plays, as they come. A watcher changes nothing, and slows nobody down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

import grpc

from garrison.errors import ProtocolError, SessionNotFoundError
from garrison.refusals import from_call
from garrison_proto.codec import CodecError, dtype_name, unpack_outcome
from garrison_proto.records import Outcome, ViewSpec
from garrison_proto.talk import Words
from garrison_proto.talk_codec import unpack_words
from garrison_proto.v1 import environment_pb2, types_pb2

STREAM_S: Final = 3600.0  # every stream has a deadline; whoever watches longer goes on with another one

OpenWatch = Callable[[environment_pb2.WatchRequest, float], Any]


@dataclass(frozen=True)
class Seen:
    """One state of a watched slot."""

    outcome: Outcome  # one row; rewards, codes and flags of the step are not told: the view `text` holds the last action
    dropped: int  # states since the one before that this reader was too slow for
    session_id: str
    level: str  # its name
    words: Words | None = None  # what the language model that plays the slot said last


class Watching(Iterator[Seen]):
    """States of one slot: the present one at once, then the latest whenever it changed; ends when the session is closed.

    Nothing is asked before the first `next`, which raises SessionNotFoundError, SlotNotFoundError, ForeignSessionError
    for a session that is not open to watchers, InvalidArgumentError and NotServedError for views, UnavailableError.
    """

    def __init__(self, open_watch: OpenWatch, request: environment_pb2.WatchRequest) -> None:
        self._open_watch = open_watch
        self._request = request
        self._call: Any = None
        self._closed = False
        self._begun = False

    def __next__(self) -> Seen:
        """The next state; waits for it."""
        while not self._closed:
            try:
                if self._call is None:
                    self._call = self._open_watch(self._request, STREAM_S)
                return self._seen(next(self._call))
            except StopIteration:
                break
            except grpc.RpcError as error:
                if self._closed:
                    break
                self._judge(error)
        self.close()
        raise StopIteration

    def __enter__(self) -> "Watching":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stops watching, also from another thread than the one that waits for the next state."""
        self._closed = True
        if self._call is not None:
            self._call.cancel()

    def _judge(self, error: grpc.RpcError) -> None:
        """Whether to go on with a new stream; raises when not."""
        self._call = None
        if error.code() == grpc.StatusCode.DEADLINE_EXCEEDED and self._begun:
            return
        refusal = from_call(error)
        if isinstance(refusal, SessionNotFoundError) and self._begun:
            self._closed = True  # it was closed while a state was on its way
            return
        raise refusal from None

    def _seen(self, message: environment_pb2.WatchResponse) -> Seen:
        try:
            views = {view.name: _told(view) for view in message.outcome.views}
            outcome = unpack_outcome(message.outcome, 1, views, message.seats)  # slots are told where the session has more than one
        except CodecError as error:
            raise ProtocolError(f"the state is wrong: {error}", field=error.field, came=error.got, wanted=error.wanted) from error
        if len(outcome.slots) != 1:
            raise ProtocolError(f"the state has {len(outcome.slots)} rows; wanted 1", came=str(len(outcome.slots)), wanted="1")
        self._begun = True
        self._request.session.id = message.session_id
        words = unpack_words(message.words) if message.HasField("words") else None
        return Seen(outcome, message.dropped, message.session_id, message.level, words)


def _told(view: types_pb2.View) -> ViewSpec:
    """A view as its message says it is: a watcher has no opening that told it before."""
    if view.WhichOneof("content") == "texts":
        return ViewSpec(view.name, "text", seats=len(view.texts.texts))
    return ViewSpec(view.name, "tensor", dtype_name(view.tensor.dtype, f"views[{view.name!r}].dtype"), tuple(view.tensor.shape)[1:])
