"""The prompts' prose: texts in `words/`, with `$names` for what a level's numbers say, and lines for some cases only.

A line that begins with `[a b] ` stands only where both flags are up; `[a|...]` within a line likewise.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

FOLDER: Final = Path(__file__).parent / "words"
_LINE: Final = re.compile(r"\[([a-z_ ]+)\] (.*)")
_WITHIN: Final = re.compile(r"\[([a-z_]+)\|([^]]*)\]")


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def prose(name: str, values: Mapping[str, str], flags: Collection[str]) -> str:
    """The text of that name, filled in. A name that `values` lacks raises KeyError."""
    lines = []
    for line in _text(name).splitlines():
        condition = _LINE.fullmatch(line)
        if condition is not None:
            if not set(condition[1].split()) <= set(flags):
                continue
            line = condition[2]
        lines.append(_WITHIN.sub(lambda match: match[2] if match[1] in flags else "", line))
    return Template("\n".join(lines)).substitute(values)
