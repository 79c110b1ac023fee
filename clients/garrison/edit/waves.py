"""Edits of the waves: which there are, in which order, who comes in them and how fast."""

from dataclasses import replace

from garrison.edit.draft import ENEMIES, MOST_ENEMIES, MOST_WAVES, Draft, EditError, Wave

NEW_WAVE = Wave(("goblin", "goblin", "goblin"), 1.0)


def add_wave(draft: Draft, before: int) -> Draft:
    """A new wave of a few goblins in front of wave number `before`; len(waves): at the end."""
    return _inserted(draft, before, NEW_WAVE)


def duplicate_wave(draft: Draft, wave: int) -> Draft:
    """The same wave once more, behind itself."""
    return _inserted(draft, wave + 1, _wave_of(draft, wave))


def delete_wave(draft: Draft, wave: int) -> Draft:
    """Without one wave."""
    _wave_of(draft, wave)
    if len(draft.waves) <= 1:
        raise EditError("a level needs at least one wave")
    return replace(draft, waves=draft.waves[:wave] + draft.waves[wave + 1 :])


def move_wave(draft: Draft, wave: int, to: int) -> Draft:
    """One wave at another place in the order."""
    moved = _wave_of(draft, wave)
    if not 0 <= to < len(draft.waves):
        raise EditError(f"wave {wave + 1} cannot become number {to + 1}; the level has {len(draft.waves)}")
    others = draft.waves[:wave] + draft.waves[wave + 1 :]
    return replace(draft, waves=(*others[:to], moved, *others[to:]))


def set_wave_interval(draft: Draft, wave: int, interval_s: float) -> Draft:
    """The seconds between two enemies of a wave."""
    return _with_wave(draft, wave, replace(_wave_of(draft, wave), interval_s=round(float(interval_s), 6)))


def add_enemy(draft: Draft, wave: int, before: int, enemy: str) -> Draft:
    """One enemy more, in front of number `before`; len(enemies): at the end."""
    enemies = _wave_of(draft, wave).enemies
    if len(enemies) >= MOST_ENEMIES:
        raise EditError(f"a wave has at most {MOST_ENEMIES} enemies")
    if not 0 <= before <= len(enemies):
        raise EditError(f"wave {wave + 1} has no place {before + 1}; it has {len(enemies)} enemies")
    return _with_enemies(draft, wave, (*enemies[:before], _known(enemy), *enemies[before:]))


def delete_enemy(draft: Draft, wave: int, enemy: int) -> Draft:
    """Without one enemy."""
    enemies = _checked(draft, wave, enemy)
    if len(enemies) <= 1:
        raise EditError("a wave needs at least one enemy; delete the whole wave instead")
    return _with_enemies(draft, wave, enemies[:enemy] + enemies[enemy + 1 :])


def change_enemy(draft: Draft, wave: int, enemy: int, kind: str) -> Draft:
    """Another kind of enemy at the same place."""
    enemies = _checked(draft, wave, enemy)
    return _with_enemies(draft, wave, (*enemies[:enemy], _known(kind), *enemies[enemy + 1 :]))


def move_enemy(draft: Draft, wave: int, enemy: int, to: int) -> Draft:
    """One enemy at another place in its wave."""
    enemies = _checked(draft, wave, enemy)
    if not 0 <= to < len(enemies):
        raise EditError(f"wave {wave + 1} has no place {to + 1}; it has {len(enemies)} enemies")
    others = enemies[:enemy] + enemies[enemy + 1 :]
    return _with_enemies(draft, wave, (*others[:to], enemies[enemy], *others[to:]))


def _known(enemy: str) -> str:
    if enemy not in ENEMIES:
        raise EditError(f"{enemy!r} came, wanted one of {', '.join(ENEMIES)}")
    return enemy


def _wave_of(draft: Draft, wave: int) -> Wave:
    if not 0 <= wave < len(draft.waves):
        raise EditError(f"there is no wave {wave + 1}; the level has {len(draft.waves)}")
    return draft.waves[wave]


def _checked(draft: Draft, wave: int, enemy: int) -> tuple[str, ...]:
    enemies = _wave_of(draft, wave).enemies
    if not 0 <= enemy < len(enemies):
        raise EditError(f"wave {wave + 1} has no enemy {enemy + 1}; it has {len(enemies)}")
    return enemies


def _inserted(draft: Draft, before: int, wave: Wave) -> Draft:
    if len(draft.waves) >= MOST_WAVES:
        raise EditError(f"a level has at most {MOST_WAVES} waves")
    if not 0 <= before <= len(draft.waves):
        raise EditError(f"there is no place {before + 1} for a wave; the level has {len(draft.waves)}")
    return replace(draft, waves=(*draft.waves[:before], wave, *draft.waves[before:]))


def _with_wave(draft: Draft, wave: int, made: Wave) -> Draft:
    return replace(draft, waves=(*draft.waves[:wave], made, *draft.waves[wave + 1 :]))


def _with_enemies(draft: Draft, wave: int, enemies: tuple[str, ...]) -> Draft:
    return _with_wave(draft, wave, replace(draft.waves[wave], enemies=enemies))
