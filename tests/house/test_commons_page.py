"""docs/commons.md shows the payoffs that the commons is played with, and what conduct pays."""

import importlib.util
from pathlib import Path

from garrison_server.commons import observe, rules

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "commons.md").read_text(encoding="utf-8")


def test_tables_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("commons_tables", DOCS / "commons_tables.py")
    assert spec and spec.loader
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    for name, text in (("payoffs", tables.payoffs()), ("dilemma", tables.dilemma())):
        shown = tables.SECTIONS[name].search(PAGE)
        assert shown and shown.group() == text, f"the {name} have changed: run python docs/commons_tables.py"


def test_page_is_of_this_version_and_counts_the_columns() -> None:
    assert f"Commons version: {rules.COMMONS_VERSION}." in PAGE
    assert f"\n{observe.N_COLUMNS} numbers in [0, 1]" in PAGE
    assert len(observe.COLUMNS) == observe.N_COLUMNS == observe.N_OWN + rules.MAX_NEIGHBOURS * observe.N_NEIGHBOUR
