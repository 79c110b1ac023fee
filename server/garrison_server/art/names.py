"""The names of all sprites that the picture needs."""

from typing import Final

from garrison_server import rules

POSES: Final = ("walk.0", "walk.1", "fight.0", "fight.1")
WALKERS: Final = (*(enemy.name for enemy in rules.ENEMIES), "knight", "reinforcement", "hero")
GROUNDS: Final = ("grass", "meadow", "autumn", "sand", "snow", "ash")
DECORATIONS: Final = 5  # of each ground
ARROW_DIRECTIONS: Final = 8  # 0 is east, then counter-clockwise
GLYPHS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/:.,;!?'()%+-=<>"
ICONS: Final = ("gold", "wave", "life", "fire", "reinforce", "hero")

SPRITE_NAMES: Final = (
    *(f"{walker}.{pose}" for walker in WALKERS for pose in POSES),
    "hero.cast.0",
    *(f"tower.{kind}" for kind in ("archer", "magician", "knight")),
    *(f"badge.{level}" for level in range(4)),
    "site.empty", "base", "rally",
    *(f"coin.{frame}" for frame in range(4)),
    *(f"arrow.{direction}" for direction in range(ARROW_DIRECTIONS)),
    *(f"bolt.{frame}" for frame in range(2)),
    *(f"fireball.{frame}" for frame in range(2)),
    *(f"flame.{frame}" for frame in range(4)),
    "frost", "cloud", "cloud.thin",
    *(f"icon.{icon}" for icon in ICONS),
    *(f"decor.{ground}.{number}" for ground in GROUNDS for number in range(DECORATIONS)),
    *(f"font.{ord(glyph)}" for glyph in GLYPHS),
)  # fmt: skip
