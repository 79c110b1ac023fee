"""Sessions to talk with, and a clock that stands still until it is told otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

from garrison_proto.records import OpenOptions
from garrison_proto.talk import Said, Saying, TalkOptions
from garrison_server.gateway.conversations import Conversations
from garrison_server.gateway.menu import Menu, menu_of
from garrison_server.plan import plan_of
from garrison_server.scenario import named_scenario
from garrison_server.session import Session


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Talked:
    """A session of one slot and its conversation."""

    def __init__(self, **options: Any) -> None:
        chosen = {"levels": ("garrison-1",), "views": (), "record": True} | options
        self.session = Session(plan_of(OpenOptions(**chosen), 8))
        self.session.reset(list(range(self.session.total)), list(range(self.session.total)))
        self.clock = Clock()
        self.talk = Conversations(self.session, self.clock)

    def begin(self, **options: Any) -> "Talked":
        """With options of the conversation."""
        self.talk.brief(0, TalkOptions(**options))
        return self

    def say(self, text: str, **more: Any) -> Said:
        return self.talk.say(0, Saying(text=text, **more))


@pytest.fixture
def talked() -> Callable[..., Talked]:
    return Talked


@pytest.fixture(scope="session")
def menu() -> Menu:
    return menu_of(named_scenario("garrison-1").board)
