"""Writes the tables of the siege into docs/siege.md, between the markers: costs, and the benchmark levels' windows. Run it after a change.

python docs/siege_tables.py
"""

import re
from pathlib import Path

from garrison_levels.level import benchmark_levels
from garrison_proto.modes import SiegeRules
from garrison_server import rules
from garrison_server.board import B_WAVES, V_COUNT, board_of, stack_boards
from garrison_server.seating import lay
from garrison_server.sim.siege import most_cost, most_count, own_cost, window_ticks

PAGE = Path(__file__).with_name("siege.md")
SECTIONS = {name: re.compile(rf"(?<=<!-- {name}:start -->\n).*(?=<!-- {name}:end -->)", re.S) for name in ("costs", "waves")}


def costs() -> str:
    """What each type costs, beside what it is by default."""
    lines = ["", "| type | enemy | cost | health | speed | health for 100 gold |", "| ---: | --- |" + " ---: |" * 4]
    for number, enemy in enumerate(rules.ENEMIES[: rules.SKELETON]):
        cost = rules.ENEMY_COSTS[number]
        cells = (number, enemy.name.replace("_", " "), cost, f"{enemy.health:g}", f"{enemy.speed:g}", f"{100 * enemy.health / cost:.0f}")
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join([*lines, "", ""])


def waves() -> str:
    """Each wave of the benchmark levels: its window, and what may be sent in it by default."""
    lines = ["", "| level | wave | window s | own number | at most | own cost | at most |", "| --- | ---: |" + " ---: |" * 5]
    for name, level in benchmark_levels().items():
        board = lay(SiegeRules(), stack_boards([board_of(level)]))[0]
        for wave in range(int(board.numbers[B_WAVES])):
            window = window_ticks(board, wave) * rules.TICK_S
            number, cost = board.waves[wave, V_COUNT], own_cost(board, wave)
            cells = (f"`{name}`", wave + 1, f"{window:.2f}", number, most_count(board, wave), cost, most_cost(board, wave))
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for section, text in (("costs", costs()), ("waves", waves())):
        page = SECTIONS[section].sub(lambda _, text=text: text, page)
    PAGE.write_text(page, encoding="utf-8")
