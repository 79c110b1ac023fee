"""Talking with a game as a language model does: prompts out, raw replies in, everything counted by the server.

    gateway = Gateway(connection)
    session = connection.open(OpenOptions(levels=("garrison-1",), views=(), record=True))
    session.reset([0], [7])
    told = gateway.brief(session)
    while not (said := gateway.say(session, 0, model(told.system_prompt, prompt))).over: ...

The same over gRPC and in process. What a model says is never an error here: it lands in its class (`Said.understanding`).
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from garrison.backend import Backend, SessionHandle
from garrison.errors import NotServedError, OptionError
from garrison_proto.talk import (
    LARGEST_REPLY,
    Brief,
    Call,
    Counts,
    Entry,
    Form,
    Played,
    Said,
    Saying,
    Style,
    TalkOptions,
    Track,
    Transcript,
    Trouble,
    trimmed,
)

__all__ = [
    "LARGEST_REPLY",
    "Brief",
    "Call",
    "Counts",
    "Entry",
    "Gateway",
    "Played",
    "Said",
    "TalkOptions",
    "Transcript",
    "Trouble",
]


@runtime_checkable
class Talking(Protocol):
    """A session that language models can be let play in."""

    def brief(self, slot: int, options: TalkOptions | None = None) -> Brief: ...

    def say(self, slot: int, saying: Saying) -> Said: ...

    def say_all(self, slots: Sequence[int], sayings: Sequence[Saying]) -> list[Said]: ...

    def transcript(self, slot: int, first: int = 0) -> Transcript: ...


class Gateway:
    """The gateway of a backend. Its sessions are opened without autoreset (the default) and reset before the first brief."""

    def __init__(self, backend: Backend) -> None:
        """Raises NotServedError for a server that has no gateway."""
        if "gateway" not in backend.info().capabilities:
            raise NotServedError("the server has no AgentGateway: it is of an older version", wanted="the capability `gateway`")

    def brief(
        self, session: SessionHandle, slot: int = 0, style: Style | None = None, *, form: Form | None = None, track: Track | None = None,
        history: int | None = None, thoughts: bool | None = None, speed: float | None = None, image_alone: bool | None = None,
    ) -> Brief:  # fmt: skip
        """The system prompt, the user prompt that waits for a reply, the tools, the picture.

        The options (see TalkOptions) are fixed with the episode's first reply; with none given, the conversation's own stay.
        """
        given = {"style": style, "form": form, "track": track, "history": history, "thoughts": thoughts, "speed": speed,
                 "image_alone": image_alone}  # fmt: skip
        said = {key: value for key, value in given.items() if value is not None}
        return _talking(session).brief(slot, TalkOptions(**said) if said else None)  # type: ignore[arg-type]

    def say(
        self, session: SessionHandle, slot: int = 0, text: str | None = None, *,
        tool_calls: Sequence[tuple[str, str | None]] | None = None, troubles: Iterable[Trouble] = (), views: Sequence[str] = (),
        omitted: int = 0,
    ) -> Said:  # fmt: skip
        """Carries a model's raw reply and plays it.

        text: its words; or tool_calls: (name, arguments as JSON, None for none) in its order. Neither, with troubles: no reply came, and
        nothing is played. troubles: what went wrong on the way without being the model's fault. views: of the session's,
        wanted in the outcome. omitted: characters at the text's end that the caller has left out already.
        """
        if text is not None and tool_calls is not None:
            raise OptionError("tool_calls", "given beside text", "one of the two")
        calls = None if tool_calls is None else tuple(Call(name, arguments or "") for name, arguments in tool_calls)
        saying = Saying(text=text, calls=calls, troubles=tuple(troubles), views=tuple(views), omitted=omitted)
        return _talking(session).say(slot, trimmed(saying))

    def say_all(self, session: SessionHandle, slots: Sequence[int], texts: Sequence[str], *, views: Sequence[str] = ()) -> list[Said]:
        """The replies of several slots in one call, each played as `say` does; all of them, or none where one is refused.

        texts: one for each slot. views: of the session's, wanted in the outcomes.
        """
        if len(texts) != len(slots):
            raise OptionError("texts", f"{len(texts)}", f"{len(slots)}, one for each slot")
        return _talking(session).say_all(slots, [trimmed(Saying(text=text, views=tuple(views))) for text in texts])

    def transcript(self, session: SessionHandle, slot: int = 0, first: int = 0) -> Transcript:
        """Everything said, understood and done in the slot's episode from entry `first` on, with counts."""
        if first < 0:
            raise OptionError("first", first, "0 or more")
        return _talking(session).transcript(slot, first)


def _talking(session: SessionHandle) -> Talking:
    # In process the session is wrapped, and an isinstance check would look for methods that come through __getattr__.
    return session  # type: ignore[return-value]
