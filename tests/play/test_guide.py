"""The beginner's guide, led through a real game by its own words: each lesson comes when it is due and goes when it is learnt."""

import json
from pathlib import Path
from typing import Any

import pytest

import garrison
from garrison.backend import Backend, SessionHandle
from garrison.play.guide import Guide, finish, was_finished
from garrison.play.lessons import LESSONS, road_seen
from garrison_proto.records import OpenOptions

ARCHER, KNIGHT, UPGRADE, NOOP, REINFORCE, HERO, RAGE = 0, 2, 3, 6, 8, 9, 10


class Pupil:
    """Plays as the guide says, and tells it what a window would tell."""

    def __init__(self, guide: Guide, level: str = "garrison-1") -> None:
        backend: Backend = garrison.load_backend("local")
        self.guide, self.names = guide, backend.describe(level).action_names
        self.session: SessionHandle = backend.open(OpenOptions(levels=(level,), views=("text",), ticks_per_step=10))
        self._see(self.session.reset([0], [3]))

    def order(self, action: int, place: tuple[float, float] = (0.0, 0.0)) -> None:
        outcome = self.session.step([0], [[*place, float(action)]])
        self._see(outcome)
        if action != NOOP and outcome.codes[0] == 0:
            self.guide.note(self.names[action])

    def _see(self, outcome: Any) -> None:
        self.text = json.loads(outcome.views["text"][0])
        self.over = bool(outcome.status[0])
        self.guide.see(self.text)


def name(guide: Guide) -> str:
    return guide.lesson.name if guide.lesson else ""


def test_guide_leads_through_a_first_game() -> None:
    guide = Guide()
    assert guide.lesson is None and not guide.waits
    pupil = Pupil(guide)
    assert name(guide) == "base" and guide.waits and guide.place == (2.4, -1.6)
    guide.next()
    assert name(guide) == "point"
    assert road_seen(pupil.text, guide.place) == max(
        road_seen(pupil.text, (t["Position"]["X"], t["Position"]["Y"])) for t in pupil.text["Level_Towers_Realtime_Status"]
    )
    guide.note("ring")
    assert name(guide) == "build" and guide.place is not None
    pupil.order(ARCHER, guide.place)
    assert name(guide) == "knights" and guide.waits
    pupil.order(KNIGHT, guide.place)
    said = []
    while not pupil.over and not guide.finished:
        said += [name(guide)] if name(guide) not in said else []
        assert not guide.waits  # from here on the game goes on
        match name(guide):
            case "coin":
                pupil.order(HERO, guide.place)
            case "reinforce":
                pupil.order(REINFORCE, guide.place)
            case "fire":
                pupil.order(RAGE)
            case "upgrade":
                pupil.order(UPGRADE, guide.place)
            case "end":
                guide.next()
            case _:
                enemies = pupil.text["Level_Enemies_Realtime_Status"]
                pupil.order(HERO, (enemies[0]["Position"]["X"], enemies[0]["Position"]["Y"])) if enemies else pupil.order(NOOP)
    assert guide.finished and not pupil.over
    assert set(said) - {""} == {"coin", "reinforce", "fire", "upgrade", "end"} and said[-1] == "end"


def test_lesson_that_is_no_longer_due_gives_way() -> None:
    guide = Guide()
    pupil = Pupil(guide)
    for _ in range(4):
        guide.next()
    assert guide.lesson is None
    pupil.text["Level_Dropped_Gold_Coins_Realtime_Status"] = {"Position": {"X": 1.0, "Y": 0.5}, "RemainingLifetime": 2.0}
    guide.see(pupil.text)
    assert name(guide) == "coin" and guide.place == (1.0, 0.5)
    pupil.text["Level_Dropped_Gold_Coins_Realtime_Status"] = None
    guide.see(pupil.text)
    assert guide.lesson is None and not guide.finished


def test_who_knows_already_is_not_taught() -> None:
    guide = Guide()
    guide.note("send hero")
    pupil = Pupil(guide)
    pupil.order(ARCHER, (-0.73, -0.68))
    pupil.order(KNIGHT, (-0.65, 2.41))
    assert guide.lesson is None  # nothing of the first four, and no coin's lesson later
    pupil.text["Level_Dropped_Gold_Coins_Realtime_Status"] = {"Position": {"X": 1.0, "Y": 0.5}, "RemainingLifetime": 2.0}
    guide.see(pupil.text)
    assert guide.lesson is None
    guide.leave()
    assert guide.finished


def test_guide_comes_of_itself_only_until_it_was_finished(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "garrison"
    assert not was_finished(folder)
    finish(folder)
    assert was_finished(folder)
    (tmp_path / "taken").write_text("")
    finish(tmp_path / "taken" / "garrison")  # cannot be noted, and is no error
    assert not was_finished(tmp_path / "taken" / "garrison")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_lesson_is_short_and_its_button_an_action(lesson: Any) -> None:
    assert 40 < len(lesson.words) < 130 and lesson.words.endswith(".")
    names = garrison.load_backend("local").describe("garrison-1").action_names
    assert lesson.button == "" or lesson.button in names
