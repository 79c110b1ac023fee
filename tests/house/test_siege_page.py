"""docs/siege.md shows what enemies cost a siege's attacker, and the windows of the benchmark levels."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_tables_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("siege_tables", DOCS / "siege_tables.py")
    assert spec and spec.loader
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    page = (DOCS / "siege.md").read_text(encoding="utf-8")
    for name, text in (("costs", tables.costs()), ("waves", tables.waves())):
        shown = tables.SECTIONS[name].search(page)
        assert shown and shown.group() == text, f"the {name} have changed: run python docs/siege_tables.py"
