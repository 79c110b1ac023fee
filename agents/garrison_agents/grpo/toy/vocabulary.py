"""The toy policy's vocabulary: pieces of replies, and signs that prompts are made of.

Any piece may follow any other, and the signs of prompts can be drawn too: nothing but learning makes a reply valid.
"""

from typing import Final

import numpy as np

from garrison_agents.grpo.data import Tokens
from garrison_agents.grpo.errors import PolicyError
from garrison_agents.grpo.words import HALF, rounded

SPACING: Final = 0.25  # map units between two numbers that it knows
MOST_ROADS: Final = 5
MOST_SITES: Final = 15
PAD: Final = "<pad>"
END: Final = "<end>"
KINDS: Final = ("free", "knight", "magician", "archer")
COVERS: Final = (0.05, 1.0, 2.0, 3.0, 4.0, 5.0)  # units of road in an archer's range: where the classes end
GOLD: Final = (60, 100, 110, 120, 150, 180, 210, 240, 300, 360, 480, 600, 800)
LEFT: Final = (1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.0)  # units of road between the first enemy and the base
FOES: Final = (1, 2, 4, 6, 9)
COUNTDOWN_S: Final = (1, 3, 6, 9)
LIFE: Final = (3, 6, 10, 14, 17, 20)
LAST: Final = ("none", "acted", "unparseable", "out_of_schema", "illegal", "no_effect")
AT_SITE: Final = ("upgrade", "sell", "show_range", "rally")
PLACES: Final = ("reinforce", "move_hero")
PLAIN: Final = ("fire", "raise_hero", "wait")
MOST_WAVES: Final = 12


def _numbers() -> list[str]:
    return [f"{rounded(i * SPACING - HALF, SPACING)}" for i in range(int(2 * HALF / SPACING) + 1)]


def _pieces() -> list[str]:
    """What replies are spelt with."""
    heads = ['{"name":"build","arguments":{"site":"', *(f'{{"name":"{name}","arguments":{{"site":"' for name in AT_SITE)]
    places = [f'{{"name":"{name}","arguments":{{"x":' for name in PLACES]
    plain = [f'{{"name":"{name}","arguments":{{}}}}' for name in PLAIN]
    names = [f"{chr(ord('A') + road)}{number + 1}" for road in range(MOST_ROADS) for number in range(MOST_SITES)]
    return [*heads, *places, *plain, '","tower":"', "archer", "magician", "knight", '","x":', ',"y":', '"}}', "}}", *names, *_numbers()]


def _signs() -> list[str]:
    """What prompts are made of besides numbers and sites' names."""
    sites = [
        f"<{kind}{level}:{cover}>" for kind in KINDS for level in range(1 if kind == "free" else 4) for cover in range(len(COVERS) + 1)
    ]
    scales = {"gold": GOLD, "left": LEFT, "foes": FOES, "next": COUNTDOWN_S, "life": LIFE, "flyers": FOES}
    bins = [f"<{name}:{i}>" for name, edges in scales.items() for i in range(len(edges) + 1)]
    waves = [f"<wave:{i}>" for i in range(MOST_WAVES + 1)] + [f"<waves:{i}>" for i in range(MOST_WAVES + 1)]
    flags = ["<call>", "<no call>", "<hero>", "<no hero>", "<hurt hero>", "<coin>", "<no coin>", "<answer>", "<hidden>"]
    return [*sites, *bins, *waves, *flags, *(f"<last:{name}>" for name in LAST)]


class Vocabulary:
    """Ids of pieces and signs."""

    def __init__(self) -> None:
        self.words = (PAD, END, *_pieces(), *_signs())
        self.ids = {word: i for i, word in enumerate(self.words)}
        self.pad, self.end = self.ids[PAD], self.ids[END]
        self._pieces = sorted(_pieces(), key=len, reverse=True)

    def __len__(self) -> int:
        return len(self.words)

    def spell(self, text: str) -> Tokens:
        """A reply's ids and the one that ends it; the longest piece that fits goes first. Raises PolicyError."""
        found, at = [], 0
        while at < len(text):
            piece = next((piece for piece in self._pieces if text.startswith(piece, at)), None)
            if piece is None:
                raise PolicyError(
                    f"the toy's vocabulary is too small: it cannot spell {text[at : at + 12]!r} at character {at} of {text!r}"
                )
            found.append(self.ids[piece])
            at += len(piece)
        return np.array([*found, self.end], np.int64)

    def text(self, tokens: Tokens) -> str:
        """The words of ids, up to the one that ends them."""
        ended = np.flatnonzero(tokens == self.end)
        return "".join(self.words[i] for i in tokens[: ended[0] if len(ended) else None])
