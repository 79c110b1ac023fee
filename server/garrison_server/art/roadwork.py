"""Roads laid on the ground: their shape, surface, edges and shadows, and the pad under the base."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_levels.fields import ROAD_LETTERS
from garrison_levels.level import Look
from garrison_server.art.brush import TILE_PX, roughened, spread, used
from garrison_server.art.course import PX_A_UNIT, Course
from garrison_server.art.materials import DARKER, LIGHTER, ROADS, tone_of
from garrison_server.art.noise import SIDE, Reals, cells, clouds, lots, swell
from garrison_server.art.paving import JOINT, Places, board_at, pave
from garrison_server.art.shapes import Mask, far_edge, lit_edge, moved, offsets, rim
from garrison_server.art.turf import DITHER, Canvas

HALF_ROAD_PX: Final = 0.21 * PX_A_UNIT
PAD_PX: Final = 17.0  # radius of the worn place under the base
KERB_PX: Final = 3.0  # width of the ring of stones around it
NO_WAY_PX: Final = 1000.0  # there, `along` is less than zero, for nobody passes along
PAD_NUMBER: Final = 99  # stands for a road's number where the pad, or a brushed road, is on top

FRINGE_PX: Final = 2  # so far may a road's edge wander
NOWHERE: Final = np.float32(-9)  # the share of what is not there at all

Kinds = NDArray[np.uint8]  # (256, 256) positions in ROADS


def lay_roads(canvas: Canvas, look: Look, course: Course, base: tuple[float, float], salt: int) -> Mask:
    """Paint all roads, and the pad around `base` (in art pixels); where they lie."""
    kinds = _kinds(look, course, base, salt)
    wide = _widened(course, look, base)
    mask = HALF_ROAD_PX - wide.far + _wander(wide, kinds, salt) > 0
    raised = np.array([row.raised for row in ROADS.values()])[kinds]
    _edge_outside(canvas, mask, mask & raised)
    fields = Places(wide.along, wide.across, clouds(12, salt + 50), swell(3, 3, salt + 60), DITHER)
    for number, name in enumerate(ROADS):
        part = mask & (kinds == number)
        if part.any():
            canvas[part] = pave(name, Places(*(field[part] for field in fields)), salt + 80) + np.uint8(tone_of(name, 0))
            if ROADS[name].jointed:
                _bevel(canvas, part, name, wide.road)
    _edge_inside(canvas, mask, raised)
    _kerb(canvas, base, course.far > HALF_ROAD_PX + 2, salt)
    return mask


def _kinds(look: Look, course: Course, base: tuple[float, float], salt: int) -> Kinds:
    """What a road would be made of at each art pixel: of what there is most around it, brushed roads or, on paths and pad, the look's."""
    kinds = np.full((SIDE, SIDE), list(ROADS).index(look.road), np.uint8)
    brushed = spread(look.tiles, tuple(ROAD_LETTERS))
    right, down = offsets(base)
    laid = (course.far < HALF_ROAD_PX + FRINGE_PX) | (right * right + down * down < (PAD_PX + FRINGE_PX) ** 2)
    most = np.where(laid | (brushed == 0), 1 - brushed, NOWHERE)
    for number, letter in enumerate(used(look.tiles, ROAD_LETTERS)):
        weight = roughened(spread(look.tiles, (letter,)), salt + 2 * number)
        kinds[weight > most] = list(ROADS).index(ROAD_LETTERS[letter])
        most = np.maximum(most, weight)
    return kinds


def _widened(course: Course, look: Look, base: tuple[float, float]) -> Course:
    """The course with the base's pad, and the brushed roads that no path takes."""
    right, down = offsets(base)
    far = np.sqrt(right * right + down * down) - np.float32(PAD_PX - HALF_ROAD_PX)
    for letter in used(look.tiles, ROAD_LETTERS):
        far = np.minimum(far, HALF_ROAD_PX - (spread(look.tiles, (letter,)) - 0.5) * TILE_PX)
    on_top = (far < HALF_ROAD_PX) & ((course.far > HALF_ROAD_PX) | (right * right + down * down < PAD_PX * PAD_PX))
    return Course(
        np.minimum(far, course.far),
        np.where(on_top, right - NO_WAY_PX, course.along),
        np.where(on_top, down, course.across),
        np.where(on_top, PAD_NUMBER, course.road),
    )


def _wander(course: Course, kinds: Kinds, salt: int) -> Reals:
    """How much wider than its measure a road is at each art pixel: ragged edges, boards of unlike length."""
    noise = 1.3 * (swell(14, 14, salt + 70) - 0.5) + (swell(5, 5, salt + 71) - 0.5)
    board = board_at(course.along)
    boards = np.floor(3 * lots(board, np.zeros_like(board), salt + 72)) / 2 - 0.5
    ragged = np.array([row.ragged_px for row in ROADS.values()], np.float32)[kinds]
    wander: Reals = np.where(ragged > 0, ragged * noise, boards).astype(np.float32)
    return wander


def _edge_outside(canvas: Canvas, mask: Mask, raised: Mask) -> None:
    """A dark line around roads, worn ground beside them, and a shadow at the lower right of what stands above the ground."""
    worn = mask
    for _ in range(2):
        worn = worn | rim(worn)
    canvas[worn & ~mask & (DITHER > 0)] = DARKER[canvas[worn & ~mask & (DITHER > 0)]]
    shadow = (moved(raised, 1, 1) | moved(raised, 2, 2) | moved(raised, 1, 2)) & ~mask
    canvas[shadow] = DARKER[canvas[shadow]]
    line = rim(mask)
    canvas[line] = DARKER[DARKER[canvas[line]]]


def _bevel(canvas: Canvas, part: Mask, name: str, road: NDArray[np.int64]) -> None:
    """Cut a joint where two roads meet; light each stone's upper left, shade its lower right."""
    seam = part & ((road != np.roll(road, 1, 0)) | (road != np.roll(road, 1, 1)))
    seam[0], seam[:, 0] = False, False
    joint = np.uint8(tone_of(name, JOINT))
    canvas[seam] = joint
    body = part & (canvas != joint)
    lit, shaded = lit_edge(body), far_edge(body)
    canvas[lit & ~shaded] = LIGHTER[canvas[lit & ~shaded]]
    if ROADS[name].round:
        canvas[shaded & ~lit] = DARKER[canvas[shaded & ~lit]]


def _edge_inside(canvas: Canvas, mask: Mask, raised: Mask) -> None:
    """The upper left bank's shadow on sunken roads, and light on their other bank; the reverse on those that stand out."""
    upper, lower = lit_edge(mask), far_edge(mask)
    deep = upper | (moved(upper, 1, 1) & mask)
    for edge, shift in ((deep & ~raised, DARKER), (lower & ~raised, LIGHTER), (lower & raised, DARKER), (upper & raised, LIGHTER)):
        canvas[edge] = shift[canvas[edge]]


def _kerb(canvas: Canvas, base: tuple[float, float], open_: Mask, salt: int) -> None:
    """A ring of stones around the pad, open where roads come in."""
    right, down = offsets(base)
    far = np.sqrt(right * right + down * down)
    ring = (far < PAD_PX) & (far > PAD_PX - KERB_PX) & open_
    x, y = np.broadcast_to(right, ring.shape)[ring], np.broadcast_to(down, ring.shape)[ring]
    stones = cells(x, y, 4.5, 4.5, salt + 95)
    canvas[ring] = np.where(stones.inside < 0.5, 0, 2 + (stones.lot > 0.5)).astype(np.uint8) + np.uint8(tone_of("cobble", 0))
    _bevel(canvas, ring, "cobble", np.zeros(ring.shape, np.int64))
    line = rim(ring)
    canvas[line] = DARKER[canvas[line]]
