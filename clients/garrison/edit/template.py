"""A new level: small, sound, and to be changed at once."""

from typing import Final

from garrison.edit.document import NO_RULES
from garrison.edit.draft import Draft, Look, Site, Wave
from garrison.edit.numbers import NUMBERS

BASE: Final = (2.2, -1.2)


def new_draft(name: str = "my-level") -> Draft:
    """A level with one road, four tower points and three waves, that the server accepts as it is."""
    return Draft(
        name=name,
        title="My level",
        description="",
        paths=(((-3.0, 1.2), (-1.2, 1.2), (-0.2, 0.0), (1.0, -1.2), BASE),),
        base=BASE,
        hero=(2.2, -0.4),
        sites=(
            Site((-1.8, 0.5), (-1.8, 1.2)),
            Site((-0.2, 1.2), (-0.7, 0.6)),
            Site((0.9, -0.3), (0.4, -0.6)),
            Site((0.3, -1.8), (0.8, -1.0)),
        ),
        waves=(
            Wave(("goblin", "goblin", "goblin"), 1.2),
            Wave(("goblin", "goblin", "wolf", "wolf"), 1.0),
            Wave(("goblin", "orc", "orc", "bat"), 1.0),
        ),
        numbers={number.field: number.default for number in NUMBERS},
        look=Look("meadow", "earth"),
        rules=NO_RULES,
    )
