"""The script of a conversation: all that depends on the level and the options alone, made once and kept."""

from dataclasses import dataclass
from typing import Any, Final

from garrison_proto.talk import TalkOptions
from garrison_server.gateway.lesson import Lesson
from garrison_server.gateway.menu import Menu, menu_of
from garrison_server.gateway.moments import Moment, Scene
from garrison_server.gateway.prompts import answer_form, system_prompt
from garrison_server.gateway.tools import answer_schema, mcp_tools, openai_tools
from garrison_server.scenario import Scenario

# In TowerMind's JSON what never changes comes first; earlier states are told from here on.
_CHANGING: Final = '"Level_Current_Step"'
MOST_KEPT: Final = 256
IMAGE: Final = "An image of the current state is provided: the whole map, (-3, 3) at its upper left, (3, -3) at its lower right."
_BRIEF_LINES: Final = 2  # of an earlier state: the clock, and the purse


@dataclass(frozen=True)
class Script:
    """What every prompt of a conversation is made of."""

    menu: Menu
    options: TalkOptions
    system_prompt: str
    openai_tools: list[dict[str, Any]]
    mcp_tools: list[dict[str, Any]]
    answer_schema: dict[str, Any]
    answer_form: str

    def user_prompt(self, scene: Scene, image: bool, ending: str) -> str:
        """Earlier states and actions, the present state, whether there is an image, the answer's form; or how it ended."""
        parts = []
        if scene.past:
            head = "What you did before, the last at the end" if self.options.image_alone else "Earlier states, and what you did in them"
            parts.append(f"# {head}\n" + "\n".join(self._told(moment) for moment in scene.past))
        if scene.present.note:
            parts.append(f"# Your last reply\n{scene.present.note}")
        if not self.options.image_alone:
            parts.append(f"# Current state\n{scene.present.state}")
        if ending:
            return "\n\n".join([*parts, ending])
        if image:
            parts.append(("# Current state\n" if self.options.image_alone else "") + IMAGE)
        return "\n\n".join([*parts, f"# Your answer\n{self.answer_form}"])

    def _told(self, moment: Moment) -> str:
        """An earlier state without what never changes, and what was done in it."""
        if self.options.image_alone:
            return f"-> {moment.did}"
        if self.options.style == "full":
            state = "{" + moment.state[max(moment.state.find(_CHANGING), 1) :]
        else:
            state = " ".join(moment.state.split("\n", _BRIEF_LINES)[:_BRIEF_LINES])
        return f"{state}\n-> {moment.did}"


_kept: dict[tuple[str, TalkOptions, int], Script] = {}


def script_of(scenario: Scenario, options: TalkOptions, ticks_per_step: int) -> Script:
    """The script for a level, checked options, and a length of step."""
    key = (scenario.hash, options, ticks_per_step)
    script = _kept.get(key)
    if script is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        script = _kept[key] = _written(scenario, options, ticks_per_step)
    return script


def _written(scenario: Scenario, options: TalkOptions, ticks_per_step: int) -> Script:
    menu, form = menu_of(scenario.board), options.form or "object"
    lesson = Lesson(scenario, menu, options, ticks_per_step)
    return Script(
        menu, options, system_prompt(lesson), openai_tools(menu, options.track),
        mcp_tools(menu, options.track), answer_schema(menu, form, options.track), answer_form(lesson),
    )  # fmt: skip
