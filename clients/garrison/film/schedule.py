"""Which moments of a replay a film shows, and when."""

from garrison.errors import OptionError

TICKS_PER_S = 50  # of the game's time


def film_ticks(ticks: int, *, fps: float, speed: float, from_s: float, to_s: float | None) -> list[int]:
    """The tick that each frame of a film shows, in order: `speed` seconds of play in a second of film, the last moment included.

    from_s, to_s: seconds of play; None: to the end. Raises OptionError.
    """
    start, end = part(ticks, from_s, to_s)
    for name, value in (("fps", fps), ("speed", speed)):
        if not 0 < value < 1e6:
            raise OptionError(name, value, "more than 0")
    stride = speed * TICKS_PER_S / fps
    count = int((end - start) / stride) + 1
    shown = [start + int(i * stride) for i in range(count)]
    return shown if shown[-1] == end else [*shown, end]


def sheet_ticks(ticks: int, shots: int, *, from_s: float, to_s: float | None) -> list[int]:
    """The ticks of `shots` pictures, evenly from the first moment to the last. Raises OptionError."""
    start, end = part(ticks, from_s, to_s)
    if shots < 1:
        raise OptionError("shots", shots, "1 or more")
    return sorted({start + round((end - start) * i / max(shots - 1, 1)) for i in range(shots)})


def part(ticks: int, from_s: float, to_s: float | None) -> tuple[int, int]:
    """The first and the last tick of a part of a replay that is `ticks` long. Raises OptionError."""
    length_s = ticks / TICKS_PER_S
    if not 0 <= from_s <= length_s:
        raise OptionError("from", f"{from_s:g} s", f"0 to {length_s:g} s, the length of the replay")
    if to_s is not None and not from_s <= to_s <= length_s:
        raise OptionError("to", f"{to_s:g} s", f"{from_s:g} to {length_s:g} s")
    return round(from_s * TICKS_PER_S), ticks if to_s is None else round(to_s * TICKS_PER_S)
