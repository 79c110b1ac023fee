"""docs/rules.md shows the numbers that the game is played with."""

import importlib.util
from pathlib import Path

from garrison_server import rules

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_tables_are_those_of_the_rules() -> None:
    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    assert spec and spec.loader
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    shown = tables.SECTION.search((DOCS / "rules.md").read_text(encoding="utf-8"))
    assert shown and shown.group() == tables.tables(), "the numbers have changed: run python docs/tables.py"


def test_page_is_of_this_engine_version() -> None:
    assert f"Engine version: {rules.ENGINE_VERSION}." in (DOCS / "rules.md").read_text(encoding="utf-8")
