"""Writes the tables of the commons into docs/commons.md, between the markers: payoffs, and what conduct pays. Run it after a change.

python docs/commons_tables.py
"""

import re
from pathlib import Path

from garrison_server.commons.dilemma import dilemma_of
from garrison_server.commons.graph import graph_of
from garrison_server.commons.rules import BOUNDS, GRAPHS, NAMED, Payoffs, payoffs_of

PAGE = Path(__file__).with_name("commons.md")
SECTIONS = {name: re.compile(rf"(?<=<!-- {name}:start -->\n).*(?=<!-- {name}:end -->)", re.S) for name in ("payoffs", "dilemma")}
SIZES = (3, 16, 64)


def payoffs() -> str:
    """Every payoff: its bounds, and its value in each named set."""
    sets = {name: payoffs_of(name) for name in NAMED}
    lines = ["", "| payoff | least | most | " + " | ".join(f"`{name}`" for name in sets) + " |", "| --- |" + " ---: |" * (2 + len(sets))]
    for field in Payoffs._fields:
        low, high = BOUNDS[field]
        values = [getattr(one, field) for one in sets.values()]
        shown = [f"**{value:g}**" if value != values[0] else f"{value:g}" for value in values]
        lines.append(f"| `{field}` | {low:,.0f} | {high:,.0f} | " + " | ".join(shown) + " |")
    return "\n".join([*lines, "", ""])


def dilemma() -> str:
    """What conduct pays, over payoffs, graphs and sizes; of a column's seats the one that speaks most against the claim."""
    lines = [
        "",
        "| payoffs | graph | seats | all build | all save | all guard | lead after 8 steps | leads for | lone saver | lone guard |",
        "| --- | --- |" + " ---: |" * 8,
    ]
    for name in NAMED:
        for kind in GRAPHS:
            for seats in SIZES:
                told = dilemma_of(payoffs_of(name), graph_of(kind, seats, 1))
                ahead = f"{told.ahead_steps.min()}–{told.ahead_steps.max()} steps" if (told.ahead_steps < 200).all() else "all 200 steps"
                paid = (told.cooperating.min(), told.saving.max(), told.guarding.max())
                alone = (told.lone_saver.max(), told.lone_guard.max())
                cells = [*(f"{value:+.2f}" for value in paid), f"{told.at_first.min():+.0f}", ahead, *(f"{value:+.2f}" for value in alone)]
                lines.append(f"| `{name}` | {kind} | {seats} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for section, text in (("payoffs", payoffs()), ("dilemma", dilemma())):
        page = SECTIONS[section].sub(lambda _, text=text: text, page)
    PAGE.write_text(page, encoding="utf-8")
