"""One episode as a strategy sees it: the prompts, the model to ask, and a way to look ahead."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison import Description
from garrison_agents.llm.asking import Asking
from garrison_agents.llm.call import Answer, ToolUse
from garrison_agents.llm.rehearsal import Rehearsal


@dataclass(frozen=True)
class Reply:
    """What is said to the game: words or, where there are any, tool calls. Never altered."""

    text: str = ""
    calls: tuple[ToolUse, ...] = ()
    omitted: int = 0  # characters at the end that are not kept, since no answer is so long


def reply_of(answer: Answer) -> Reply:
    """A model's answer as the reply it is. Words beside tool calls are comment."""
    return Reply("" if answer.tool_calls else answer.text, answer.tool_calls, answer.omitted)


@dataclass
class Table:
    """What a strategy works at. `user` and `image` are of the decision to be made now."""

    asking: Asking
    description: Description
    level: str
    seed: int
    system: str
    user: str
    image: bytes  # PNG, or empty
    tools: list[dict[str, Any]]
    schema: dict[str, Any]
    view: NDArray[np.float32]  # (759,), the structured view: for choosing examples, never shown
    rehearse: Callable[[], Rehearsal]
    turn: int = 0

    def messages(self, user: str | None = None, system: str | None = None) -> list[dict[str, Any]]:
        """The system prompt, and the user prompt with the picture if there is one."""
        words = self.user if user is None else user
        content: Any = words
        if self.image:
            url = "data:image/png;base64," + base64.b64encode(self.image).decode()
            content = [{"type": "text", "text": words}, {"type": "image_url", "image_url": {"url": url}}]
        return [{"role": "system", "content": self.system if system is None else system}, {"role": "user", "content": content}]

    def act(self, messages: Sequence[dict[str, Any]]) -> Reply:
        """One request for a decision, in the model's form of answer."""
        return self.act_several([messages])[0]

    def act_several(self, several: Sequence[Sequence[dict[str, Any]]]) -> list[Reply]:
        """The same for many at once."""
        tools: Any = None
        form: Any = None
        answer = self.asking.model.answer
        if answer == "tools":
            tools = self.tools
        elif answer == "json":
            form = {"type": "json_object"}
        elif answer == "schema":
            # Endpoints hold a reply to a schema of alternatives too, but OpenAI's strictly only to one of an object.
            strict = {"strict": True} if self.schema.get("type") == "object" else {}
            form = {"type": "json_schema", "json_schema": {"name": "action", **strict, "schema": self.schema}}
        return [reply_of(came) for came in self.asking.ask_all(several, tools, form)]

    def think(self, messages: Sequence[dict[str, Any]]) -> str:
        """One request for free words."""
        return self.asking.ask(messages).text
