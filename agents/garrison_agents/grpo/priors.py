"""Prior prompts: how to go about an answer, said in front of everything else, in training and after it."""

from dataclasses import replace
from typing import Any, ClassVar, Final

from garrison_agents.grpo.data import Task, Template
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.prompts import found
from garrison_agents.training.errors import SettingsError

PRIORS: Final = {
    "none": "",
    "think": "Before each answer, reason step by step about what threatens the base most and what would meet it.\n\n",
    "plan": "Before each answer, make a plan: which sites to hold, in which order, for what gold. Then do its next step.\n\n",
    "code": "Before each answer, write the decision as a short program over the state: conditions first, then the action they lead to.\n\n",
    "knowledge": "Before each answer, recall what you know of towers, ranges, enemies and roads that bears on this state.\n\n",
    "examples": "Before each answer, recall examples of well defended states like this one, and what was done in them.\n\n",
}


class Prior:
    """Taveekitworachai et al., "Prior Prompt Engineering for Reinforcement Fine-Tuning", 2025 (arXiv:2505.14157): the instruction that
    stands before every query of the training shapes what the model takes over. Its five kinds are here: reasoning, planning, code,
    knowledge, and examples that are not given (null-shot).

    Our choices: the words are ours, of this game; they stand before the system prompt, in evaluations too; with `thoughts` the server lets
    words stand before the answer, whose form the usual rewards judge. kind=none: the template as it is.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, seed: int, *, kind: str = "plan", name: str = "brief", thoughts: bool = True) -> None:
        self._template = with_prior(found(name), kind, thoughts)

    def template(self, task: Task, member: int) -> Template:
        """Always the same."""
        return self._template

    def state(self) -> dict[str, Any]:
        """Nothing to keep."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""


def with_prior(template: Template, kind: str, thoughts: bool) -> Template:
    """A template with a prior prompt in front. Raises SettingsError for a kind that there is not."""
    if kind not in PRIORS:
        raise SettingsError(f"prompts: came prior {kind!r}, wanted one of {', '.join(PRIORS)}")
    if kind == "none":
        return template
    return replace(template, name=f"{template.name}+{kind}", before=PRIORS[kind] + template.before, thoughts=thoughts)
