"""An order that waits for a place: what the next click on the map does, and how that is shown."""

from math import dist
from typing import Final, NamedTuple

from garrison.play import theme
from garrison.play.canvas import Canvas
from garrison.play.map_places import UNIT, Place, at, on_map, to_frame
from garrison.play.orders import Act, Rules, Text, kind_of, tower_rules

WORDS: Final = {
    Act.HERO: "Where shall the hero go?",
    Act.REINFORCE: "Where shall the reinforcements stand?",
    Act.RALLY: "Where shall the knights stand?",
}


class Aim(NamedTuple):
    """act: HERO, REINFORCE or RALLY. tower: of a rally, the place of the tower whose knights are meant."""

    act: Act
    tower: Place | None = None


def fault(aim: Aim, place: Place, text: Text, rules: Rules) -> str:
    """Why an order to this place would not do what is meant; "" if it would. The game moves the nearest tower's knights."""
    if not on_map(*place):
        return "That is outside of the map."
    if aim.act is not Act.RALLY or aim.tower is None:
        return ""
    reach = tower_rules(rules, "knight")["range"] / 2
    if dist(aim.tower, place) > reach:
        return f"That is {dist(aim.tower, place):.1f} from the tower; its knights go up to {reach:g} away."
    towers = [at(tower["Position"]) for tower in text["Level_Towers_Realtime_Status"] if kind_of(tower) == "knight"]
    nearest = min(towers, key=lambda tower: dist(tower, place), default=aim.tower)
    return "" if dist(nearest, aim.tower) < 1e-3 else "Another knight tower is nearer there; its knights would go."


def draw_aim(canvas: Canvas, aim: Aim, place: Place, why_not: str, rules: Rules, able: theme.Colour = theme.GOLD) -> None:
    """The tower's reach, and a mark under the mouse, red where it cannot be."""
    colour = theme.BAD if why_not else able
    with canvas.clip((0, 0, theme.FRAME, theme.FRAME)):
        if aim.tower is not None:
            draw_range(canvas, aim.tower, tower_rules(rules, "knight")["range"])
        x, y = to_frame(*place)
        canvas.circle((x, y), 9, theme.NIGHT, width=4)
        canvas.circle((x, y), 8, colour, width=2)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            canvas.line((x + 5 * dx, y + 5 * dy), (x + 13 * dx, y + 13 * dy), colour, width=2)


def aim_words(aim: Aim, why_not: str) -> str:
    """What is asked of the player, or why it cannot be there."""
    return why_not or f"{WORDS[aim.act]}  Esc or right click: nowhere"


def draw_range(canvas: Canvas, point: Place, diameter: float) -> None:
    """A tower's reach on the map."""
    with canvas.clip((0, 0, theme.FRAME, theme.FRAME)):
        canvas.circle(to_frame(*point), diameter / 2 * UNIT, theme.INK, alpha=36)
        canvas.circle(to_frame(*point), diameter / 2 * UNIT, theme.INK, width=1.5)
