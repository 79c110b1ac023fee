"""Writes the default tables of `rules.py` into docs/rules.md, between the markers. Run it after a change of numbers.

python docs/tables.py
"""

import re
from pathlib import Path
from typing import Any

from garrison_server import rules

PAGE = Path(__file__).with_name("rules.md")
SECTION = re.compile(r"(?<=<!-- tables:start -->\n).*(?=<!-- tables:end -->)", re.S)


def tables() -> str:
    """Towers, enemies with their own mechanics, and the three single rows."""
    lines = ["", "| tower | price | upgrade | growth | interval s | damage | extra | range | air | ground |", "| --- |" + " ---: |" * 9]
    lines += ["| " + " | ".join(shown(value) for value in tower) + " |" for tower in reversed(rules.TOWERS)]
    lines += ["", "| type | enemy | health | speed | interval s | damage | extra | its own |", "| ---: | --- |" + " ---: |" * 5 + " --- |"]
    for number, enemy in enumerate(rules.ENEMIES):
        plain = [str(number), enemy.name.replace("_", " "), *map(shown, enemy[1:6])]
        lines.append("| " + " | ".join([*plain, mechanics(enemy)]) + " |")
    for title, row in (("Knights", rules.Knight()), ("Reinforcements", rules.Reinforcements()), ("Hero", rules.Hero())):
        lines += ["", f"**{title}**: " + ", ".join(f"`{name}` {shown(value)}" for name, value in row._asdict().items()) + "."]
    return "\n".join([*lines, "", ""])


def mechanics(enemy: rules.Enemy) -> str:
    """What this kind does that a goblin does not."""
    plain = rules.Enemy._field_defaults
    own = {name: value for name, value in enemy._asdict().items() if name in plain and value != plain[name]}
    return ", ".join(f"`{name}`" if value is True else f"`{name}` {shown(value)}" for name, value in own.items())


def shown(value: Any) -> str:
    """A cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float | int) else str(value)


if __name__ == "__main__":
    PAGE.write_text(SECTION.sub(tables(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
