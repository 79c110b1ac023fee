"""Edits drawn at random, sensible and senseless: each as its words and the function that does it."""

from hypothesis import strategies as st

from garrison.edit import brush, numbers, roads, sites, waves
from garrison.edit.draft import ENEMIES
from garrison.edit.history import Edit
from garrison.edit.spot import Spot, delete_spot, move_spot

places = st.tuples(st.floats(-3, 3), st.floats(-3, 3))
small = st.integers(0, 5)
few = st.integers(-1, 21)
kinds = st.sampled_from((*ENEMIES, "gobblin"))
spots = st.builds(Spot, st.sampled_from(("waypoint", "base", "hero", "site", "rally")), small, small)
letters = st.sampled_from((*brush.LETTERS.values(), brush.PLAIN))
strokes = st.builds(brush.tiles_between, places, places, st.integers(1, 4))


def edit(function: Edit, *arguments: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[str, Edit]]:
    """An edit whose arguments behind the draft are drawn."""

    def bound(drawn: tuple[object, ...]) -> tuple[str, Edit]:
        return function.__name__, lambda draft: function(draft, *drawn)

    return st.tuples(*arguments).map(bound)


def number_edit(field: str) -> st.SearchStrategy[tuple[str, Edit]]:
    """A step of one number, or a switch."""
    if isinstance(numbers.BY_FIELD[field].default, bool):
        return edit(numbers.set_number, st.just(field), st.booleans())
    return edit(numbers.step_number, st.just(field), st.integers(-3, 3))


all_edits = st.one_of(
    edit(roads.add_path, places),
    edit(roads.delete_path, small),
    edit(roads.add_waypoint, small, few, places),
    edit(move_spot, spots, places),
    edit(delete_spot, spots),
    edit(sites.add_site, places),
    edit(sites.set_misleading, small, st.booleans()),
    edit(waves.add_wave, small),
    edit(waves.duplicate_wave, small),
    edit(waves.delete_wave, small),
    edit(waves.move_wave, small, small),
    edit(waves.set_wave_interval, small, st.floats(0, 10)),
    edit(waves.add_enemy, small, few, kinds),
    edit(waves.delete_enemy, small, few),
    edit(waves.change_enemy, small, few, kinds),
    edit(waves.move_enemy, small, few, few),
    edit(brush.set_ground, st.sampled_from((*brush.GROUNDS, "mud"))),
    edit(brush.set_road, st.sampled_from(tuple(brush.ROADS))),
    edit(brush.paint, strokes, letters),
    edit(brush.clear_paint),
    st.sampled_from(tuple(numbers.BY_FIELD)).flatmap(number_edit),
)
