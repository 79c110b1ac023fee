"""The slots' implementations by name, with their options; and whether those of a config can be joined.

A setting says `name` or `name:option=value,option=value`; of an implementation with a FIRST, `name:value,option=value`. An implementation
is a class whose constructor's keyword arguments, with their defaults, are its options; what else it takes from the run it names as
positional parameters.
"""

import importlib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Final

from garrison_agents.training.errors import SettingsError

ROOM: Final = "garrison_agents.grpo"
# slot -> name -> module:class
SLOTS: Final[dict[str, dict[str, str]]] = {
    "policy": {"toy": f"{ROOM}.toy.policy:ToyTokenPolicy", "hf": f"{ROOM}.hf.policy:HFPolicy"},
    "tasks": {
        "uniform": f"{ROOM}.tasks:Uniform", "curriculum": f"{ROOM}.tasks:Curriculum",
        "bandit": f"{ROOM}.bandit:Bandit", "gdro": f"{ROOM}.gdro:Gdro", "budget": f"{ROOM}.budget:Budget",
    },
    "prompts": {
        "fixed": f"{ROOM}.prompts:Fixed", "mixed": f"{ROOM}.prompts:Mixed", "augmented": f"{ROOM}.augmentation:Augmented",
        "prior": f"{ROOM}.priors:Prior",
    },
    "rollout": {
        "synchronous": f"{ROOM}.rollout:Synchronous", "asynchronous": f"{ROOM}.asynchronous:Asynchronous",
        "serial": f"{ROOM}.serial:Serial",
    },
    "reward": {
        "score": f"{ROOM}.rewards:Score", "waves": f"{ROOM}.rewards:Waves", "won": f"{ROOM}.rewards:Won",
        "format": f"{ROOM}.rewards:Format", "schema": f"{ROOM}.rewards:Schema", "legality": f"{ROOM}.rewards:Legality",
        "effect": f"{ROOM}.rewards:Effect", "length": f"{ROOM}.rewards:Length", "coins": f"{ROOM}.rewards:Coins",
        "decaying": f"{ROOM}.decaying:Decaying", "hierarchy": f"{ROOM}.hierarchy:Hierarchy",
    },
    "advantage": {
        "grpo": f"{ROOM}.advantages:Grpo", "dr_grpo": f"{ROOM}.advantages:DrGrpo", "leave_one_out": f"{ROOM}.advantages:LeaveOneOut",
        "gigpo": f"{ROOM}.gigpo:GiGpo", "gae": f"{ROOM}.gae:TurnGae",
        "turns": f"{ROOM}.aligned:Turns", "grpo_lambda": f"{ROOM}.lambda_length:GrpoLambda", "copo": f"{ROOM}.copo:Copo",
        "xrpo": f"{ROOM}.xrpo:Xrpo", "arm": f"{ROOM}.arm:Arm",
    },
    "select": {
        "all": f"{ROOM}.selection:All", "live_groups": f"{ROOM}.selection:LiveGroups", "most_varied": f"{ROOM}.selection:MostVaried",
        "rows": f"{ROOM}.selection:SomeRows", "tokens": f"{ROOM}.selection:SomeTokens", "d3s": f"{ROOM}.d3s:D3s",
    },
    "buffer": {"fresh": f"{ROOM}.buffers:Fresh", "remix": f"{ROOM}.buffers:Remix"},
    "loss": {
        "grpo": f"{ROOM}.losses:Grpo", "dr_grpo": f"{ROOM}.losses:DrGrpo", "dapo": f"{ROOM}.losses:Dapo",
        "gspo": f"{ROOM}.losses:Gspo", "cispo": f"{ROOM}.losses:Cispo",
    },
    "preference": {
        "dpo": f"{ROOM}.preference.objectives:Dpo", "simpo": f"{ROOM}.preference.objectives:SimPo",
        "fdpo": f"{ROOM}.preference.objectives:FDpo",
    },
    "regulariser": {
        "kl": f"{ROOM}.regularisers:ReferenceKl", "entropy": f"{ROOM}.regularisers:Entropy",
        "likelihood": f"{ROOM}.regularisers:Likelihood", "critic": f"{ROOM}.regularisers:Critic",
        "kl_convex": f"{ROOM}.convex:ConvexKl",
    },
}  # fmt: skip


def make(slot: str, spec: str, *context: Any) -> Any:
    """An implementation from `name:option=value,...`. Raises SettingsError naming the slot, what came and what there is."""
    name, _, rest = spec.partition(":")
    known = SLOTS[slot]
    if name not in known:
        raise SettingsError(f"{slot}: came {name!r}, wanted one of {', '.join(known)}")
    module, _, attribute = known[name].partition(":")
    try:
        made = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise SettingsError(f"{slot} {name}: needs {error.name}, which is not installed: pip install 'garrison[grpo]'") from None
    options = read_options(f"{slot} {name}", with_first_named(made, rest), keywords(made))
    try:
        return made(*context, **options)
    except ValueError as error:
        if isinstance(error, SettingsError):
            raise
        raise SettingsError(f"{slot} {name}: {error}") from error


def with_first_named(made: Any, text: str) -> str:
    """`hf:FOLDER,lora=8`: the option that may stand first without its name, FIRST of the implementation, is given it."""
    first, bare = getattr(made, "FIRST", ""), text.partition(",")[0]
    return f"{first}={text}" if first and bare and "=" not in bare else text


def keywords(made: Any) -> dict[str, Any]:
    """An implementation's options with their defaults."""
    parameters = inspect.signature(made).parameters.values()
    return {one.name: one.default for one in parameters if one.default is not inspect.Parameter.empty}


def read_options(where: str, text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """`option=value,...` in the types of the defaults; `a+b` is a tuple. Raises SettingsError."""
    found: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, equals, value = part.partition("=")
        if name not in known or not equals:
            raise SettingsError(f"{where}: came {part!r}, wanted option=value with option among {', '.join(known) or 'none'}")
        found[name] = _typed(f"{where}: {name}", value, known[name])
    return found


def _typed(where: str, value: str, default: Any) -> Any:
    kind = type(default)
    try:
        if kind is bool:
            return {"true": True, "false": False}[value]
        if kind is tuple:
            return tuple(value.split("+"))
        return kind(value)
    except (ValueError, KeyError):
        raise SettingsError(f"{where}: came {value!r}, wanted {'true or false' if kind is bool else kind.__name__}") from None


def join(parts: Mapping[str, Any], gives: Sequence[str]) -> None:
    """Raises SettingsError where a part, by its setting's words, needs what neither `gives` nor another part brings."""
    there = set(gives).union(*(getattr(part, "GIVES", ()) for part in parts.values()))
    for words, part in parts.items():
        if missing := [need for need in part.NEEDS if need not in there]:
            raise SettingsError(f"{words}: needs {missing[0]}, which nothing here gives; {HINTS.get(missing[0], '')}".rstrip("; "))


HINTS: Final = {
    "values": "a policy with a critic gives it (policy toy:critic=true)",
    "turn_rows": "context=turn gives it",
    "episode_rows": "context=episode gives it",
    "reference": "reference=start gives it",
    "critic_loss": "regulariser critic gives it",
}
