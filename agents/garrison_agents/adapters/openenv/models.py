"""What goes over OpenEnv's wire: a reply, what it is answered, where the game stands."""

from typing import Any

from openenv.core.env_server.types import Action, Observation, State
from pydantic import Field


class GarrisonAction(Action):  # type: ignore[misc]
    """A model's reply: its words as they are, or a call of one tool."""

    text: str = Field(default="", description="The reply in words, as the prompt asks for it; read where no tool is named")
    tool: str = Field(default="", description="A tool's name: build, upgrade, sell, show_range, rally, reinforce, move_hero, fire, ...")
    arguments: dict[str, Any] = Field(default_factory=dict, description="The tool's arguments")


class GarrisonObservation(Observation):  # type: ignore[misc]
    """What the model is told. The reward is the normalised score, held to 0 to 1, where the game ends; before, it is 0."""

    system_prompt: str = Field(default="", description="The game's rules and this level: with the first observation alone")
    prompt: str = Field(default="", description="What became of the last reply, the state, what is asked for")
    tools: list[dict[str, Any]] = Field(default_factory=list, description="The tools in OpenAI's form: with the first observation alone")
    understanding: str = Field(default="", description="acted, unparseable, out_of_schema, illegal, no_effect; empty: nothing was said")


class GarrisonState(State):  # type: ignore[misc]
    """Where a game stands."""

    level: str = Field(default="", description="The level's name")
    seed: int = Field(default=0, description="Of the episode")
    score: float = Field(default=0.0, description="The sum of leaks, each -1")
    status: int = Field(default=0, description="0 running, 1 won, 2 lost, 3 cut by the limit")
