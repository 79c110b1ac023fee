"""An action and what came of it, in words."""

from dataclasses import dataclass
from typing import Final

from garrison_proto.records import Description

PLACELESS: Final = (6, 10, 11)  # actions whose x and y mean nothing: no operation, Fire of Rage, raising health
NONE: Final = -1


@dataclass(frozen=True)
class Wording:
    """The game's own names of actions and refusals."""

    actions: tuple[str, ...]  # by index
    codes: tuple[str, ...]  # by error code

    @classmethod
    def of(cls, description: Description) -> "Wording":
        """Those of a scenario."""
        return cls(description.action_names, description.error_texts)

    def action(self, x: float, y: float, action: float) -> str:
        """Such as "build archer tower at (-0.65, 2.41)"."""
        if not action.is_integer() or not 0 <= action < len(self.actions):
            return f"no action: {action:g}"
        name = self.actions[int(action)]
        return name if action in PLACELESS else f"{name} at ({x:.2f}, {y:.2f})"

    def code(self, code: int) -> str:
        """The word accepted, or why it was refused."""
        return self.codes[code] if 0 <= code < len(self.codes) else f"code {code}"
