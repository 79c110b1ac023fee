"""Samplers of templates: how an episode's prompts are asked for."""

from typing import Any, ClassVar, Final

import numpy as np

from garrison_agents.grpo.data import Task, Template
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.training.errors import SettingsError

ASK_SHORT: Final = "\nAnswer with the JSON object alone."
TEMPLATES: Final = {
    one.name: one
    for one in (
        Template("brief"),
        Template("brief_object", form="object"),
        Template("brief_history", history=2),
        Template("brief_short", after=ASK_SHORT),
        Template("full", style="full", form="object", history=0),
    )
}


class Fixed:
    """One template for all."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, seed: int, *, name: str = "brief") -> None:
        self._template = found(name)

    def template(self, task: Task, member: int) -> Template:
        """Always the same."""
        return self._template

    def state(self) -> dict[str, Any]:
        """Nothing to keep."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""


class Mixed:
    """Several templates, drawn for each episode by the task's seed and its place in the group, so that a resume draws them again."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, seed: int, *, names: tuple[str, ...] = ("brief", "brief_short")) -> None:
        self._templates, self._seed = tuple(found(name) for name in names), seed

    def template(self, task: Task, member: int) -> Template:
        """The first for member 0, so that evaluations are asked alike."""
        if member == 0:
            return self._templates[0]
        drawn = np.random.default_rng([self._seed, task.seed, member]).integers(len(self._templates))
        return self._templates[int(drawn)]

    def state(self) -> dict[str, Any]:
        """Nothing to keep: it draws by the task."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""


def found(name: str) -> Template:
    """A template by its name. Raises SettingsError."""
    if name not in TEMPLATES:
        raise SettingsError(f"prompts: came template {name!r}, wanted one of {', '.join(TEMPLATES)}")
    return TEMPLATES[name]
