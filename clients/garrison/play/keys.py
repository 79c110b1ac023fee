"""Every key of the game, as a table: the game screen obeys it, the buttons show its names, and the help card lists it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pygame


class Key(NamedTuple):
    """What one or several keys do. command: the game screen's name for it; "": the app's own."""

    command: str
    codes: tuple[int, ...]
    name: str  # as it is shown
    words: str
    player: int = 0  # of those at the window, whose key it is


class Keyboard:
    """The keys of one way to sit at the window, by headings."""

    def __init__(self, sections: Mapping[str, tuple[Key, ...]]) -> None:
        self.sections = sections
        self.commands = {code: (key.player, key.command) for keys in sections.values() for key in keys for code in key.codes}
        self.help = {heading: [(key.name, key.words) for key in keys if key.name] for heading, keys in sections.items()}

    def names(self, player: int = 0) -> dict[str, str]:
        """What a player's keys are called, by command."""
        return {key.command: key.name for keys in self.sections.values() for key in keys if key.player == player}

    def command_of(self, event: pygame.event.Event) -> tuple[int, str]:
        """Whose command a key is, and which; "" for a key that has none."""
        return self.commands.get(event.key, (0, ""))


SECTIONS: Final[dict[str, tuple[Key, ...]]] = {
    "Time": (
        Key("pause", (pygame.K_SPACE,), "Space", "pause, and go on; orders given in a pause cost one tick"),
        Key("step", (pygame.K_PERIOD,), ".", "one tick (0.02 s) in a pause; with Shift 16 ticks"),
        Key("speed 1", (pygame.K_1, pygame.K_KP1), "1", "as fast as life"),
        Key("speed 2", (pygame.K_2, pygame.K_KP2), "2", "twice as fast"),
        Key("speed 4", (pygame.K_4, pygame.K_KP4), "4", "four times"),
        Key("speed 8", (pygame.K_8, pygame.K_KP8), "8", "eight times"),
        Key("restart", (pygame.K_F5,), "F5", "begin the level anew"),
        Key("leave", (pygame.K_ESCAPE,), "Esc", "take back a choice; else the menu"),
    ),
    "Hero and reinforcements": (
        Key("hero", (pygame.K_g,), "G", "send the hero: then click where to (a right click does it at once)"),
        Key("fire", (pygame.K_f,), "F", "Fire of Rage where the hero stands"),
        Key("health", (pygame.K_v,), "V", "raise the hero's greatest health"),
        Key("reinforce", (pygame.K_r,), "R", "reinforcements: then click where"),
    ),
    "Towers": (
        Key("next point", (pygame.K_TAB,), "Tab", "the next tower point; with Shift the one before"),
        Key("archer", (pygame.K_a,), "A", "build an archer tower there"),
        Key("magician", (pygame.K_w,), "W", "build a magician tower there"),
        Key("knight", (pygame.K_k,), "K", "build a knight tower there"),
        Key("upgrade", (pygame.K_u,), "U", "upgrade the tower there"),
        Key("sell", (pygame.K_x,), "X", "sell it"),
        Key("range", (pygame.K_t,), "T", "show its range, and hide it"),
        Key("rally", (pygame.K_l,), "L", "move its knights: then click where to"),
    ),
    "Without a mouse": (
        Key("left", (pygame.K_LEFT,), "Arrows", "move the cross, with Shift further"),
        Key("right", (pygame.K_RIGHT,), "", ""),
        Key("up", (pygame.K_UP,), "", ""),
        Key("down", (pygame.K_DOWN,), "", ""),
        Key("click", (pygame.K_RETURN, pygame.K_KP_ENTER), "Enter", "click at the cross"),
    ),
    "Window": (
        Key("help", (pygame.K_h, pygame.K_F1), "H", "this card"),
        Key("sound", (pygame.K_m,), "M", "sound off, and on"),
        Key("", (), "F11", "full screen, and back"),
        Key("", (), "F12", "save a picture of the window"),
    ),
}
COMPANY: Final = (
    Key("gift", (pygame.K_i,), "I", "give 50 gold to the first ally"),
    Key("message", (pygame.K_c,), "C", "say something to your allies"),
)
ALONE: Final = Keyboard(SECTIONS)
IN_COMPANY: Final = Keyboard({**SECTIONS, "Allies": COMPANY})
NAMES: Final = ALONE.names()
HELP: Final = ALONE.help
