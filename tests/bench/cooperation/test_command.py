"""`garrison bench-cooperation` through its real entry point on a tiny budget: runs, a page, what is kept, what is refused."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from garrison.cli import build
from garrison_bench.cooperation.matrix import CONDITIONS, rows

RUN = CliRunner(env={"COLUMNS": "300", "TERM": "dumb"})


def bench(out: Path, *words: Any) -> Result:
    """The command, with its page beside the runs."""
    tiny = ("--condition", "seats-4", "--steps", 400, "--episodes", 2, "--quiet")
    return RUN.invoke(
        build(), ["bench-cooperation", "--out", str(out / "runs"), "--page", str(out / "page.md"), *map(str, (*tiny, *words))]
    )


def test_runs_a_page_and_what_is_kept(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# Mine\n\n<!-- cooperation:start -->\nold\n<!-- cooperation:end -->\nafter\n", encoding="utf-8")
    found = bench(tmp_path, "--seeds", 2)
    assert found.exit_code == 0, (found.output, found.exception)
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page.startswith("# Mine\n") and page.endswith("after\n") and "old" not in page
    assert "4 of 4 runs are finished, each of 400 steps" in page and "What is missing" not in page
    assert "| seats-4 | shared | " in page and "- `seats-4`: four seats. Shared less independent: " in page
    assert (tmp_path / "page/cooperation.png").read_bytes().startswith(b"\x89PNG")
    tables = sorted((tmp_path / "runs").rglob("eval.csv"))
    before = [table.stat().st_mtime_ns for table in tables]
    found = bench(tmp_path, "--seeds", 3, "--page-only")
    assert "missing seats-4, shared: 1 of 3 seeds" in found.output
    assert "4 of 6 runs are finished" in (tmp_path / "page.md").read_text(encoding="utf-8")
    assert bench(tmp_path, "--seeds", 2).exit_code == 0
    assert [table.stat().st_mtime_ns for table in tables] == before
    (tmp_path / "bare.md").write_text("no markers", encoding="utf-8")
    found = bench(tmp_path, "--seeds", 2, "--page", tmp_path / "bare.md")
    assert found.exit_code == 2 and "no place for the figures" in found.output
    found = bench(tmp_path, "--condition", "none-such")
    assert found.exit_code == 2 and "no condition is called none-such; there are fast, slow" in found.output


def test_every_condition_is_one_that_can_be_trained() -> None:
    every = rows([condition.name for condition in CONDITIONS], 2, 800, 2)
    assert len({row.path(Path(), seed) for row in every for seed in row.seeds}) == 2 * len(every)
    base = every[0].settings(1)
    for row in every:
        changed = set(row.settings(1).differences(base)) - {"sharing"}
        assert len(changed) <= 4, (row.condition.name, changed)


@pytest.mark.parametrize("name", ["fast", "constant-0.2"])
def test_each_seed_is_compared_with_its_like(name: str) -> None:
    shared, independent = rows([name], 1, 800, 2)[:2]
    assert set(shared.settings(1).differences(independent.settings(1))) == {"sharing"}
