"""The sounds of the game, made of sines, noise and falling loudness; no file is read. An effect is a row of tones."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 22_050
ATTACK_S: Final = 0.004  # so that no tone begins with a click


class Tone(NamedTuple):
    """A sound that begins at `start_s`, glides from one pitch to another and dies away."""

    start_s: float
    length_s: float
    from_hz: float
    to_hz: float
    loudness: float  # of 1
    noise: float = 0.0  # 0: a pure tone, 1: only a hiss around that pitch
    overtones: float = 0.0  # how loud the second and third harmonics are, of 1: a horn has them, a flute does not
    fade: float = 4.0  # how fast it dies away: e-folds over its length


EFFECTS: Final[dict[str, tuple[Tone, ...]]] = {
    "arrow": (Tone(0.0, 0.11, 1900, 700, 0.35, noise=0.8),),
    "bolt": (Tone(0.0, 0.28, 420, 1250, 0.3, overtones=0.3, fade=3), Tone(0.05, 0.2, 1300, 500, 0.15, noise=0.4)),
    "hit": (Tone(0.0, 0.09, 210, 90, 0.5, noise=0.45),),
    "coin": (Tone(0.0, 0.1, 988, 988, 0.35, overtones=0.2), Tone(0.08, 0.32, 1319, 1319, 0.4, overtones=0.2)),
    "build": (*(Tone(0.13 * i, 0.1, 330, 140, 0.55, noise=0.5) for i in range(3)), Tone(0.36, 0.25, 523, 523, 0.25)),
    "upgrade": tuple(Tone(0.09 * i, 0.25, hz, hz, 0.3, overtones=0.2) for i, hz in enumerate((523, 659, 784))),
    "sell": tuple(Tone(0.07 * i, 0.18, hz, hz, 0.3, overtones=0.2) for i, hz in enumerate((1319, 1109, 880, 1319))),
    "refuse": (Tone(0.0, 0.12, 165, 150, 0.5, overtones=0.7, fade=2), Tone(0.14, 0.18, 123, 110, 0.5, overtones=0.7, fade=2)),
    "horn": (Tone(0.0, 0.3, 196, 196, 0.35, overtones=0.8, fade=1), Tone(0.28, 0.75, 294, 294, 0.45, overtones=0.8, fade=2)),
    "leak": (Tone(0.0, 0.4, 392, 150, 0.45, overtones=0.5, fade=2), Tone(0.0, 0.25, 90, 60, 0.5, noise=0.3)),
    "fire": (Tone(0.0, 0.8, 500, 160, 0.6, noise=1.0, fade=3), Tone(0.0, 0.5, 110, 55, 0.4)),
    "march": (Tone(0.0, 0.1, 440, 440, 0.25, overtones=0.4), Tone(0.1, 0.2, 587, 587, 0.25, overtones=0.4)),
    "win": tuple(
        Tone(0.16 * i, 0.9 if i == 4 else 0.3, hz, hz, 0.3, overtones=0.4, fade=2.5) for i, hz in enumerate((392, 523, 659, 784, 1047))
    ),
    "lose": tuple(
        Tone(0.25 * i, 1.0 if i == 3 else 0.4, hz, hz * 0.98, 0.35, overtones=0.4, fade=2.5) for i, hz in enumerate((330, 294, 262, 196))
    ),
}


def effect(name: str) -> NDArray[np.int16]:
    """The samples of one effect, (n,) at RATE_HZ; the same on every machine."""
    tones = EFFECTS[name]
    out = np.zeros(round(RATE_HZ * max(tone.start_s + tone.length_s for tone in tones)) + 1)
    for number, tone in enumerate(tones):
        samples = _played(tone, np.random.default_rng(number))
        first = round(tone.start_s * RATE_HZ)
        out[first : first + len(samples)] += samples
    return np.round(np.tanh(out) * 32_000).astype(np.int16)  # tanh: tones that fall together grow dull, not harsh


def _played(tone: Tone, draw: np.random.Generator) -> NDArray[np.float64]:
    """One tone's samples, about -1 to 1."""
    seconds = np.arange(round(tone.length_s * RATE_HZ)) / RATE_HZ
    along = seconds / tone.length_s
    pitch_hz = tone.from_hz * (tone.to_hz / tone.from_hz) ** along
    turn = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    pure = np.sin(turn) + tone.overtones * (np.sin(2 * turn) / 2 + np.sin(3 * turn) / 3)
    hiss = np.cumsum(draw.standard_normal(len(seconds)) * np.sqrt(pitch_hz / RATE_HZ)) if tone.noise else np.zeros(len(seconds))
    hiss = np.sin(turn + 2 * hiss)  # a tone whose phase wanders: noise around that pitch
    loudness = tone.loudness * np.minimum(seconds / ATTACK_S, 1) * np.exp(-tone.fade * along) * np.minimum((1 - along) * 10, 1)
    return np.asarray(loudness * ((1 - tone.noise) * pure + tone.noise * hiss))
