"""Playing the sounds: quiet where the machine has no sound, and quiet when muted.

sounds = Sounds(muted=False)
sounds.play("coin")          # a name of synthesis.EFFECTS; an unknown one raises KeyError
sounds.toggle()              # mutes, or unmutes
"""

import time
from typing import Final

import pygame

from garrison.play.synthesis import EFFECTS, RATE_HZ, effect

LEAST_S: Final = 0.07  # between two of the same effect: a volley is one sound
CHANNELS: Final = 12
QUIET: Final = {"arrow": 0.25, "bolt": 0.3, "hit": 0.3}  # of what sounds all the time; the others play at full loudness


class Sounds:
    """The mixer and the effects. `works` is whether the machine can play sound at all."""

    def __init__(self, muted: bool = False) -> None:
        self.muted = muted
        self.works = _open_mixer()
        self._last_s = dict.fromkeys(EFFECTS, -1.0)
        self._made: dict[str, pygame.mixer.Sound] = {}

    def play(self, *names: str) -> None:
        """Plays each effect, but the same one not twice within LEAST_S."""
        now_s = time.monotonic()
        for name in names:
            if now_s - self._last_s[name] >= LEAST_S:
                self._last_s[name] = now_s
                if self.works and not self.muted:
                    self._sound(name).play()

    def toggle(self) -> bool:
        """Mutes or unmutes; whether it is muted now."""
        self.muted = not self.muted
        if self.muted and self.works:
            pygame.mixer.stop()
        return self.muted

    def _sound(self, name: str) -> pygame.mixer.Sound:
        if name not in self._made:
            self._made[name] = pygame.mixer.Sound(buffer=effect(name).tobytes())
            self._made[name].set_volume(QUIET.get(name, 0.7))
        return self._made[name]


def _open_mixer() -> bool:
    """Whether sound can be played. A machine without sound is no error."""
    try:
        pygame.mixer.init(RATE_HZ, -16, 1, 512, allowedchanges=0)
        pygame.mixer.set_num_channels(CHANNELS)
    except (pygame.error, NotImplementedError):  # no device, or pygame was built without a mixer
        return False
    return True
