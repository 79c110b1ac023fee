"""What a model can choose from on one level: the acts, by number and place or by a tool's name, with every value checked.

Nothing is clamped or guessed: a value that is not of the form is a ValueFault, and the act is none.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from garrison_levels.fields import TOWER_NAMES
from garrison_server import board as bd
from garrison_server import rules
from garrison_server.board import Board
from garrison_server.gateway.shown import shown
from garrison_server.observe.sites import sites_of

NOWHERE: Final = -1  # the site of an act that names none
HALF: Final = rules.MAP_HALF


class Act(NamedTuple):
    """One action: where, which of the twelve, and how it is told."""

    x: float
    y: float
    action: int
    words: str  # such as "build(A1, archer)"
    site: int = NOWHERE  # rally: the tower point whose knights are meant


class Tool(NamedTuple):
    """A tool: its parameters by name, and what it does."""

    name: str
    parameters: tuple[str, ...]
    about: str


TOOLS: Final = (
    Tool("build", ("site", "tower"), "Build a tower of this kind on a free site."),
    Tool("upgrade", ("site",), "Raise the tower on this site by one level (0 to 3)."),
    Tool("sell", ("site",), "Sell the tower on this site; a share of all that was spent on it comes back."),
    Tool("show_range", ("site",), "Show the range of the tower on this site in the picture. Changes nothing in the game."),
    Tool("rally", ("site", "x", "y"), "Send the knights of the knight tower on this site to a point within its range."),
    Tool("reinforce", ("x", "y"), "Call reinforcements to a point anywhere on the map."),
    Tool("move_hero", ("x", "y"), "Send the hero to a point anywhere on the map."),
    Tool("fire", (), "The hero casts Fire of Rage where it stands, paying with its health."),
    Tool("raise_hero", (), "Pay gold to raise the hero's maximum health."),
    Tool("wait", (), "Do nothing this step."),
)
BY_NAME: Final = {tool.name: tool for tool in TOOLS}
_ACTIONS: Final = {
    "upgrade": rules.UPGRADE, "sell": rules.SELL, "show_range": rules.SHOW_RANGE, "rally": rules.RALLY, "reinforce": rules.REINFORCE,
    "move_hero": rules.SEND_HERO, "fire": rules.FIRE_OF_RAGE, "raise_hero": rules.RAISE_HEALTH, "wait": rules.NOOP,
}  # fmt: skip
_BUILDS: Final = {"archer": rules.BUILD_ARCHER, "magician": rules.BUILD_MAGICIAN, "knight": rules.BUILD_KNIGHT}


class ValueFaultError(ValueError):
    """A key, type or value that is not of the form: says what came and what was wanted."""

    def __init__(self, field: str, came: str, wanted: str) -> None:
        super().__init__(f"{field}: came {came}, wanted {wanted}")
        self.field, self.came, self.wanted = field, came, wanted

    def within(self, field: str) -> "ValueFaultError":
        """The same fault of something that stands in `field`."""
        return ValueFaultError(f"{field}.{self.field}", self.came, self.wanted)


@dataclass(frozen=True)
class Menu:
    """The choices of one level."""

    sites: tuple[str, ...]  # names, by tower point
    places: tuple[tuple[float, float], ...]  # of the points

    def numbered(self, value: dict[str, Any]) -> Act:
        """The act of {"X":, "Y":, "Action":}. Raises ValueFaultError."""
        require_keys(value, ("X", "Y", "Action"))
        x, y = number("X", value["X"], -HALF, HALF), number("Y", value["Y"], -HALF, HALF)
        action = whole("Action", value["Action"], 0, rules.N_ACTIONS - 1)
        return Act(x, y, action, f"Action {action} ({rules.ACTION_NAMES[action]}) at X {x:g}, Y {y:g}")

    def named(self, value: dict[str, Any]) -> Act:
        """The act of {"name":, "arguments":}. Raises ValueFaultError."""
        require_keys(value, ("name", "arguments"))
        if not isinstance(value["arguments"], dict):
            raise ValueFaultError("arguments", shown(value["arguments"]), "an object")
        return self.called(value["name"], value["arguments"])

    def called(self, name: object, arguments: dict[str, Any]) -> Act:
        """The act of a tool's call. Raises ValueFaultError."""
        tool = BY_NAME.get(name) if isinstance(name, str) else None
        if tool is None:
            raise ValueFaultError("name", shown(name), f"a tool: {', '.join(BY_NAME)}")
        require_keys(arguments, tool.parameters, f"arguments of {tool.name}")
        return self._made(tool, {key: self._value(key, arguments[key]) for key in tool.parameters})

    def _value(self, key: str, value: object) -> Any:
        if key in ("x", "y"):
            return number(key, value, -HALF, HALF)
        known = self.sites if key == "site" else TOWER_NAMES
        if not isinstance(value, str) or value not in known:
            raise ValueFaultError(key, shown(value), f"one of {', '.join(known)}")
        return value

    def _made(self, tool: Tool, values: dict[str, Any]) -> Act:
        told = ", ".join(f"{value:g}" if isinstance(value, float) else value for value in values.values())
        words = f"{tool.name}({told})"
        action = _BUILDS[values["tower"]] if tool.name == "build" else _ACTIONS[tool.name]
        site = self.sites.index(values["site"]) if "site" in values else NOWHERE
        if "x" in values:
            return Act(values["x"], values["y"], action, words, site)
        x, y = self.places[site] if site != NOWHERE else (0.0, 0.0)
        return Act(x, y, action, words)


def menu_of(board: Board) -> Menu:
    """The choices of a level's board."""
    names = sites_of(board).names
    return Menu(names, tuple((float(x), float(y)) for x, y in board.points[: len(names), [bd.Q_X, bd.Q_Y]]))


def require_keys(value: dict[str, Any], keys: tuple[str, ...], field: str = "keys") -> None:
    """Raises ValueFaultError unless these keys are there and no others."""
    if set(value) != set(keys):
        raise ValueFaultError(field, shown(list(value)), f"exactly {', '.join(keys)}" if keys else "none")


def number(field: str, value: object, least: float, greatest: float) -> float:
    """A number in a range. Raises ValueFaultError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= greatest:
        raise ValueFaultError(field, shown(value), f"a number from {least:g} to {greatest:g}")
    return float(value)


def whole(field: str, value: object, least: int, greatest: int) -> int:
    """A whole number in a range; 3.0 is one, as in JSON Schema. Raises ValueFaultError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= greatest or value != int(value):
        raise ValueFaultError(field, shown(value), f"a whole number from {least} to {greatest}")
    return int(value)
