"""The catalogue: every sprite of the atlas by number. Kernels know sprites by these numbers alone.

A sprite that looks another way when it turns left stands here twice, the mirrored one right after it.
"""

from typing import Final

from garrison_proto.modes import MOST_DEFENDERS
from garrison_server import rules

POSES: Final = ("walk.0", "walk.1", "fight.0", "fight.1")
BAR_STEPS: Final = 24  # a health bar of full length
GAUGE_STEPS: Final = 32  # a gauge of the panels
CURTAIN_STEPS: Final = 16  # before a skill's button

_TURNING: Final = (
    *(f"{walker}.{pose}" for walker in (*(enemy.name for enemy in rules.ENEMIES), "knight", "reinforcement", "hero") for pose in POSES),
    "hero.cast.0",
)  # fmt: skip
_FIXED: Final = (
    "tower.knight", "tower.magician", "tower.archer",
    *(f"badge.{level}" for level in range(rules.TOP_LEVEL + 1)),
    "site.empty", "frost", "base", "rally",
    *(f"coin.{frame}" for frame in range(4)),
    *(f"arrow.{direction}" for direction in range(8)),
    *(f"bolt.{frame}" for frame in range(2)),
    *(f"fireball.{frame}" for frame in range(2)),
    *(f"flame.{frame}" for frame in range(4)),
    "cloud", "cloud.thin",
    *(f"font.{ord(glyph)}" for glyph in "0123456789/"),
    *(f"icon.{icon}" for icon in ("gold", "wave", "reinforce", "life", "hero", "fire")),
)  # fmt: skip
DRAWN: Final = (*((name, mirrored) for name in _TURNING for mirrored in (False, True)), *((name, False) for name in _FIXED))


def number(name: str) -> int:
    """A drawn sprite's number; of a turning one, as it faces right."""
    return DRAWN.index((name, False))


MIRRORED: Final = 1  # added to a turning sprite's number: it faces left
POSE: Final = 2  # from one pose to the next
FIGHT: Final = 2  # poses before those that fight
UNIT: Final = POSE * len(POSES)  # from one kind of enemy to the next
ENEMIES: Final = number("goblin.walk.0")
KNIGHT: Final = number("knight.walk.0")
REINFORCEMENT: Final = number("reinforcement.walk.0")
HERO: Final = number("hero.walk.0")
HERO_CAST: Final = number("hero.cast.0")
TOWERS: Final = number("tower.knight")  # kind k is at k - 1
BADGES: Final = number("badge.0")
SITE: Final = number("site.empty")
FROST: Final = number("frost")
BASE: Final = number("base")
RALLY: Final = number("rally")
COIN: Final = number("coin.0")
ARROW: Final = number("arrow.0")
BOLT: Final = number("bolt.0")
FIREBALL: Final = number("fireball.0")
FLAME: Final = number("flame.0")
CLOUD: Final = number("cloud")
THIN_CLOUD: Final = number("cloud.thin")
DIGITS: Final = number("font.48")
SLASH: Final = number("font.47")
ICONS: Final = number("icon.gold")  # gold, wave, reinforcements, life, as the gauges
HERO_ICON: Final = number("icon.hero")
FIRE_ICON: Final = number("icon.fire")

# Shapes that no artist draws: `shapes` makes them, pixel by pixel, for each size.
FOE_BAR: Final = len(DRAWN)  # health, from nothing to BAR_STEPS
OWN_BAR: Final = FOE_BAR + BAR_STEPS + 1
RING: Final = OWN_BAR + BAR_STEPS + 1  # one dot of a range's circle
PLATE: Final = RING + 1  # behind an icon, a number and a gauge
HERALD: Final = PLATE + 1  # behind the next enemy and its countdown
BUTTON: Final = HERALD + 1  # of a skill that waits; the next is of one that is ready
LABEL: Final = BUTTON + 2  # behind the seconds that a skill still waits
CURTAIN: Final = LABEL + 1  # from a curtain that is up to one that is all the way down
GAUGES: Final = CURTAIN + CURTAIN_STEPS + 1  # gold, wave, reinforcements, life: each from nothing to GAUGE_STEPS
BANNER: Final = GAUGES + 4 * (GAUGE_STEPS + 1)  # over a tower, where there are several seats: in the colour of each
CHIP: Final = BANNER + MOST_DEFENDERS  # the same beside a unit's health bar
N_SPRITES: Final = CHIP + MOST_DEFENDERS
