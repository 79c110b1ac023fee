"""Writes the settings of `garrison train` into docs/training.md, between the markers. Run it after a change of a setting.

python docs/training_tables.py
"""

import re
from pathlib import Path

from garrison_agents.training.algorithms import ALGORITHMS, settings_class
from garrison_agents.training.settings import RunSettings, helps, hints, item_type, plain_type

PAGE = Path(__file__).with_name("training.md")
SECTION = re.compile(r"(?<=<!-- settings:start -->\n).*(?=<!-- settings:end -->)", re.S)


def tables() -> str:
    """A table for each class of settings, of what it adds to the one that it is made from, or has otherwise."""
    classes = {base: None for name in ALGORITHMS for base in reversed(settings_class(name).__mro__[:-1])}
    lines: list[str] = []
    for cls in classes:
        names = [f"`{name}`" for name in ALGORITHMS if issubclass(settings_class(name), cls)]
        parent = cls.__mro__[1]
        known = hints(parent) if issubclass(parent, RunSettings) else {}
        own = [name for name in hints(cls) if name not in known or getattr(cls(), name) != getattr(parent(), name)]
        lines += ["", f"**{', '.join(names) if known else 'All algorithms'}**", "", *rows(cls, own)]
    return "\n".join([*lines, "", ""])


def rows(cls: type[RunSettings], names: list[str]) -> list[str]:
    """A table of some fields."""
    lines = helps(cls)
    found = ["| option | default | may be | meaning |", "| --- | --- | --- | --- |"]
    for name in names:
        found.append(f"| `--{name.replace('_', '-')}` | {default(getattr(cls(), name))} | {allowed(cls, name)} | {lines[name]} |")
    return found


def default(value: object) -> str:
    """A default as a cell."""
    if isinstance(value, tuple):
        return " ".join(f"`{one}`" for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value != "" else ""


def allowed(cls: type[RunSettings], name: str) -> str:
    """What a field may be, in words."""
    plain, bounds = plain_type(hints(cls)[name])
    inner = item_type(plain)
    words = {int: "whole number", float: "number", str: "text", bool: "`--no-…` for no"}[inner or plain]
    return words + (f", {bounds}" if bounds else "") + ("; repeatable" if inner or name == "seed" else "")


if __name__ == "__main__":
    PAGE.write_text(SECTION.sub(lambda _: tables(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
