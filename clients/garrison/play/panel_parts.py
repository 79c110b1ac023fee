"""What the panels beside the picture are made of: time, waves, a hero, what is pointed at, and the buttons of commands."""

from collections.abc import Callable, Mapping
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas, line_height
from garrison.play.figures import counted
from garrison.play.game import Game
from garrison.play.keys import NAMES
from garrison.play.orders import Act, Rules
from garrison.play.pacer import SPEEDS
from garrison.play.player import Player
from garrison.play.seat import Seat
from garrison.play.widgets import Button, draw_panel

LEFT: Final = theme.FRAME + 10
WIDE: Final = theme.PANEL - 20
FOOT_TOP: Final = 474
TICK_S: Final = 0.02
Command = Callable[[str], None]  # is called with the names of `keys`


def draw_head(canvas: Canvas, game: Game) -> None:
    """The panel's ground, the level, clock and seed."""
    draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT))
    canvas.text(game.described.level.title or game.described.level.name, (LEFT, 12), theme.HEADING, theme.GOLD)
    minutes, seconds = divmod(int(game.tick * TICK_S), 60)
    canvas.text(f"{minutes}:{seconds:02d}", (LEFT, 34), theme.SMALL, theme.FAINT)
    canvas.text(f"seed {game.seed}", (LEFT + WIDE, 34), theme.SMALL, theme.FAINT, anchor="topright")


def draw_wave(canvas: Canvas, game: Game, top: float, lines: int = 3) -> None:
    """When the next wave comes, and who, in at most so many lines."""
    wave, waves = game.text["Level_Current_Wave"], game.rules["level"]["waves"]
    wait = game.text["Level_Current_Wave_Countdown"]
    if game.lineup.mode == "siege":
        when = f"Wave {wave} of {len(waves)}" + (f", {'ends' if wave == len(waves) else 'the next'} in {wait:.0f} s" if wait else "")
        who = f"{game.lineup.names[-1]} attacks: who comes, where and when is its choice, and its budget is hidden from you."
    elif wave < len(waves):
        when = f"Wave {wave + 1} of {len(waves)} comes in {wait:g} s" if wait else f"Wave {wave} of {len(waves)} comes in; after it"
        who = counted(waves[wave]["enemies"])
    else:
        when, who = f"The last wave, {wave} of {len(waves)}", "Hold out until nobody is left"
    canvas.text(when, (LEFT, top), theme.BODY)
    for number, line in enumerate(canvas.wrapped(who, WIDE, theme.SMALL)[:lines]):
        canvas.text(line, (LEFT, top + 18 + number * line_height(theme.SMALL)), theme.SMALL, theme.FAINT)


def draw_hero(canvas: Canvas, seat: Seat, top: float) -> None:
    """The hero's health as words and a bar."""
    hero = seat.text["Level_Hero_Realtime_Status"]
    health, most = hero["Hero_Current_Health"], hero["Hero_Maximum_Health"]
    canvas.text("Hero", (LEFT, top), theme.BODY)
    words, colour = (
        (f"back in {hero['Hero_Revive_Countdown']:.0f} s", theme.BAD)
        if hero["Is_Hero_Dead"]
        else (f"{health:.0f} of {most:g}", theme.FAINT)
    )
    canvas.text(words, (LEFT + WIDE, top), theme.BODY, colour, anchor="topright")
    canvas.fill((LEFT, top + 18, WIDE, 8), theme.BUTTON_OFF, radius=3)
    if health > 0:
        colour = theme.GOOD if health > most / 2 else theme.GOLD if health > most / 4 else theme.BAD
        canvas.fill((LEFT, top + 18, WIDE * min(health / most, 1), 8), colour, radius=3)


def draw_spot(canvas: Canvas, player: Player, top: float, lines: int) -> None:
    """What the player points at, in at most so many lines."""
    spot = player.spot
    if spot is None:
        words = "Click a tower point to build, or a tower to change it. Point at anything to read about it."
        canvas.paragraph(words, (LEFT, top, WIDE, 60), theme.SMALL, theme.FAINT)
        return
    canvas.text(spot.title, (LEFT, top), theme.BODY, theme.GOLD)
    y: float = top + 20
    for line in spot.lines[:lines]:
        y = canvas.paragraph(line, (LEFT, y, WIDE, 20), theme.SMALL) + 2


def shared_buttons(command: Command) -> dict[str, Button]:
    """Those of the time, and at the panel's foot."""
    quarter = (WIDE - 12) // 4
    rects = {
        "pause": (LEFT, 54, 72, 26),
        **{f"speed {speed}": (LEFT + 76 + 32 * n, 54, 29, 26) for n, speed in enumerate(SPEEDS)},
        "step": (LEFT + 204, 54, 32, 26),
        "help": (LEFT, FOOT_TOP, quarter, 28),
        "sound": (LEFT + quarter + 4, FOOT_TOP, quarter, 28),
        "restart": (LEFT + 2 * (quarter + 4), FOOT_TOP, quarter, 28),
        "leave": (LEFT + 3 * (quarter + 4), FOOT_TOP, quarter, 28),
    }
    return {name: made(name, pygame.Rect(rect), command, NAMES) for name, rect in rects.items()}


def made(name: str, rect: pygame.Rect, command: Command, keys: Mapping[str, str]) -> Button:
    """The button of a command, with its key's name."""
    label, hint = LABELS[name]
    key = keys[name]
    shown = "" if name.startswith("speed") or name in ("pause", "step") else key
    return Button(rect, label, lambda: command(name), key_name=shown, hint=f"{hint}  [{key}]", size=theme.SMALL)


def refresh_shared(buttons: Mapping[str, Button], game: Game, muted: bool) -> None:
    """Sets the labels of the shared buttons to the game as it is."""
    buttons["pause"].label = "Go on" if game.pacer.paused else "Pause"
    buttons["pause"].chosen = game.pacer.paused
    for speed in SPEEDS:
        buttons[f"speed {speed}"].chosen = speed == game.pacer.speed
    buttons["sound"].label = "Sound off" if muted else "Sound"


def refresh_own(buttons: Mapping[str, Button], player: Player) -> None:
    """Why a player's own buttons cannot be pressed now, and which one is in force."""
    seat, aim = player.seat, player.hand.aim
    text, hero, rules = seat.text, seat.text["Level_Hero_Realtime_Status"], seat.rules["hero"]
    dead = f"Dead: it comes back in {hero['Hero_Revive_Countdown']:.0f} s" if hero["Is_Hero_Dead"] else ""
    weak = "" if seat.mask[Act.FIRE] else f"Too weak: it costs {rules['fire_cost']:g} health"
    gold, price = text["Level_Current_Gold_Coins"], rules["raise_price"]
    poor = "" if gold >= price else f"Not enough gold: it costs {price:g}, you have {gold:g}"
    wait = text["Level_Knight_Reinforcements_Countdown"]
    buttons["hero"].off, buttons["fire"].off, buttons["health"].off = dead, dead or weak, dead or poor
    buttons["reinforce"].off = f"They come again in {wait:.0f} s" if wait > 0 else ""
    buttons["hero"].chosen = aim is not None and aim.act is Act.HERO
    buttons["reinforce"].chosen = aim is not None and aim.act is Act.REINFORCE


LABELS: Final[dict[str, tuple[str, str]]] = {
    "pause": ("Pause", "Stop the time; you can still give orders, each costs one tick"),
    **{f"speed {speed}": (f"{speed}x", f"Play {speed} times as fast as life" if speed > 1 else "Play as fast as life") for speed in SPEEDS},
    "step": ("+1", "One tick more, 0.02 s, and pause"),
    "hero": ("Send", "Send the hero: then click where to"),
    "fire": ("Fire", "Fire of Rage where the hero stands; it burns whoever walks there, and costs the hero health"),
    "health": ("Health", "Raise the hero's greatest health"),
    "reinforce": ("Reinforcements", "Two knights for ten seconds: then click where"),
    "gift": ("Give 50", "Give 50 gold to an ally"),
    "message": ("Say", "Say something to the others"),
    "help": ("Keys", "Every key"),
    "sound": ("Sound", "Sound off, and on"),
    "restart": ("Restart", "Begin the level anew"),
    "leave": ("Menu", "The menu: leave, or begin anew"),
}


def numbers_into_hints(buttons: Mapping[str, Button], rules: Rules, keys: Mapping[str, str]) -> None:
    """Puts the level's own numbers into the tooltips."""
    hero, men = rules["hero"], rules["reinforcements"]
    burn = f"{hero['fire_damage']:g}–{hero['fire_damage'] + hero['fire_extra_damage']:g}"
    hints = {
        "fire": f"Fire of Rage where the hero stands: {burn} damage twice a second to all on the ground, your knights too, "
        f"for {hero['fire_s']:g} s. Costs the hero {hero['fire_cost']:g} health.",
        "health": f"Raise the hero's greatest health by {hero['raise_health']:g} for {hero['raise_price']:g} gold",
        "reinforce": f"{men['number']} knights for {men['exist_s']:g} s, again after {men['cooldown_s']:g} s. Then click where they stand.",
    }
    for name, hint in hints.items():
        buttons[name].hint = f"{hint}  [{keys[name]}]"
