"""The panel beside the picture: time and speed, the next wave, hero and reinforcements with their buttons, and what is under the mouse."""

from collections.abc import Callable
from typing import Final

import pygame

from garrison.play import theme
from garrison.play.canvas import Canvas, line_height
from garrison.play.figures import counted
from garrison.play.game import Game
from garrison.play.keys import NAMES
from garrison.play.orders import Act, Rules
from garrison.play.pacer import SPEEDS
from garrison.play.seat import Seat
from garrison.play.spotting import Spot
from garrison.play.widgets import Button, draw_hint, draw_panel, offer

LEFT: Final = theme.FRAME + 10
WIDE: Final = theme.PANEL - 20
WAVE_TOP: Final = 92
HERO_TOP: Final = 158
SPOT_TOP: Final = 282
FOOT_TOP: Final = 474
TICK_S: Final = 0.02


class SidePanel:
    """`command(name)` is called with the names of `keys`."""

    def __init__(self, command: Callable[[str], None]) -> None:
        self._command = command
        self.buttons = self._made_buttons()
        self.spot: Spot | None = None

    def handle(self, event: pygame.event.Event) -> bool:
        """Whether the event was for the panel."""
        return offer(self.buttons.values(), event)

    def refresh(self, game: Game, seat: Seat, aim: Act | None, muted: bool) -> None:
        """Sets labels, and why a button cannot be pressed, to the game as it is."""
        text, hero, buttons = seat.text, seat.text["Level_Hero_Realtime_Status"], self.buttons
        buttons["pause"].label = "Go on" if game.pacer.paused else "Pause"
        buttons["pause"].chosen = game.pacer.paused
        for speed in SPEEDS:
            buttons[f"speed {speed}"].chosen = speed == game.pacer.speed
        dead = f"Dead: it comes back in {hero['Hero_Revive_Countdown']:.0f} s" if hero["Is_Hero_Dead"] else ""
        rules = game.rules["hero"]
        weak = "" if seat.mask[Act.FIRE] else f"Too weak: it costs {rules['fire_cost']:g} health"
        gold, price = text["Level_Current_Gold_Coins"], rules["raise_price"]
        poor = "" if gold >= price else f"Not enough gold: it costs {price:g}, you have {gold:g}"
        wait = text["Level_Knight_Reinforcements_Countdown"]
        buttons["hero"].off, buttons["fire"].off, buttons["health"].off = dead, dead or weak, dead or poor
        buttons["reinforce"].off = f"They come again in {wait:.0f} s" if wait > 0 else ""
        buttons["reinforce"].label = f"Reinforcements in {wait:.0f} s" if wait > 0 else "Reinforcements"
        buttons["hero"].chosen, buttons["reinforce"].chosen = aim is Act.HERO, aim is Act.REINFORCE
        buttons["sound"].label = "Sound off" if muted else "Sound"

    def draw(self, canvas: Canvas, game: Game, seat: Seat) -> None:
        """All of it but the tooltip."""
        draw_panel(canvas, pygame.Rect(theme.FRAME, 0, theme.PANEL, theme.HEIGHT))
        canvas.text(game.described.level.title or game.described.level.name, (LEFT, 12), theme.HEADING, theme.GOLD)
        minutes, seconds = divmod(int(game.tick * TICK_S), 60)
        canvas.text(f"{minutes}:{seconds:02d}", (LEFT, 34), theme.SMALL, theme.FAINT)
        canvas.text(f"seed {game.seed}", (LEFT + WIDE, 34), theme.SMALL, theme.FAINT, anchor="topright")
        self._draw_wave(canvas, game)
        self._draw_hero(canvas, seat)
        self._draw_spot(canvas)
        for button in self.buttons.values():
            button.draw(canvas)

    def draw_hint(self, canvas: Canvas) -> None:
        """The tooltip of the button under the mouse; over all else."""
        draw_hint(canvas, self.buttons.values())

    def _draw_wave(self, canvas: Canvas, game: Game) -> None:
        wave, waves = game.text["Level_Current_Wave"], game.rules["level"]["waves"]
        wait = game.text["Level_Current_Wave_Countdown"]
        if wave < len(waves):
            when = f"Wave {wave + 1} of {len(waves)} comes in {wait:g} s" if wait else f"Wave {wave} of {len(waves)} comes in; after it"
            who = counted(waves[wave]["enemies"])
        else:
            when, who = f"The last wave, {wave} of {len(waves)}", "Hold out until nobody is left"
        canvas.text(when, (LEFT, WAVE_TOP), theme.BODY)
        for number, line in enumerate(canvas.wrapped(who, WIDE, theme.SMALL)[:3]):
            canvas.text(line, (LEFT, WAVE_TOP + 18 + number * line_height(theme.SMALL)), theme.SMALL, theme.FAINT)

    def _draw_hero(self, canvas: Canvas, seat: Seat) -> None:
        hero = seat.text["Level_Hero_Realtime_Status"]
        health, most = hero["Hero_Current_Health"], hero["Hero_Maximum_Health"]
        canvas.text("Hero", (LEFT, HERO_TOP), theme.BODY)
        words, colour = (
            (f"back in {hero['Hero_Revive_Countdown']:.0f} s", theme.BAD)
            if hero["Is_Hero_Dead"]
            else (f"{health:.0f} of {most:g}", theme.FAINT)
        )
        canvas.text(words, (LEFT + WIDE, HERO_TOP), theme.BODY, colour, anchor="topright")
        canvas.fill((LEFT, HERO_TOP + 18, WIDE, 8), theme.BUTTON_OFF, radius=3)
        if health > 0:
            colour = theme.GOOD if health > most / 2 else theme.GOLD if health > most / 4 else theme.BAD
            canvas.fill((LEFT, HERO_TOP + 18, WIDE * min(health / most, 1), 8), colour, radius=3)

    def _draw_spot(self, canvas: Canvas) -> None:
        canvas.line((LEFT, SPOT_TOP - 10), (LEFT + WIDE, SPOT_TOP - 10), theme.PANEL_EDGE)
        if self.spot is None:
            words = "Click a tower point to build, or a tower to change it. Point at anything to read about it."
            canvas.paragraph(words, (LEFT, SPOT_TOP, WIDE, 60), theme.SMALL, theme.FAINT)
            return
        canvas.text(self.spot.title, (LEFT, SPOT_TOP), theme.BODY, theme.GOLD)
        y: float = SPOT_TOP + 20
        for line in self.spot.lines:
            y = canvas.paragraph(line, (LEFT, y, WIDE, 20), theme.SMALL) + 2

    def _made_buttons(self) -> dict[str, Button]:
        third, quarter = (WIDE - 12) // 3, (WIDE - 12) // 4
        rects = {
            "pause": (LEFT, 54, 72, 26),
            **{f"speed {speed}": (LEFT + 76 + 32 * n, 54, 29, 26) for n, speed in enumerate(SPEEDS)},
            "step": (LEFT + 204, 54, 32, 26),
            "hero": (LEFT, HERO_TOP + 34, third, 30),
            "fire": (LEFT + third + 6, HERO_TOP + 34, third, 30),
            "health": (LEFT + 2 * (third + 6), HERO_TOP + 34, third, 30),
            "reinforce": (LEFT, HERO_TOP + 72, WIDE, 30),
            "help": (LEFT, FOOT_TOP, quarter, 28),
            "sound": (LEFT + quarter + 4, FOOT_TOP, quarter, 28),
            "restart": (LEFT + 2 * (quarter + 4), FOOT_TOP, quarter, 28),
            "leave": (LEFT + 3 * (quarter + 4), FOOT_TOP, quarter, 28),
        }
        return {name: self._made(name, pygame.Rect(rect)) for name, rect in rects.items()}

    def _made(self, name: str, rect: pygame.Rect) -> Button:
        label, hint = LABELS[name]
        key = NAMES[name]
        shown = "" if name.startswith("speed") or name in ("pause", "step") else key
        return Button(rect, label, lambda: self._command(name), key_name=shown, hint=f"{hint}  [{key}]", size=theme.SMALL)


LABELS: Final[dict[str, tuple[str, str]]] = {
    "pause": ("Pause", "Stop the time; you can still give orders, each costs one tick"),
    **{f"speed {speed}": (f"{speed}x", f"Play {speed} times as fast as life" if speed > 1 else "Play as fast as life") for speed in SPEEDS},
    "step": ("+1", "One tick more, 0.02 s, and pause"),
    "hero": ("Send", "Send the hero: then click where to"),
    "fire": ("Fire", "Fire of Rage where the hero stands; it burns whoever walks there, and costs the hero health"),
    "health": ("Health", "Raise the hero's greatest health"),
    "reinforce": ("Reinforcements", "Two knights for ten seconds: then click where"),
    "help": ("Keys", "Every key"),
    "sound": ("Sound", "Sound off, and on"),
    "restart": ("Restart", "Begin the level anew"),
    "leave": ("Menu", "The menu: leave, or begin anew"),
}


def numbers_into_hints(panel: SidePanel, rules: Rules) -> None:
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
        panel.buttons[name].hint = f"{hint}  [{NAMES[name]}]"
