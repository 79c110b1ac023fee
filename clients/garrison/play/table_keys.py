"""The keys of two people at one window: the left half of the keyboard is one's, the mouse and the right half the other's."""

from typing import Final

import pygame

from garrison.play.keys import SECTIONS, Key, Keyboard

LEFT: Final = 1  # the player without the mouse

TABLE: Final = Keyboard(
    {
        "Player 1: the mouse, and the right half": (
            Key("", (), "Click", "a tower point, a tower, the hero, a button"),
            Key("", (), "Right click", "send the hero there; or take back a choice"),
            Key("hero here", (pygame.K_l,), "L", "send the hero to where you point"),
            Key("fire", (pygame.K_k,), "K", "Fire of Rage where the hero stands"),
            Key("reinforce here", (pygame.K_j,), "J", "reinforcements where you point"),
            Key("health", (pygame.K_p,), "P", "raise the hero's greatest health"),
            Key("gift", (pygame.K_i,), "I", "give 50 gold to the other"),
            Key("message", (pygame.K_u,), "U", "say something to the others"),
            Key("go left", (pygame.K_LEFT,), "Arrows", "move a cross instead of the mouse; in a menu choose"),
            Key("go right", (pygame.K_RIGHT,), "", ""),
            Key("go up", (pygame.K_UP,), "", ""),
            Key("go down", (pygame.K_DOWN,), "", ""),
            Key("act", (pygame.K_RETURN, pygame.K_KP_ENTER), "Enter", "as a click there"),
            Key("back", (pygame.K_BACKSPACE,), "Backspace", "take back a choice"),
        ),
        "Player 2: the left half": (
            Key("go left", (pygame.K_a,), "W A S D", "move the cross; in a menu choose", LEFT),
            Key("go right", (pygame.K_d,), "", "", LEFT),
            Key("go up", (pygame.K_w,), "", "", LEFT),
            Key("go down", (pygame.K_s,), "", "", LEFT),
            Key("act", (pygame.K_e,), "E", "open the menu at the cross; take what is chosen", LEFT),
            Key("back", (pygame.K_q,), "Q", "take back a choice", LEFT),
            Key("next point", (pygame.K_TAB,), "Tab", "the next tower point", LEFT),
            Key("hero here", (pygame.K_r,), "R", "send the hero to the cross", LEFT),
            Key("fire", (pygame.K_f,), "F", "Fire of Rage where the hero stands", LEFT),
            Key("reinforce here", (pygame.K_c,), "C", "reinforcements at the cross", LEFT),
            Key("health", (pygame.K_v,), "V", "raise the hero's greatest health", LEFT),
            Key("gift", (pygame.K_x,), "X", "give 50 gold to the other", LEFT),
            Key("message", (pygame.K_z,), "Z", "say something to the others", LEFT),
        ),
        "Time": SECTIONS["Time"],
        "Window": SECTIONS["Window"],
    }
)
