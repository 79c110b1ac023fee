"""What can be done at a tower point: the entries of the ring menu, with prices, numbers, and why one cannot be had."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from garrison.play.figures import tower_lines, upgrade_line
from garrison.play.orders import KINDS, Act, Rules, Text, kind_of, refund_of, tower_rules

TOP_LEVEL: Final = 3


class Entry(NamedTuple):
    """One thing to choose. command: as in `keys`; icon: a name of `icons`."""

    act: Act
    command: str
    icon: str
    price: str  # under the icon: "120", "+84", ""
    title: str
    lines: tuple[str, ...]  # of the tooltip
    off: str = ""  # why it cannot be had now; "": it can


def entries(tower: Mapping[str, Any], text: Text, rules: Rules, range_shown: bool, stranger: str = "") -> list[Entry]:
    """The entries for a tower point as the text view has it now. stranger: whose it is, where it is another's."""
    found = _entries(tower, text, rules, range_shown)
    if not stranger:
        return found
    return [entry if entry.act is Act.RANGE else entry._replace(off=f"This is {stranger}'s") for entry in found]


def _entries(tower: Mapping[str, Any], text: Text, rules: Rules, range_shown: bool) -> list[Entry]:
    gold = text["Level_Current_Gold_Coins"]
    if not tower["Is_Built"]:
        return [_build(act, kind, gold, rules) for act, kind in KINDS.items()]
    kind = kind_of(tower)
    found = [
        _upgrade(tower, kind, gold, rules),
        Entry(Act.RANGE, "range", "range", "", "Hide its range" if range_shown else "Show its range", ()),
        Entry(Act.SELL, "sell", "sell", f"+{refund_of(tower, rules)}", f"Sell it for {refund_of(tower, rules)}", _sale(rules)),
    ]
    if kind == "knight":
        found.append(Entry(Act.RALLY, "rally", "rally", "", "Move its knights", ("Then click where they shall stand, within its range",)))
    return found


def _build(act: Act, kind: str, gold: float, rules: Rules) -> Entry:
    price = tower_rules(rules, kind)["price"]
    return Entry(act, kind, kind, f"{price:g}", f"{kind.capitalize()} tower", tuple(tower_lines(rules, kind, 0)), _short_of(price, gold))


def _upgrade(tower: Mapping[str, Any], kind: str, gold: float, rules: Rules) -> Entry:
    level = tower["Tower_Level"]
    if level >= TOP_LEVEL:
        return Entry(Act.UPGRADE, "upgrade", "upgrade", "", "Upgrade", (), f"Level {level} is the highest")
    price = tower_rules(rules, kind)["upgrade_price"]
    title = f"Upgrade to level {level + 1}"
    return Entry(Act.UPGRADE, "upgrade", "upgrade", f"{price:g}", title, (upgrade_line(rules, kind, level),), _short_of(price, gold))


def _sale(rules: Rules) -> tuple[str, ...]:
    return (f"{rules['level']['refund_rate']:.0%} of all that was spent on it",)


def _short_of(price: float, gold: float) -> str:
    return "" if gold >= price else f"Not enough gold: it costs {price:g}, you have {gold:g}"
