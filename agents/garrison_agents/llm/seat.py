"""`llm:FILE@MODEL`: a language model in a seat of an alliance, or defending in a siege: in the arena, in a joined game, in the window.

FILE is an evaluation's config; of it the model, `style` and nothing else count. The model is asked at every step for one action, sees its
own seat's view in words and never another's, and has no memory but that view. Tables of evaluations come from `garrison evaluate`.
"""

import asyncio
import time
import weakref
from pathlib import Path
from typing import Any, Final

from garrison import Description
from garrison_agents.agent import AgentError, NativeAction
from garrison_agents.grpo.ground import site_names
from garrison_agents.grpo.words import NUMBERS, PARAMETERS, PLACED
from garrison_agents.llm.asking import body
from garrison_agents.llm.call import Answer
from garrison_agents.llm.config import Model, load_config
from garrison_agents.llm.errors import InfrastructureError, LlmError
from garrison_agents.llm.providers.provider import Provider, ProviderError, make_provider
from garrison_agents.llm.seat_words import read, state_words, system_prompt
from garrison_agents.scripted.orders import N_ACTIONS, NOTHING

VIEWS: Final = {"full": "text", "brief": "brief"}
HALF: Final = 3.0
MOST_GIFTS: Final = 4


class SeatTalker:
    """Asks its model at every step. What cannot be read is a no-op, and the next prompt says so; `unread` counts it."""

    action_space = "native"

    def __init__(self, spec: str) -> None:
        """Raises AgentError for a config that cannot be, or a model that is not in it or cannot be asked here."""
        path, _, name = spec.partition("@")
        self.name = f"llm:{spec}"
        try:
            config = load_config(Path(path))
            names = [model.name for model in config.models]
            if (name or names[0]) not in names:
                raise AgentError(f"{path}: came model {name!r}, wanted one of {', '.join(names)}")
            self._model: Model = config.model(name or names[0])
            self._provider: Provider = make_provider(self._model)
        except LlmError as error:
            raise AgentError(str(error)) from error
        if self._model.answer not in ("text", "json"):
            raise AgentError(f"{path}: models.{self._model.name}.answer: came {self._model.answer}, wanted text or json at a seat")
        self.views: tuple[str, ...] = (VIEWS[config.style],)
        self._form = self._model.form or ("object" if config.style == "full" else "named")
        self.unread = 0
        self._loop = asyncio.new_event_loop()  # one for all calls, since a provider's connections belong to it
        weakref.finalize(self, self._loop.close)

    def reset(self, description: Description, seed: int) -> None:
        """An episode begins; the seed names its calls."""
        level = description.rules["level"]
        self._sites = dict(zip(site_names(description), [point["at"] for point in level["tower_points"]], strict=True))
        self._system = system_prompt(description, self._form)
        self._episode, self._asked, self._note = f"{self._model.name}.{description.level.name}.{seed}", 0, ""

    def act(self, views: dict[str, Any]) -> NativeAction:
        """One request for one action. Raises InfrastructureError when no answer can be had."""
        messages = [
            {"role": "system", "content": self._system},
            {"role": "user", "content": state_words(str(views[self.views[0]]), self._note)},
        ]
        reply = self._ask(messages).text
        try:
            action, self._note = self._action(read(reply)), ""
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self.unread += 1
            action, self._note = NOTHING, f"Your last reply could not be read ({error}); it was played as no operation."
        return action

    def _ask(self, messages: list[dict[str, Any]]) -> Answer:
        wanted = body(self._model, messages, None, {"type": "json_object"} if self._model.answer == "json" else None)
        key, pause_s = f"{self._episode}/{self._asked}", self._model.backoff_s
        self._asked += 1
        for attempt in range(self._model.retries + 1):
            try:
                return self._loop.run_until_complete(self._provider.ask(wanted, key))
            except ProviderError as error:
                if not error.worth_retrying or attempt == self._model.retries:
                    raise InfrastructureError(error.kind, error.words) from None
                time.sleep(error.after_s if error.after_s is not None else pause_s)
                pause_s *= 2
        raise AssertionError("the last attempt returns")

    def _action(self, value: dict[str, Any]) -> NativeAction:
        """Of either form. Raises ValueError, KeyError, TypeError for what is of neither."""
        if set(value) == {"X", "Y", "Action"}:
            return _on_map(value["X"], value["Y"], value["Action"])
        name, arguments = value["name"], value["arguments"]
        if name == "give":
            return _on_map(0.0, 0.0, N_ACTIONS + arguments["seat"])
        if set(arguments) != set(PARAMETERS[name]):
            raise ValueError(f"{name} came with {', '.join(arguments) or 'nothing'}, wanted {', '.join(PARAMETERS[name]) or 'nothing'}")
        number = NUMBERS[arguments["tower"] if name == "build" else name]
        if name in PLACED:
            return _on_map(arguments["x"], arguments["y"], number)
        x, y = self._sites[arguments["site"]] if "site" in arguments else (0.0, 0.0)
        return _on_map(x, y, number)


def _on_map(x: Any, y: Any, number: Any) -> NativeAction:
    """Raises ValueError for what are no numbers, or none of a place and an action; nothing is clamped."""
    plain = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (x, y, number))
    if not plain or not (abs(x) <= HALF and abs(y) <= HALF and number in range(N_ACTIONS + MOST_GIFTS)):
        raise ValueError(f"came X {x!r}, Y {y!r}, Action {number!r}; wanted numbers from -3 to 3 and a known action"[:200])
    return float(x), float(y), int(number)
