"""The ground as a picture: the same each time, roads where the paths are, decorations off them, brushed tiles in their place."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from garrison_levels.level import Level, Look, benchmark_levels, generate_level
from garrison_server.art import ground
from garrison_server.art.course import art_px, trace_course
from garrison_server.art.ground import paint_ground
from garrison_server.art.materials import GROUNDS, ROADS, TONES, TONES_RGB
from garrison_server.art.palette import PALETTE_RGB
from garrison_server.art.roadwork import HALF_ROAD_PX

Picture = NDArray[np.uint8]
LEVELS = list(benchmark_levels().values())
PLAIN = "." * 24


def painted(level: Level, look: Look | None = None) -> Picture:
    return paint_ground(look or level.look, level.paths, level.base, [point.at for point in level.tower_points])


def of_material(picture: Picture, name: str) -> NDArray[np.bool_]:
    """Where a picture has a colour of that material."""
    number = [*GROUNDS, *ROADS].index(name)
    colours = TONES_RGB[number * TONES : (number + 1) * TONES].astype(int) @ [65536, 256, 1]
    return np.isin(picture.astype(int) @ [65536, 256, 1], colours)


def brushed(**rows: str) -> tuple[str, ...]:
    """Tiles with some rows (r0 is the uppermost) brushed."""
    return tuple(rows.get(f"r{i}", PLAIN) for i in range(24))


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
def test_picture_is_whole_and_the_same_each_time(level: Level) -> None:
    picture = painted(level)
    assert (picture.shape, picture.dtype) == ((256, 256, 3), np.uint8)
    assert np.array_equal(picture, painted(level))


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("road", ROADS)
def test_every_ground_and_road_keeps_to_its_palette(name: str, road: str) -> None:
    picture = painted(LEVELS[2], Look(ground=name, road=road))
    colours = {tuple(colour) for colour in np.unique(picture.reshape(-1, 3), axis=0).tolist()}
    known = {tuple(colour) for colour in [*TONES_RGB.tolist(), *PALETTE_RGB.tolist()]}
    assert colours <= known
    assert of_material(picture, name).mean() > 0.4
    assert of_material(picture, road).mean() > 0.08


@pytest.mark.parametrize("level", [*LEVELS, generate_level(7, 3)], ids=lambda level: level.name)
def test_road_lies_under_every_step_of_its_path(level: Level) -> None:
    picture = painted(level, Look(ground="snow", road=level.look.road))
    for path in level.paths:
        for (ax, ay), (bx, by) in pairwise(path):
            for share in np.linspace(0, 1, 20):
                x, y = art_px((ax + share * (bx - ax), ay + share * (by - ay)))
                assert not of_material(picture[min(int(y), 255)][min(int(x), 255)], "snow")


def test_decorations_keep_off_roads_and_points(monkeypatch: pytest.MonkeyPatch) -> None:
    for level in [*LEVELS, generate_level(3, 5)]:
        with_plants = painted(level)
        with monkeypatch.context() as patch:
            patch.setattr(ground, "draw_plants", lambda picture, plants: None)
            without = painted(level)
        changed = (with_plants != without).any(axis=2)
        course = trace_course(level.paths, HALF_ROAD_PX, HALF_ROAD_PX + 5)
        assert changed.sum() > 500
        assert not changed[course.far < HALF_ROAD_PX].any()
        for point in level.tower_points:
            x, y = (int(value) for value in art_px(point.at))
            assert not changed[max(y - 10, 0) : y + 10, max(x - 10, 0) : x + 10].any()


def test_course_counts_the_way_from_the_base() -> None:
    course = trace_course([[(-2.0, 1.0), (2.0, 1.0)], [(0.0, -2.0), (0.0, 1.0), (2.0, 1.0)]], 9, 20)
    x, y = (int(value) for value in art_px((-1.0, 1.0)))
    assert course.along[y, x] == pytest.approx(128, abs=1)
    assert course.far[y + 5, x] == pytest.approx(5, abs=1)
    assert course.across[y + 5, x] == pytest.approx(-course.far[y + 5, x])  # below a road that comes from the right is its left
    assert course.across[y - 5, x] == pytest.approx(course.far[y - 5, x])
    assert course.far[0, 0] > 20
    assert set(np.unique(course.road)) == {-1, 0, 1}


def test_brush_paints_its_tiles_and_nothing_else() -> None:
    level = LEVELS[0]
    plain = painted(level)
    snow = "n" * 6 + "." * 18
    look = level.look.model_copy(update={"tiles": brushed(r0=snow, r1=snow, r2=snow)})
    picture = painted(level, look)
    assert of_material(picture[:24, :54], "snow").mean() > 0.9
    assert np.array_equal(picture[60:], plain[60:])
    assert np.array_equal(picture[:, 90:], plain[:, 90:])


def test_brushed_road_lies_where_no_path_runs_and_paths_run_through_brushed_ground() -> None:
    level = LEVELS[0]
    look = Look(ground="grass", road="earth", tiles=("n" * 24, *["n" * 19 + "PPPP" + "n"] * 4, *["n" * 24] * 19))
    picture = painted(level, look)
    assert of_material(picture[15:48, 210:240], "planks").mean() > 0.9
    assert of_material(picture, "earth").mean() > 0.08
    assert not any(of_material(picture, name).any() for name in ("grass", "meadow", "gravel"))


def test_tiles_of_many_kinds_leave_nothing_else_between_them() -> None:
    level = LEVELS[0]
    picture = painted(level, Look(ground="ash", road="gravel", tiles=("gmasn" * 4 + "PECC",) * 24))
    assert not of_material(picture[:, :200], "ash").any()
    assert not of_material(picture[:40, 220:], "gravel").any()
