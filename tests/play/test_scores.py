"""Best scores on disk: what is kept, and that nothing is ever lost."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from garrison.errors import ScoresError
from garrison.play.scores import Best, Scores, data_folder

GOOD = Best(score=-2.0, won=True, ticks=3000, seed=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "scores.json"


def test_best_of_each_level_outlives_the_process(path: Path) -> None:
    scores = Scores(path)
    assert scores.best("a" * 64) is None
    assert scores.record("a" * 64, GOOD)
    assert scores.record("b" * 64, replace(GOOD, score=-20.0, won=False))
    again = Scores(path)
    assert again.best("a" * 64) == GOOD and again.best("b" * 64) == replace(GOOD, score=-20.0, won=False)
    assert again.best("c" * 64) is None and again.fault == ""
    assert [file.name for file in path.parent.iterdir()] == ["scores.json"]


@pytest.mark.parametrize(
    ("game", "better"),
    [
        (replace(GOOD, score=-1.0), True),
        (replace(GOOD, score=-3.0, ticks=10), False),
        (replace(GOOD, ticks=2999), True),
        (GOOD, False),
        (replace(GOOD, score=-1.0, won=False), False),  # cut by the limit before the last wave
    ],
)
def test_better_is_won_then_score_then_time(path: Path, game: Best, better: bool) -> None:
    scores = Scores(path)
    scores.record("a", GOOD)
    assert scores.record("a", game) is better
    assert Scores(path).best("a") == replace(game if better else GOOD, played=2)


def test_two_windows_keep_each_other_s_scores(path: Path) -> None:
    one, other = Scores(path), Scores(path)
    one.record("a", GOOD)
    other.record("b", GOOD)
    assert not one.record("b", replace(GOOD, score=-9.0))
    assert Scores(path).best("a") == GOOD and Scores(path).best("b") == replace(GOOD, played=2)


@pytest.mark.parametrize(
    "damaged",
    [
        b"{not json",
        b"\xff\xfe\x00",
        b"[]",
        b'{"format": "garrison-scores", "version": 2, "levels": {}}',
        b'{"format": "garrison-scores", "version": 1, "levels": {"abc": {"score": "high"}}}',
        b'{"format": "garrison-scores", "version": 1, "levels": {"abc": {"score": -1, "won": 1, "ticks": 3, "seed": 1, "played": 1}}}',
    ],
)
def test_damaged_file_is_named_and_kept(path: Path, damaged: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damaged)
    for number in (1, 2):
        scores = Scores(path)
        assert str(path) in scores.fault and "kept" in scores.fault
        assert path.read_bytes() == damaged  # reading changes nothing
        scores.record("a", GOOD)
        assert scores.fault == "" and Scores(path).best("a") == GOOD
        assert path.with_name(f"scores.unreadable-{number}.json").read_bytes() == damaged
        path.write_bytes(damaged)


def test_failed_write_leaves_the_old_file_and_no_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = Scores(path)
    scores.record("a", GOOD)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ScoresError, match=r"cannot be saved to .*scores\.json: No space left on device"):
        scores.record("a", replace(GOOD, score=0.0))
    assert path.read_bytes() == before and [file.name for file in path.parent.iterdir()] == ["scores.json"]


def test_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ScoresError, match="cannot be saved"):
        Scores(tmp_path / "taken" / "scores.json").record("a", GOOD)


def test_scores_live_where_the_desktop_wants_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "garrison"
    for value in ("", "not/absolute"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert data_folder() == Path.home() / ".local/share/garrison"


def test_file_is_plain_json(path: Path) -> None:
    Scores(path).record("a", GOOD)
    assert json.loads(path.read_text())["levels"] == {"a": {"score": -2.0, "won": True, "ticks": 3000, "seed": 7, "played": 1}}
