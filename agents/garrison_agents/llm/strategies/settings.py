"""What a strategy may be told."""

from dataclasses import dataclass
from typing import Annotated, Final

from garrison_agents.llm.errors import ConfigError
from garrison_agents.llm.fields import Count, OneOf, Whole, check_name

KINDS: Final = ("zero_shot", "chain_of_thought", "plan_then_act", "reflection", "few_shot", "vote", "best_of_n", "beam")


@dataclass(frozen=True)
class Strategy:
    """One strategy with its numbers; those of other kinds are not looked at."""

    kind: Annotated[str, OneOf(KINDS)] = "zero_shot"
    """zero_shot: one request a decision, as TowerMind does. chain_of_thought: thoughts first, then the action, in one reply.
    plan_then_act: a plan every so many decisions. reflection: lessons from each episode go into the next one's prompt.
    few_shot: the most similar situations of recorded good episodes. vote: what most of n replies say. best_of_n, beam: look ahead on
    snapshots."""
    name: str = ""
    """What tables call it; "": its kind."""
    every: Count = 50
    """plan_then_act: decisions between two plans."""
    lessons: Count = 5
    """reflection: how many of the newest lessons are kept."""
    shots: Count = 3
    """few_shot: how many examples."""
    examples: str = ""
    """few_shot: the folder of the run whose episodes are the examples."""
    n: Count = 4
    """vote, best_of_n, beam: replies asked for at each state."""
    width: Count = 2
    """beam: states kept at each depth."""
    depth: Count = 2
    """beam: decisions looked ahead."""
    horizon_steps: Whole = 150
    """best_of_n, beam: decisions of doing nothing after the candidate, before it is judged."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.kind)
        check_name(self.name)
        if self.kind == "few_shot" and not self.examples:
            raise ConfigError("examples: is missing; few_shot wants the folder of a recorded run")
