"""What a strategy is, and the one that a config names."""

from importlib import import_module
from typing import Any, Protocol

from garrison_agents.llm.strategies.settings import Strategy as Settings
from garrison_agents.llm.table import Reply, Table


class Strategy(Protocol):
    """Leads one model through episodes, one after another."""

    thoughts: bool  # words may stand before the answer
    remembers: bool  # episodes depend on those before: they are played in order

    def begin(self, table: Table) -> None:
        """An episode begins."""

    def turn(self, table: Table) -> Reply:
        """One decision."""

    def end(self, table: Table, result: dict[str, Any]) -> None:
        """The episode is over."""

    def memory(self) -> Any:
        """What lasts beyond the episode, as JSON takes it."""

    def recall(self, memory: Any) -> None:
        """Take up what `memory` gave."""


class Forgetful:
    """A strategy that keeps nothing: the others' ground."""

    thoughts = False
    remembers = False

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def begin(self, table: Table) -> None:
        """Nothing to get ready."""

    def end(self, table: Table, result: dict[str, Any]) -> None:
        """Nothing to learn."""

    def memory(self) -> Any:
        """None."""

    def recall(self, memory: Any) -> None:
        """Nothing to take up."""


def make_strategy(settings: Settings) -> Strategy:
    """The strategy of a kind: class `Play` of the module of that name."""
    made: Strategy = import_module(f"garrison_agents.llm.strategies.{settings.kind}").Play(settings)
    return made
