"""What the toy sees: a structured view as signs of its vocabulary.

`<last> <wave> <waves left> <next> <life> <gold> <flyers to come> <foes> <left> <call> <hero> x y <coin> x y`, then each site's name and
sign, the one that covers most road first, then `<answer>`.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from garrison_agents.grpo.data import Prompt, Tokens
from garrison_agents.grpo.ground import Ground
from garrison_agents.grpo.toy.vocabulary import COUNTDOWN_S, COVERS, FOES, GOLD, KINDS, LEFT, LIFE, MOST_WAVES, SPACING, Vocabulary
from garrison_agents.grpo.words import rounded
from garrison_agents.scripted.orders import ARCHER
from garrison_agents.scripted.road import Spot
from garrison_agents.scripted.scene import Scene, scene_of

VIEW: Final = "structured"
HURT: Final = 700.0  # hero's health below which it is hurt


class Sight:
    """Makes prompts. Remembers what of a level never changes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids = vocabulary.ids
        self._sites: dict[str, list[tuple[int, int, Spot]]] = {}  # level's hash -> (name's id, class of cover, place), best first

    def tokens(self, prompt: Prompt) -> Tokens:
        """The prompt's ids."""
        scene = scene_of(prompt.views[VIEW], prompt.ground.facts.roads)
        words = [
            f"<last:{prompt.last or 'none'}>", f"<wave:{min(scene.wave, MOST_WAVES)}>", f"<waves:{min(scene.waves_left, MOST_WAVES)}>",
            _class("next", scene.countdown_s, COUNTDOWN_S), _class("life", scene.life, LIFE), _class("gold", scene.gold, GOLD),
            _class("flyers", _flyers(scene, prompt.ground), FOES), _class("foes", len(scene.foes), FOES),
            _class("left", scene.foes[0].left if scene.foes else np.inf, LEFT), "<no call>" if scene.reinforce_s > 0 else "<call>",
        ]  # fmt: skip
        words += _place("<no hero>", "<hurt hero>" if scene.hero_health < HURT else "<hero>", scene.hero)
        words += _place("<no coin>", "<coin>", scene.coin)
        ids = [self._ids[word] for word in words]
        for name, cover, at in self._known(prompt.ground):
            ids += [name, self._site(scene, cover, at)]
        return np.array([*ids, self._ids["<answer>"]], np.int64)

    def _site(self, scene: Scene, cover: int, at: Spot) -> int:
        point = scene.point_at(at)
        return self._ids[f"<{KINDS[point.kind]}{point.level}:{cover}>" if point is not None else "<hidden>"]

    def _known(self, ground: Ground) -> list[tuple[int, int, Spot]]:
        key = ground.description.level.hash
        if key not in self._sites:
            facts = ground.facts
            radius = facts.towers[ARCHER].radius
            covers = [facts.roads.coverage(at, radius) * facts.roads.count for at in facts.points]
            order = np.argsort(-np.array(covers), kind="stable")
            self._sites[key] = [
                (self._ids[ground.sites[i]], int(np.searchsorted(COVERS, covers[i], side="right")), facts.points[i]) for i in order
            ]
        return self._sites[key]


def _class(name: str, value: float, edges: Sequence[float]) -> str:
    return f"<{name}:{int(np.searchsorted(edges, value, side='right'))}>"


def _place(absent: str, present: str, at: Spot | None) -> list[str]:
    return [absent] if at is None else [present, *(f"{rounded(value, SPACING)}" for value in at)]


def _flyers(scene: Scene, ground: Ground) -> int:
    """Flying enemies in the coming wave."""
    facts = ground.facts
    coming = facts.waves[scene.wave].types if scene.wave < len(facts.waves) else ()
    return sum(facts.enemies[kind].flying for kind in coming)
