# ruff: noqa: E501
"""The twelve actions with tips, by number or as tools, and the error codes: for the full prompt."""

from typing import Final

from garrison_server import rules
from garrison_server.gateway.lesson import KINDS, Lesson
from garrison_server.gateway.menu import TOOLS

_TOOL_OF: Final = {
    rules.UPGRADE: "upgrade", rules.SELL: "sell", rules.SHOW_RANGE: "show_range", rules.NOOP: "wait", rules.RALLY: "rally",
    rules.REINFORCE: "reinforce", rules.SEND_HERO: "move_hero", rules.FIRE_OF_RAGE: "fire", rules.RAISE_HEALTH: "raise_hero",
}  # fmt: skip


def action_words(lesson: Lesson) -> str:
    """Every action: what it is called, what it needs, its errors, and a tip."""
    by_number = lesson.options.form == "object"
    lines = ["# Actions", _frame(by_number)]
    for action, (needs, errors, tip) in enumerate(_facts(lesson)):
        head = f"{action} {rules.ACTION_NAMES[action]}" if by_number else f"{_call(action)}: {rules.ACTION_NAMES[action]}"
        lines.append(f"- {head}. {needs}{f' Errors: {errors}.' if errors else ''} Tip: {tip}")
    lines.append("\nError codes. A refused action changes nothing and costs nothing, but its step is lost:")
    lines += [f"- {code}: {text}" for code, text in enumerate(rules.ERROR_TEXTS) if code]
    return "\n".join(lines)


def _frame(by_number: bool) -> str:
    if by_number:
        return (
            "An action is a place (X, Y) and a number. Actions 0 to 5 mean the site in whose box (X, Y) lies: the square of side "
            f"{2 * rules.BOX_HALF:g} around it; the site's own coordinates always do. Actions 6, 10 and 11 need no place: give 0, 0."
        )
    return "An action is one call of a tool. Sites go by their names, places by x and y."


def _call(action: int) -> str:
    if action <= rules.BUILD_KNIGHT:
        return f'build(site, tower="{KINDS[action]}")'
    tool = next(tool for tool in TOOLS if tool.name == _TOOL_OF[action])
    return f"{tool.name}({', '.join(tool.parameters)})"


def _facts(lesson: Lesson) -> list[tuple[str, str, str]]:
    """What each action needs, its errors, and a tip; by number."""
    prices = [lesson.towers[kind].price for kind in KINDS]
    upgrades = ", ".join(f"{kind} {lesson.towers[kind].upgrade_price}" for kind in KINDS)
    hero, more = lesson.hero, lesson.reinforcements
    build = "Needs a free site and {} gold."
    return [
        (build.format(prices[0]), "6, 14, 1, 2", "the only tower that hits flying enemies. Choose sites with much road in range."),
        (build.format(prices[1]), "6, 14, 1, 2", "best where ground enemies are slow, crowded or stopped by knights."),
        (build.format(prices[2]), "6, 14, 1, 2", "its knights stop enemies within reach of your other towers, and pick up coins near them."),
        (f"Needs a tower below level {rules.TOP_LEVEL} and gold ({upgrades}).", "6, 14, 3, 12, 4", "a second tower often adds more than one more level; sites are few, though."),
        ("Needs a tower.", "6, 14, 5", "rarely worth it; it takes the tower's knights away too."),
        ("Needs a tower.", "6, 14, 11", "only marks the range in the picture; the step is lost."),
        ("Always possible.", "", "right when gold is short and all stand well."),
        (f"Needs a point within {lesson.towers['knight'].range / 2:g} of your knight tower; the nearest such tower's knights go there.", "7",
         "put them on the road, where archers and magicians reach; they leave their fights to walk."),
        (f"Needs the cooldown ({more.cooldown_s:g} s) to be over; any point of the map.", "8", "drop them on the road in front of enemies that got through, or onto a coin."),
        ("Needs the hero alive; any point of the map.", "9", "fetch coins between waves; stand on the road near your towers when enemies come."),
        (f"Needs the hero alive with more than {hero.fire_cost:g} health, and fewer than {rules.MAX_FIRES} fires.", "9, 13, 16",
         "good on a crowd that is held where the hero stands, or to burn the fog off your towers."),
        (f"Needs the hero alive and {hero.raise_price} gold; its maximum health grows by {hero.raise_health:g}.", "9, 10", "towers first."),
    ]  # fmt: skip
