"""A run's folder: tables that are cut back to a checkpoint, files that are never half written."""

from pathlib import Path

import pytest

from garrison_agents.training.errors import FolderError
from garrison_agents.training.folder import RunFolder, Table, read_table, replacing, run_name
from garrison_agents.training.settings import Settings


def test_a_table_is_cut_back_and_goes_on(tmp_path: Path) -> None:
    table = Table(tmp_path / "t.csv", ("steps", "score"))
    table.begin()
    for steps in (1, 2, 3):
        table.append({"steps": steps, "score": steps / 3})
    again = Table(tmp_path / "t.csv", ("steps", "score"))
    again.begin(2)
    again.append({"steps": 9})
    assert (tmp_path / "t.csv").read_text() == "steps,score\n1,0.333333\n2,0.666667\n9,\n"
    assert again.rows == 3 and str(read_table(tmp_path / "t.csv")["score"][-1]) == "nan"


def test_a_table_that_is_too_short_or_another_is_refused(tmp_path: Path) -> None:
    table = Table(tmp_path / "t.csv", ("steps",))
    table.begin()
    for other, rows in ((Table(tmp_path / "t.csv", ("steps",)), 1), (Table(tmp_path / "t.csv", ("steps", "more")), 1)):
        with pytest.raises(FolderError, match=r"came 0 rows, wanted 1 at least under steps"):
            other.begin(rows)
    with pytest.raises(ValueError, match="speed"):
        table.append({"steps": 1, "speed": 2})


def test_a_run_is_in_nobody_s_way(tmp_path: Path) -> None:
    folder, settings = RunFolder(tmp_path / "run"), Settings()
    (tmp_path / "run").mkdir()
    (tmp_path / "run/notes.txt").write_text("mine")
    folder.begin("ppo", settings)
    folder.last.write_bytes(b"old")
    with pytest.raises(FolderError, match="--resume"):
        folder.begin("ppo", settings)
    folder.begin("ppo", settings, overwrite=True)
    assert not folder.last.exists() and (tmp_path / "run/notes.txt").exists() and folder.algorithm() == "ppo"
    with pytest.raises(FolderError, match=r"is no run's folder"):
        RunFolder(tmp_path).read_settings()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("before")
    with pytest.raises(RuntimeError), replacing(target) as draft:
        draft.write_text("hal")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["a"] and target.read_text() == "before"


def test_a_name_says_what_is_trained_on_what() -> None:
    settings = Settings(level=("garrison-1", "my/own level.json", "generated:7:2", "garrison-4"), seed=3)
    assert run_name("ppo", settings) == "ppo-garrison-1+own_level+generated_7_2+1more-s3"
