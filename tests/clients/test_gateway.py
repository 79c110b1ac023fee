"""garrison.gateway: the same in process and over the wire, and no reply lost or played twice on a bad line."""

import dataclasses
from typing import Any

import pytest

import garrison
from clients.proxy import Proxy
from garrison import errors
from garrison.backend import Backend
from garrison.gateway import Gateway, Trouble

REPLIES: tuple[dict[str, Any], ...] = (
    {"text": '{"name": "build", "arguments": {"site": "A1", "tower": "archer"}}'},
    {"text": "I would rather wait."},
    {"text": "\ud800 {"},
    {"text": " " * 10_000_000},
    {"tool_calls": [("move_hero", '{"x": 0.5, "y": "left"}')]},
    {"tool_calls": [("fly", "{}" * 5_000_000)]},
    {"tool_calls": []},
    {"troubles": [Trouble("provider", "HTTP 503", 1.5)]},
    {"text": '{"X": 0, "Y": 0, "Action": 9}', "views": ("leaks",), "troubles": [Trouble("network")]},
)
KINDS = ["acted", "unparseable", "unparseable", "unparseable", "out_of_schema", "unparseable", "unparseable", "unheard", "acted"]


def plain(record: Any) -> Any:
    """A record as plain values, without what a clock has measured."""
    values = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    return {name: plain(value) if dataclasses.is_dataclass(value) else str(value) for name, value in values.items() if name != "thought_s"}


def opened(backend: Backend, **options: Any) -> garrison.SessionHandle:
    session = backend.open(garrison.OpenOptions(**({"levels": ("garrison-1",), "views": ("leaks", "pixels:32")} | options)))
    session.reset([0], [7])
    return session


def told(backend: Backend) -> list[Any]:
    """Everything that a conversation answers."""
    gateway, session = Gateway(backend), opened(backend)
    answers: list[Any] = [gateway.brief(session, style="brief", form="calls", history=1)]
    answers += [gateway.say(session, 0, **reply) for reply in REPLIES]
    transcript = gateway.transcript(session)
    answers += [*transcript.entries, transcript.counts, transcript.options]
    session.close()
    return answers


def test_a_conversation_is_the_same_in_process_and_over_the_wire(server: garrison.OwnServer) -> None:
    with garrison.connect(server.address) as connection:
        there, here = told(connection), told(garrison.load_backend("local"))
    assert [answer.understanding for answer in here[1 : len(KINDS) + 1]] == KINDS
    assert [plain(answer) for answer in there] == [plain(answer) for answer in here]


def test_an_answer_lost_on_the_way_is_had_again_and_nothing_is_played_twice(proxy: Proxy) -> None:
    with garrison.connect(proxy.address, resume_s=30) as connection:
        gateway, session = Gateway(connection), opened(connection)
        gateway.brief(session)
        proxy.lose_answer_then_cut()
        said = gateway.say(session, 0, '{"X": 0, "Y": 0, "Action": 6}')
        assert (said.understanding, int(said.outcome.steps[0])) == ("acted", 1)
        assert gateway.transcript(session).counts.replies == 1
        session.close()


def test_a_server_that_cannot_be_reached_is_the_networks_fault(proxy: Proxy) -> None:
    with garrison.connect(proxy.address, resume_s=0.5) as connection:
        gateway, session = Gateway(connection), opened(connection)
        proxy.refusing = True
        proxy.cut()
        with pytest.raises(errors.UnavailableError):
            gateway.say(session, 0, "hello")


def test_wrong_use_is_named(backend: Backend) -> None:
    gateway, session = Gateway(backend), opened(backend)
    with pytest.raises(errors.OptionError):
        gateway.say(session, 0, "x", tool_calls=[])
    with pytest.raises(errors.InvalidArgumentError):
        gateway.say(session, 0)
    with pytest.raises(errors.InvalidArgumentError):
        gateway.say(session, 0, troubles=[Trouble("x", seconds=float("nan"))])
    with pytest.raises(errors.SlotNotFoundError):
        gateway.brief(session, 1)
    for wrong in ({"style": "long"}, {"history": -1}, {"history": 17}, {"speed": float("inf")}, {"track": "slow"}):
        with pytest.raises(ValueError, match="options"):
            gateway.brief(session, **wrong)
    with pytest.raises(errors.OptionError):
        gateway.transcript(session, first=-1)
    assert gateway.say(session, 0, tool_calls=[("wait", None)]).understanding == "acted"
    with pytest.raises(errors.PreconditionError, match="conversation"):
        gateway.brief(session, style="brief")
    session.close()
    with pytest.raises(errors.GarrisonError):
        gateway.brief(session)


def test_a_long_transcript_comes_whole(backend: Backend) -> None:
    gateway, session = Gateway(backend), opened(backend, views=())
    for number in range(70):
        gateway.say(session, 0, f"{number}" + "x" * 100_000)
    transcript = gateway.transcript(session)
    assert [entry.reply[: len(str(i))] for i, entry in enumerate(transcript.entries)] == [str(i) for i in range(70)]
    assert len(gateway.transcript(session, first=65).entries) == 5 and transcript.counts.unparseable == 70
    session.close()
