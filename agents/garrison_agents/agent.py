"""What an agent is, and the names under which the command line finds one."""

import importlib
from typing import Any, Final, Protocol, runtime_checkable

from garrison import Description
from garrison_agents.training.errors import TrainingError

NativeAction = tuple[float, float, int]  # x, y, action; of an attacker: kind, road, delay in ticks


@runtime_checkable
class Agent(Protocol):
    """One player of one episode at a time. It sees its views and the scenario's description, and nothing else."""

    name: str
    views: tuple[str, ...]  # what `act` is shown
    # "native": act returns (x, y, action); "sites", "grid:SPLIT", an attacker's "orders" or "commons": an index; "words": a reply
    action_space: str

    def reset(self, description: Description, seed: int) -> None:
        """Get ready for a new episode; everything random in the agent comes from `seed`."""

    def act(self, views: dict[str, Any]) -> NativeAction | int | str:
        """The next action. `views` maps a view's name to one slot's array (or string)."""


class AgentError(ValueError):
    """An agent that does not exist or cannot be made."""


SCRIPTED: Final = {
    "noop": "garrison_agents.scripted.noop:Noop",
    "random": "garrison_agents.scripted.random:Random",
    "random-legal": "garrison_agents.scripted.random_legal:RandomLegal",
    "greedy": "garrison_agents.scripted.greedy:Greedy",
    "expert": "garrison_agents.scripted.expert:Expert",
}

# Those that attack in a siege: `native`, or with `:orders` behind the name, as the defenders' action space wants.
ATTACKERS: Final = {
    "attack-random": "garrison_agents.scripted.attack_random:AttackRandom",
    "attack-waves": "garrison_agents.scripted.attack_waves:AttackWaves",
    "attack-rush": "garrison_agents.scripted.attack_rush:AttackRush",
}
# What an agent can be made from, by the word before the colon: module:function of what follows it.
KINDS: Final = {
    "sb3": "garrison_agents.sb3.agent:Sb3Agent",
    "apex": "garrison_agents.apex.player:ApexAgent",
    "marl": "garrison_agents.marl.player:MarlAgent",
    "grpo": "garrison_agents.grpo.player:grpo_agent",
    "hf": "garrison_agents.grpo.player:hf_agent",
    "llm": "garrison_agents.llm.seat:SeatTalker",
    "keep": "garrison_agents.scripted.keepers:Keeper",
}

KNOWN: Final = (
    f"{', '.join(SCRIPTED)}, sb3:FILE, apex:FILE, marl:FILE or grpo:FILE for what was trained, hf:FOLDER or llm:FILE@MODEL for a language "
    "model, or module:Class for your own"
)


def agent_names() -> tuple[str, ...]:
    """The agents that have a short name, weakest first."""
    return tuple(SCRIPTED)


def make_agent(spec: str) -> Agent:
    """An agent by its short name, by `sb3:FILE`, `apex:FILE`, `marl:FILE`, `grpo:FILE` or `hf:FOLDER`, or by `module:Class`
    for your own.

    Raises AgentError naming the known ones.
    """
    kind, _, rest = spec.partition(":")
    path = KINDS.get(kind) or ATTACKERS.get(kind) or SCRIPTED.get(spec, spec)
    arguments = (rest,) if kind in KINDS or (kind in ATTACKERS and rest) else ()
    module_name, _, class_name = path.partition(":")
    if not class_name:
        raise AgentError(f"no agent is named {spec!r}; known: {KNOWN}")
    try:
        made = getattr(importlib.import_module(module_name), class_name)(*arguments)
    except TrainingError as error:
        raise AgentError(f"agent {spec!r}: {error}") from error
    except ModuleNotFoundError as error:
        hint = "pip install 'garrison[rl]' brings it" if kind in KINDS else f"known: {KNOWN}"
        raise AgentError(f"agent {spec!r} cannot be made: {error}; {hint}") from error
    except (ImportError, AttributeError, TypeError) as error:
        raise AgentError(f"agent {spec!r} cannot be made: {error}; known: {KNOWN}") from error
    if not isinstance(made, Agent):
        raise AgentError(f"agent {spec!r} is a {type(made).__name__} that lacks name, views, action_space, reset or act")
    return made
