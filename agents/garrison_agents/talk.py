"""Agents that write replies play many episodes side by side: the server's gateway tells them of the game and reads what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np

from garrison import Outcome
from garrison.backend import Backend, SessionHandle
from garrison.gateway import Gateway, Said, TalkOptions
from garrison_agents.agent import Agent

WORDS: Final = "words"  # the action space of who writes
SYSTEM, USER = "system_prompt", "user_prompt"  # what `act` is shown beside the views
UNREAD: Final = -1  # stands for the error code of a reply that no action could be read from
NOT_READ: Final = ("unparseable", "out_of_schema")


@runtime_checkable
class Talker(Agent, Protocol):
    """An agent whose `act` is shown the prompts, as views of these names, and returns its reply."""

    talk: TalkOptions  # how it is asked


@dataclass
class Told:
    """What the agent of a slot was told last."""

    system: str
    user: str


class Talks:
    """The conversations in a session's slots."""

    def __init__(self, backend: Backend, session: SessionHandle, talkers: Sequence[Agent]) -> None:
        """Raises NotServedError for a server without a gateway."""
        self._gateway, self._session, self._talkers = Gateway(backend), session, talkers
        self._told: dict[int, Told] = {}

    def begin(self) -> None:
        """In all slots, which were reset."""
        for slot, talker in enumerate(self._talkers):
            assert isinstance(talker, Talker)
            how = talker.talk
            brief = self._gateway.brief(self._session, slot, how.style, form=how.form, history=how.history)
            self._told[slot] = Told(brief.system_prompt, brief.user_prompt)

    def step(self, slots: Sequence[int], views: dict[str, Any]) -> Outcome:
        """A reply in each slot, one after the other. Codes of replies that no action was read from are UNREAD."""
        return joined([self._said(int(slot), {name: view[row] for name, view in views.items()}) for row, slot in enumerate(slots)])

    def _said(self, slot: int, views: dict[str, Any]) -> Outcome:
        told = self._told[slot]
        reply = self._talkers[slot].act({**views, SYSTEM: told.system, USER: told.user})
        said: Said = self._gateway.say(self._session, slot, str(reply), views=tuple(views))
        told.user = said.user_prompt
        if said.understanding in NOT_READ:
            said.outcome.codes = np.full_like(said.outcome.codes, UNREAD)
        return said.outcome


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Rows of several outcomes as one."""
    arrays: dict[str, Any] = {
        one.name: np.concatenate([getattr(outcome, one.name) for outcome in outcomes])
        for one in fields(Outcome)
        if one.name not in ("views", "final_rows", "final")
    }
    return Outcome(views={name: together([outcome.views[name] for outcome in outcomes]) for name in outcomes[0].views}, **arrays)


def together(views: Sequence[Any]) -> Any:
    """One view of several outcomes: arrays, or lists of strings."""
    return [text for view in views for text in view] if isinstance(views[0], list) else np.concatenate(views)
