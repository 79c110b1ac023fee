"""The examples of the Python pages, run in order in one namespace a page, as a reader would."""

import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [("python.md", 6), ("replays.md", 2), ("gateway.md", 1), ("commons.md", 2), ("pettingzoo.md", 3), ("several_seats.md", 1)]


@pytest.mark.parametrize(("page", "examples"), PAGES)
def test_examples_of_the_page_run(page: str, examples: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) >= examples
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "docs"}
    for number, block in enumerate(blocks):
        exec(compile(block, f"{page}, example {number + 1}", "exec"), namespace)
