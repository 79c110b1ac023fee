"""The gateway, spoken to with a strategy's replies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from garrison.gateway import Brief, Gateway, Said, TalkOptions, Trouble

if TYPE_CHECKING:
    from garrison_agents.llm.table import Reply

__all__ = ["Brief", "Said", "Speaker", "TalkOptions", "Trouble"]


class Speaker:
    """Says replies as they are: the server judges, nobody else."""

    def __init__(self, backend: Any) -> None:
        self._gateway = Gateway(backend)

    def brief(self, session: Any, slot: int, talk: TalkOptions) -> Brief:
        """The prompts; from here on the slot's conversation is held as `talk` says."""
        return self._gateway.brief(session, slot, **vars(talk))

    def say(self, session: Any, slot: int, reply: "Reply", views: Sequence[str] = (), troubles: Sequence[Trouble] = ()) -> Said:
        """One reply."""
        if reply.calls:
            calls = [(call.name, call.arguments) for call in reply.calls]
            return self._gateway.say(session, slot, tool_calls=calls, views=views, troubles=troubles)
        return self._gateway.say(session, slot, reply.text, views=views, troubles=troubles, omitted=reply.omitted)
