"""The structured view decoded: it says what was ordered, what is there, and what is not."""

import numpy as np
import pytest

from garrison.backend import Backend
from garrison_agents.scripted.facts import Facts, facts_of
from garrison_agents.scripted.orders import ARCHER, build, reinforce, send_hero
from garrison_agents.scripted.scene import ABSENT, LENGTH, Scene, scene_of
from garrison_proto.records import OpenOptions


def play(backend: Backend, facts: Facts, orders: list[tuple[float, float, int]]) -> Scene:
    session = backend.open(OpenOptions(levels=("garrison-1",)))
    try:
        outcome = session.reset([0], np.array([5], np.uint64))
        for order in orders:
            outcome = session.step([0], np.array([order], np.float64))
        return scene_of(outcome.views["structured"][0], facts.roads)
    finally:
        session.close()


@pytest.fixture(scope="module")
def facts(backend: Backend) -> Facts:
    return facts_of(backend.describe("garrison-1"))


def test_facts_of_gives_points_roads_and_rules(facts: Facts) -> None:
    assert len(facts.points) == len(facts.rallies) > 0
    assert facts.towers[ARCHER].price == 120
    assert facts.towers[ARCHER].per_second(1) == pytest.approx(1.4 * facts.towers[ARCHER].per_second(0))
    assert facts.enemies[2].name == "bat" and facts.enemies[2].flying and not facts.enemies[2].holdable
    assert sum(len(wave.types) for wave in facts.waves) >= facts.life


def test_scene_of_the_first_state(backend: Backend, facts: Facts) -> None:
    scene = play(backend, facts, [])
    assert scene.gold == facts.gold_start
    assert scene.life == facts.life
    assert scene.foes == () and scene.knights == () and scene.fires == ()
    assert len(scene.points) == len(facts.points) and all(point.free for point in scene.points)
    assert scene.hero is not None and not scene.hero_dead and scene.hero_health == facts.hero["health"]
    assert scene.coin is None and scene.fog is None


def test_scene_of_shows_what_was_ordered(backend: Backend, facts: Facts) -> None:
    spot, goal = facts.points[0], facts.points[1]
    scene = play(backend, facts, [build(spot, ARCHER), reinforce(goal), send_hero(goal)])
    tower = scene.point_at(spot)
    assert tower is not None and tower.kind == ARCHER and tower.level == 0 and not tower.free
    assert scene.gold == facts.gold_start - facts.towers[ARCHER].price
    assert len(scene.knights) == 2 and all(np.hypot(k.at[0] - goal[0], k.at[1] - goal[1]) < 0.3 for k in scene.knights)
    assert 0 < scene.reinforce_s < facts.reinforcements["cooldown_s"]


def test_scene_of_sorts_enemies_by_the_way_left(backend: Backend, facts: Facts) -> None:
    scene = play(backend, facts, [(0.0, 0.0, 6)] * 50)
    assert len(scene.foes) > 1
    assert [foe.left for foe in scene.foes] == sorted(foe.left for foe in scene.foes)
    assert all(0 < foe.left <= max(facts.roads.lengths) for foe in scene.foes)


def test_scene_of_an_empty_view_has_nothing(facts: Facts) -> None:
    scene = scene_of(np.full(LENGTH, ABSENT, np.float32), facts.roads)
    assert scene.hero is None and scene.coin is None and scene.points == () and scene.foes == ()


def test_scene_of_another_shape_is_refused(facts: Facts) -> None:
    with pytest.raises(ValueError, match=r"\(758,\) came"):
        scene_of(np.zeros(758, np.float32), facts.roads)
