"""`garrison bench-rl` through its real entry point on a tiny budget: runs, a page, what is kept, what goes on, what is refused."""

import fcntl
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from garrison.cli import build

RUN = CliRunner(env={"COLUMNS": "300", "TERM": "dumb"})
TINY = ("--part", "levels", "--algorithm", "dqn", "--level", "garrison-1", "--steps", 300, "--episodes", 2, "--jobs", 1, "--quiet")


def bench(out: Path, *words: Any) -> Result:
    """The command, with its page beside the runs."""
    return RUN.invoke(build(), ["bench-rl", "--out", str(out / "runs"), "--page", str(out / "page.md"), *map(str, (*TINY, *words))])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seeds."""
    out = tmp_path_factory.mktemp("bench")
    (out / "page.md").write_text("# Mine\n\n<!-- bench-rl:start -->\nold\n<!-- bench-rl:end -->\nafter\n", encoding="utf-8")
    found = bench(out, "--seeds", 2)
    assert found.exit_code == 0, (found.output, found.exception)
    return out


def test_the_page_has_scripted_agents_learners_and_their_curves(done: Path) -> None:
    page = (done / "page.md").read_text(encoding="utf-8")
    assert page.startswith("# Mine\n") and page.endswith("after\n") and "old" not in page
    assert "garrison bench-rl --part levels --algorithm dqn --level garrison-1 --steps 300 --seeds 2 --episodes 2" in page
    assert "2 of 2 runs are finished" in page and "What is missing" not in page
    assert "| noop | 0.000 ± 0.000 |" in page and "| dqn | 0." in page and "| 2 |" in page
    assert "![garrison-1: normalised score over decisions, with 95 % intervals](page/garrison-1.png)" in page
    assert (done / "page/garrison-1.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_finished_is_kept_and_what_is_not_there_is_named(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path, dirs_exist_ok=True)
    table = tmp_path / "runs/levels/dqn-garrison-1-s1/eval.csv"
    before = table.stat().st_mtime_ns
    assert not list(table.parent.glob("last.*"))  # nothing to go on from is kept of a finished run
    found = bench(tmp_path, "--seeds", 3, "--page-only")
    assert found.exit_code == 0 and "missing levels: dqn on garrison-1, 300 steps: 1 of 3 seeds" in found.output
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert (
        "2 of 3 runs are finished" in page and "(2 of 3 seeds) |" in page and "- levels: dqn on garrison-1, 300 steps: 1 of 3 seeds" in page
    )
    whole = table.read_text(encoding="utf-8")
    table.with_name("eval.csv").write_text("\n".join(whole.splitlines()[:-1]) + "\n", encoding="utf-8")  # as if it was killed
    assert bench(tmp_path, "--seeds", 2).exit_code == 0
    assert table.read_text(encoding="utf-8") == whole and table.stat().st_mtime_ns != before
    other = tmp_path / "runs/levels/dqn-garrison-1-s2/eval.csv"
    assert other.stat().st_mtime_ns == (done / "runs/levels/dqn-garrison-1-s2/eval.csv").stat().st_mtime_ns


def test_runs_of_other_settings_and_unknown_names_are_refused(done: Path) -> None:
    found = bench(done, "--seeds", 2, "--steps", 400)
    assert found.exit_code == 2 and "came a run with steps 300, wanted 400; --out elsewhere" in found.output
    found = bench(done, "--algorithm", "a2c")
    assert found.exit_code == 2 and "no algorithm is called a2c; there are ppo, maskable-ppo, dqn, qrdqn, apex" in found.output
    (done / "bare.md").write_text("# Nothing here\n", encoding="utf-8")
    found = bench(done, "--seeds", 2, "--page-only", "--page", done / "bare.md")
    assert found.exit_code == 2 and "no place for the figures" in found.output


def test_two_campaigns_in_one_folder_are_refused(done: Path) -> None:
    with (done / "runs/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = bench(done, "--seeds", 3)
    assert found.exit_code == 2 and "another campaign is at work there" in found.output
    assert not (done / "runs/levels/dqn-garrison-1-s3").exists()
