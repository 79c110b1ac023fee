"""What a system prompt teaches from: one level with the game's tables as they are on it, and how the conversation is held."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from garrison_levels.level import Level
from garrison_proto.talk import TalkOptions
from garrison_server import rules
from garrison_server.board import merged
from garrison_server.gateway.menu import Menu
from garrison_server.observe.sites import Sites, sites_of
from garrison_server.scenario import Scenario

KINDS: Final = ("archer", "magician", "knight")  # of towers, in the order of the actions that build them


@dataclass(frozen=True)
class Lesson:
    """One level to be explained."""

    scenario: Scenario
    menu: Menu
    options: TalkOptions
    ticks_per_step: int

    @property
    def level(self) -> Level:
        """The level."""
        return self.scenario.level

    @property
    def step_s(self) -> float:
        """Seconds of the game that one step takes."""
        return self.ticks_per_step * rules.TICK_S

    @cached_property
    def sites(self) -> Sites:
        """The tower points beside the roads."""
        return sites_of(self.scenario.board)

    @cached_property
    def towers(self) -> dict[str, rules.Tower]:
        """Towers by kind."""
        return {row.name: row for row in merged(rules.TOWERS, self.level.rules.towers)}

    @cached_property
    def enemies(self) -> dict[str, rules.Enemy]:
        """Enemies by name."""
        return {row.name: row for row in merged(rules.ENEMIES, self.level.rules.enemies)}

    @cached_property
    def foes(self) -> list[rules.Enemy]:
        """The enemies that can be met on this level, by type number: those of its waves, and what these bring with them."""
        names: set[str] = {name for wave in self.level.waves for name in wave.enemies}
        if any(self.enemies[name].brood for name in names):
            names.add(rules.ENEMIES[rules.GOBLIN].name)
        if any(self.enemies[name].raise_radius for name in names):
            names.add(rules.ENEMIES[rules.SKELETON].name)
        return [row for row in self.enemies.values() if row.name in names]

    @cached_property
    def knight(self) -> rules.Knight:
        """Knights."""
        return rules.Knight()._replace(**self.level.rules.knight)

    @cached_property
    def reinforcements(self) -> rules.Reinforcements:
        """Reinforcements."""
        return rules.Reinforcements()._replace(**self.level.rules.reinforcements)

    @cached_property
    def hero(self) -> rules.Hero:
        """The hero."""
        return rules.Hero()._replace(**self.level.rules.hero)


def place(at: tuple[float, float]) -> str:
    """A place, as (x, y)."""
    return f"({at[0]:g},{at[1]:g})"


def plain(name: str) -> str:
    """A table's name as a word."""
    return name.replace("_", " ")


def number_of(name: str) -> int:
    """An enemy's type number."""
    return next(i for i, row in enumerate(rules.ENEMIES) if row.name == name)
