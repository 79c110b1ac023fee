"""The options that the environments of several seats on a level have in common."""

from collections.abc import Sequence
from typing import Any

from garrison.level_source import Level, level_sources
from garrison.spaces import wire_name
from garrison_proto.modes import AllianceRules, SiegeRules
from garrison_proto.records import OpenOptions

Views = Sequence[str] | str


def view_names(views: Views) -> tuple[str, ...]:
    """One view or several."""
    return (views,) if isinstance(views, str) else tuple(views)


def level_options(
    rules: AllianceRules | SiegeRules, levels: Sequence[Level], views: Views, action_space: str, action_mask: bool | None,
    ticks_per_step: int, max_ticks: int, max_cycles: int | None, words: Sequence[str] = (), **others: Any,
) -> OpenOptions:  # fmt: skip
    """What to open a session with: the views observed, the masks, and those that tell the game to people; `others` as they are."""
    named, documents = level_sources(levels)
    masked = wire_name(action_space) != "native" if action_mask is None else action_mask
    siege = isinstance(rules, SiegeRules)
    masks = ("mask", *(("attacker_mask",) if siege else ())) if masked else ()
    return OpenOptions(
        levels=named, level_documents=documents, mode="siege" if siege else "alliance", rules=rules,
        views=tuple(dict.fromkeys((*view_names(views), *masks, *words))), action_space=wire_name(action_space),
        ticks_per_step=ticks_per_step, max_ticks=max_ticks if max_cycles is None else max_cycles * ticks_per_step, **others,
    )  # fmt: skip
