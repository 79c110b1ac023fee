"""Agents of the tests that write replies."""

from typing import Any

from garrison import Description
from garrison.gateway import TalkOptions
from garrison_agents.grpo.words import call
from garrison_agents.talk import SYSTEM, USER

BUILD = call("build", site="A5", tower="archer")


class InTurn:
    """Builds, says what nobody can read, builds there again, waits; and so on. Keeps what it was told."""

    name, views, action_space = "in-turn", ("structured",), "words"
    talk = TalkOptions(style="brief", form="named", history=0)
    told: list[tuple[str, str]] = []  # noqa: RUF012 - of all episodes

    def reset(self, description: Description, seed: int) -> None:
        self._said = 0

    def act(self, views: dict[str, Any]) -> str:
        assert views["structured"].shape == (759,)
        self.told.append((views[SYSTEM], views[USER]))
        self._said += 1
        return (BUILD, "what?", BUILD, call("wait"))[(self._said - 1) % 4]
