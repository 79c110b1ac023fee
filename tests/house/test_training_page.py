"""docs/training.md shows the settings that there are."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_tables_are_those_of_the_settings() -> None:
    spec = importlib.util.spec_from_file_location("training_tables", DOCS / "training_tables.py")
    assert spec and spec.loader
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    shown = tables.SECTION.search((DOCS / "training.md").read_text(encoding="utf-8"))
    assert shown and shown.group() == tables.tables(), "the settings have changed: run python docs/training_tables.py"
