"""The panel of the level as a whole: its names, where it is saved, and what is in it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pygame

from garrison.edit.panel import ROW, Panel, columns
from garrison.edit.waves_panel import spoken
from garrison.play import theme
from garrison.play.canvas import Canvas

TEXTS = (
    ("name", "Short name", "lower-case letters, digits and hyphens; results and replays are filed under it", 1),
    ("title", "Title", "the name that players read", 1),
    ("description", "Description", "what is special about the level", 4),
)


class LevelPanel(Panel):
    """Texts, file, summary. `save_as` and `reset_rules` are the screen's."""

    save_as: Callable[[], None]

    def draw(self, canvas: Canvas, rect: pygame.Rect) -> None:
        desk, y = self.desk, rect.top
        for field, label, hint, lines in TEXTS:
            canvas.text(label, (rect.left, y), theme.SMALL, theme.BAD if self.is_faulty(field) else theme.FAINT)
            height = ROW if lines == 1 else 14 * lines + 6
            entry = pygame.Rect(rect.left, y + 14, rect.width, height)
            self.pad.entry(
                entry, field, getattr(desk.draft, field), self._setting(field, label), hint=hint, bad=self.is_faulty(field), lines=lines
            )
            y = entry.bottom + 7
        left, right = columns(pygame.Rect(rect.left, y, rect.width, ROW), 2)
        self.pad.button(left, "Save as ...", self.save_as, hint="Ctrl+Shift+S")
        changed = sum(len(table) for table in desk.draft.rules.values())
        none = "" if changed else "this level changes none of the game's tables"
        hint = "Takes away the level's own changes to towers, enemies, knights and hero"
        self.pad.button(right, "Usual rules", self._drop_rules, off=none, hint=hint)
        y += ROW + 8
        canvas.paragraph("\n".join(self._summary()), (rect.left, y, rect.width, 0), theme.SMALL, theme.FAINT)

    def _summary(self) -> list[str]:
        draft = self.desk.draft
        kinds = Counter(enemy for wave in draft.waves for enemy in wave.enemies)
        misleading = sum(site.misleading for site in draft.sites)
        rules = [name for name, table in draft.rules.items() if table]
        return [
            f"File: {self.desk.path or 'not saved yet'}",
            f"{len(draft.paths)} path{'s' * (len(draft.paths) > 1)}, {len(draft.sites)} tower points ({misleading} misleading)",
            f"{len(draft.waves)} waves, {kinds.total()} enemies: " + ", ".join(f"{n} {spoken(kind)}" for kind, n in kinds.most_common()),
            *([f"Its own rules: {', '.join(rules)} (edited in the file, kept as they are)"] if rules else []),
        ]

    def _setting(self, field: str, label: str) -> Callable[[str], None]:
        def commit(text: str) -> None:
            changes: Any = {field: text.strip()}
            self.desk.do(label.lower(), lambda draft: replace(draft, **changes))

        return commit

    def _drop_rules(self) -> None:
        self.desk.do("usual rules", lambda draft: replace(draft, rules={name: {} for name in draft.rules}))
