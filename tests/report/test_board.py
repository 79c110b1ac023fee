"""The leaderboard: who is compared with whom, in which order, and whose numbers were verified."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from garrison.backend import Backend
from garrison_agents.llm.errors import RunError
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.report.board import board
from garrison_agents.llm.report.board_page import board_page
from garrison_agents.llm.verdict import read_verdict
from garrison_agents.llm.verifying import judged
from llm.conftest import Command
from report.conftest import Reader, edit
from report.played import played


@pytest.fixture
def copied(run: RunFolder, tmp_path: Path) -> Any:
    """A copy of the run as another run, with another name and other settings."""

    def copy(name: str, **settings: Any) -> RunFolder:
        shutil.copytree(run.path, tmp_path / name)
        edit(tmp_path / name / "manifest.json", lambda body: body.update(run=name, config=body["config"] | {"name": name} | settings))
        return RunFolder(tmp_path / name)

    return copy


def test_tracks_and_rules_stand_apart(run: RunFolder, copied: Any) -> None:
    others = [
        copied("plans", track="plan"),
        copied("fast", track="real_time", speed=2.0),
        copied("brief", style="brief"),
        copied("same", speed=3.0),
    ]
    divisions = board([run, *others])
    assert [division.rules["track"] for division in divisions] == ["turn", "turn", "plan", "real_time"]
    assert [len(division.places) for division in divisions] == [6, 3, 3, 3]  # a speed means nothing where the world waits
    words = Reader(board_page([run, *others])[0]).words
    assert "at 2×" in words and "Turn by turn" in words and "Plans" in words and "Real time" in words


def test_best_stands_first_and_void_has_no_rank(run: RunFolder) -> None:
    (division,) = board([run])
    assert [(place.entry[0], place.rank) for place in division.places] == [("greedy", 1), ("broken-hostile", 2), ("trouble-crash", 0)]
    assert division.places[1].behind and division.places[1].behind.difference.mean < 0 and division.places[1].behind.difference.seeds == 2
    assert division.places[2].unranked == "no episode was played"
    words = Reader(board_page([run])[0]).words
    assert "4, 2 void" in words and "+2 void" in words and "0 of 1" in words


def test_entry_that_lacks_a_level_or_everything_has_no_rank(tmp_path: Path) -> None:
    folder = played(tmp_path / "two", "noop", levels=("garrison-1", "garrison-2"), max_steps=2)
    for path in (folder.path / "episodes").glob("*garrison-2.*"):
        path.unlink()
    (place,) = board([folder])[0].places
    assert (place.rank, place.left, place.unranked) == (0, 2, "nothing of garrison-2")
    for path in (folder.path / "episodes").iterdir():
        path.unlink()
    (place,) = board([folder])[0].places
    assert (place.rank, place.left, place.unranked) == (0, 4, "no episode was played")


FORGED: list[dict[str, Any]] = [
    {"normalised": float("nan")}, {"tokens_in": "many"}, {"counts": 3}, {"latency": None}, {"level": ["garrison-1"]}, {"replies": "1"}
]  # fmt: skip


@pytest.mark.parametrize("change", FORGED)
def test_forged_numbers_are_one_sentence(change: dict[str, Any], copied: Any) -> None:
    forged = copied("forged")
    edit(forged.path / "episodes/greedy.zero_shot.text.garrison-1.0.json", lambda body: body.update(change))
    with pytest.raises(RunError, match="not as garrison evaluate writes it"):
        board_page([forged])


def test_verdicts_are_kept_shown_and_go_stale(run: RunFolder, copied: Any, backend: Backend) -> None:
    honest, forged, changed = copied("honest"), copied("forged"), copied("changed")
    path = "episodes/greedy.zero_shot.text.garrison-1.1.json"
    edit(forged.path / path, lambda body: body.update(normalised=1.5))
    for folder in (honest, forged, changed):
        judged(folder, backend)
    edit(changed.path / path, lambda body: body.update(normalised=1.2))
    verdicts = [read_verdict(folder) for folder in (run, honest, forged, changed)]
    assert [verdict and verdict.mark for verdict in verdicts] == [None, "incomplete", "refused", "changed"]
    assert verdicts[2] and "normalised: the run says 1.5" in verdicts[2].faults[0]
    (division,) = board([forged, honest, changed])
    assert division.places[0].run == "changed" and not any(place.rank for place in division.places if place.run == "forged")
    words = Reader(board_page([run, honest, forged, changed])[0]).words
    for said in ("unverified", "incomplete", "refused", "changed", "normalised: the run says 1.5"):
        assert said in words
    (honest.path / "verdict.json").write_text('{"outcome": "splendid"}')
    with pytest.raises(RunError, match="verdict"):
        read_verdict(honest)


def test_command_verifies_anew_and_refuses_what_is_no_run(run: RunFolder, copied: Any, garrison_command: Command, tmp_path: Path) -> None:
    honest, forged, out = copied("honest"), copied("forged"), tmp_path / "board.html"
    edit(forged.path / "episodes/greedy.zero_shot.text.garrison-1.0.json", lambda body: body.update(score=-2.0))
    done = garrison_command("leaderboard", honest.path, forged.path, "--verify", "--out", out)
    assert done.returncode == 0 and "2 runs, 6 entries in 1 table" in done.stdout and "refused: greedy" in done.stderr
    assert "refused" in Reader(out.read_text(encoding="utf-8")).words
    for wrong, words in (((tmp_path,), "is no run's folder"), ((run.path, run.path), "is the same run as")):
        none = garrison_command("leaderboard", *wrong, "--out", out)
        assert none.returncode == 2 and words in none.stderr and "Traceback" not in none.stderr
