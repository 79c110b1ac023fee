"""Faults as the server names them, and where each lies; over the wire as in process."""

from dataclasses import replace

import pytest

from garrison.backend import Backend
from garrison.edit.checker import check, sound_map
from garrison.edit.draft import Draft, Site, Wave
from garrison.edit.faults import Fault
from garrison.edit.place import Place, place_of
from garrison.edit.roads import move_base, move_waypoint
from garrison.edit.spot import Spot
from garrison.edit.template import new_draft


def broken() -> Draft:
    """A draft with a fault of every kind that is found when the fields are read."""
    draft = new_draft("My Level")
    draft = replace(draft, sites=(*draft.sites, Site((1.0, 9.0), (0.0, 0.0))), waves=(*draft.waves, Wave(("goblin", "gobblin"), 0.0)))
    return replace(draft, numbers={**draft.numbers, "life": 0})


FIELDS = ["name", "tower_points[4].at[1]", "waves[3].enemies[1]", "waves[3].interval_s", "life"]


def test_every_fault_comes_with_its_field(backend: Backend, remote: Backend) -> None:
    assert [fault.field for fault in check(backend, broken())] == FIELDS
    assert "'gobblin' came, wanted 'goblin', 'orc'" in check(backend, broken())[2].message
    assert check(remote, broken()) == check(backend, broken())


def test_more_faults_than_the_server_lists_are_counted(backend: Backend, remote: Backend) -> None:
    faults = check(backend, replace(new_draft(), waves=(Wave(("nobody",) * 15, 1.0),)))
    assert len(faults) == 11 and faults[-1] == Fault("level", "and 5 more")
    cut = check(remote, replace(new_draft(), waves=(Wave(("nobody",) * 15, 1.0),)))  # on the wire: whole up to where it is cut
    assert len(cut) > 5 and cut[:-1] == faults[: len(cut) - 1] and cut[-1].message.endswith(" ...")


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("tower_points[2].at", Place("map", Spot("site", 2))),
        ("tower_points[2].at[0]", Place("map", Spot("site", 2))),
        ("tower_points[3].rally[1]", Place("map", Spot("rally", 3))),
        ("paths[0][1]", Place("map", Spot("waypoint", 0, 1))),
        ("paths[0][4]", Place("map", Spot("base"))),
        ("paths[0]", Place("map", Spot("waypoint", 0, 0))),
        ("base[1]", Place("map", Spot("base"))),
        ("hero", Place("map", Spot("hero"))),
        ("waves[2].enemies[1]", Place("waves", wave=2, enemy=1)),
        ("waves[2].interval_s", Place("waves", wave=2)),
        ("waves", Place("waves")),
        ("gold.start", Place("numbers", field="gold.start")),
        ("name", Place("level", field="name")),
        ("look.tiles[3]", Place("level", field="look.tiles[3]")),
        ("tower_points[9].at", Place("level", field="tower_points[9].at")),
        ("paths[7][0]", Place("level", field="paths[7][0]")),
        ("waves[99]", Place("level", field="waves[99]")),
    ],
)
def test_fault_lies_at_its_place(field: str, place: Place) -> None:
    assert place_of(field, new_draft()) == place


def test_map_without_its_faults_is_sound(backend: Backend) -> None:
    crooked = move_waypoint(move_base(broken(), (0.0, 7.0)), 0, 1, (-8.0, 0.0))
    for draft in (broken(), crooked, replace(crooked, sites=(Site((9.0, 9.0), (0.0, 0.0)),))):
        shown = sound_map(draft, check(backend, draft))
        assert check(backend, shown) == ()
        assert shown.look == draft.look
    assert sound_map(broken(), check(backend, broken())).sites == broken().sites[:-1]
