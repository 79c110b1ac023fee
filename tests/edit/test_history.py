"""Undo and redo: whatever is edited, the way back and forth is exact."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edit.edits import all_edits
from garrison.edit.document import draft_bytes, parse_draft
from garrison.edit.draft import EditError
from garrison.edit.history import Edit, History
from garrison.edit.numbers import set_number, step_number
from garrison.edit.roads import move_hero
from garrison.edit.template import new_draft

steps = st.lists(st.tuples(all_edits, st.booleans(), st.sampled_from(("do", "do", "do", "do", "undo", "redo"))), max_size=40)


@given(steps)
@settings(max_examples=120, deadline=None)
def test_any_edits_undone_and_redone_give_the_same_bytes(taken: list[tuple[tuple[str, Edit], bool, str]]) -> None:
    """The first bytes when all is undone, the last when all is redone, and every one between on the way."""
    history = History(new_draft())
    first = draft_bytes(history.draft)
    for (what, edit), gesture, way in taken:
        before = draft_bytes(history.draft)
        try:
            getattr(history, way)() if way != "do" else history.apply(what, edit, gesture=gesture)
        except EditError:
            assert draft_bytes(history.draft) == before, "a refused edit changed the draft"
        assert all(path[-1] == history.draft.base and len(path) >= 2 for path in history.draft.paths), "a path left the base"
        assert parse_draft(draft_bytes(history.draft)) == history.draft, "the file says something else than the draft"
    while history.redo():
        pass
    seen = [draft_bytes(history.draft)]
    while history.undo():
        seen.append(draft_bytes(history.draft))
    assert seen[-1] == first
    for bytes_then in reversed(seen[:-1]):
        assert history.redo()
        assert draft_bytes(history.draft) == bytes_then
    assert not history.redo()


def test_gesture_is_one_step_of_undo() -> None:
    history = History(new_draft())
    for x in (0.1, 0.2, 0.3):
        history.apply("move the hero", lambda draft, x=x: move_hero(draft, (x, 0.0)), gesture=True)
    history.settle()
    history.apply("move the hero", lambda draft: move_hero(draft, (1.0, 0.0)), gesture=True)
    assert history.undo() and history.draft.hero == (0.3, 0.0)
    assert history.undo() and history.draft == new_draft() and not history.undo()


def test_edit_without_effect_is_no_step_and_keeps_what_can_be_redone() -> None:
    history = History(new_draft())
    history.apply("life", lambda draft: step_number(draft, "life", 1))
    history.undo()
    assert not history.apply("life", lambda draft: set_number(draft, "life", 20))
    assert history.redo_what == "life" and history.undo_what == ""


def test_saved_version_is_known_again_after_undo() -> None:
    history = History(new_draft())
    history.apply("life", lambda draft: step_number(draft, "life", 1))
    assert not history.is_saved
    history.mark_saved()
    history.apply("life", lambda draft: step_number(draft, "life", 1))
    assert not history.is_saved
    history.undo()
    assert history.is_saved


@pytest.mark.parametrize(("field", "value"), [("life", 2.5), ("fog.on", 1), ("gold.start", True)])
def test_number_of_another_kind_is_refused(field: str, value: float) -> None:
    with pytest.raises(EditError, match="came, wanted"):
        set_number(new_draft(), field, value)
