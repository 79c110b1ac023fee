"""The keys of the attacker in a siege."""

from typing import Final

import pygame

from garrison.play.keys import SECTIONS, Key, Keyboard

ATTACK: Final = Keyboard(
    {
        "The attack": (
            Key("", (), "Click", "a kind sends one; a road chooses it, elsewhere any"),
            Key("left", (pygame.K_LEFT,), "Arrows", "choose a kind of enemy"),
            Key("right", (pygame.K_RIGHT,), "", ""),
            Key("up", (pygame.K_UP,), "", ""),
            Key("down", (pygame.K_DOWN,), "", ""),
            Key("send", (pygame.K_RETURN, pygame.K_KP_ENTER), "Enter", "send one; with Shift five"),
            Key("road", (pygame.K_r,), "R", "the next road"),
            Key("time", (pygame.K_t,), "T", "another time to appear"),
        ),
        "Time": SECTIONS["Time"],
        "Window": SECTIONS["Window"],
    }
)
