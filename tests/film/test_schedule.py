"""Which moments a film shows."""

import pytest

from garrison.errors import OptionError
from garrison.film.schedule import film_ticks, sheet_ticks


def test_a_film_in_real_time_has_all_of_its_seconds() -> None:
    ticks = film_ticks(500, fps=25, speed=1, from_s=0, to_s=None)
    assert ticks == list(range(0, 501, 2))
    assert film_ticks(500, fps=30, speed=1, from_s=2, to_s=4)[:4] == [100, 101, 103, 105]


def test_speed_takes_fewer_pictures_and_the_last_moment_is_shown() -> None:
    assert film_ticks(500, fps=10, speed=4, from_s=0, to_s=None)[-2:] == [480, 500]
    assert film_ticks(507, fps=10, speed=4, from_s=0, to_s=None)[-2:] == [500, 507]
    assert film_ticks(0, fps=10, speed=4, from_s=0, to_s=None) == [0]


def test_a_sheet_goes_from_the_first_moment_to_the_last() -> None:
    assert sheet_ticks(1000, 5, from_s=0, to_s=None) == [0, 250, 500, 750, 1000]
    assert sheet_ticks(1000, 3, from_s=10, to_s=12) == [500, 550, 600]
    assert sheet_ticks(2, 9, from_s=0, to_s=None) == [0, 1, 2]


@pytest.mark.parametrize(
    ("options", "field"), [({"fps": 0}, "fps"), ({"speed": float("nan")}, "speed"), ({"from_s": 11}, "from"), ({"from_s": -1}, "from"),
                           ({"from_s": 5, "to_s": 4}, "to"), ({"to_s": 10.1}, "to")]
)  # fmt: skip
def test_what_makes_no_film_is_refused_by_name(options: dict[str, float], field: str) -> None:
    with pytest.raises(OptionError) as caught:
        film_ticks(500, **{"fps": 25, "speed": 1, "from_s": 0, "to_s": None, **options})
    assert caught.value.field == field
