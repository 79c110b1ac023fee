"""The episodes in a page: which fit into it, and the place where they are stepped through."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from garrison.backend import Backend
from garrison.errors import GarrisonError
from garrison_agents.llm.numbers import Result
from garrison_agents.llm.report.columns import head, plain, table, who
from garrison_agents.llm.report.figures import Entry
from garrison_agents.llm.report.markup import data, parcel, tag
from garrison_agents.llm.report.pictures import album_of
from garrison_agents.llm.report.run import Run
from garrison_agents.llm.report.stage import stage
from garrison_agents.llm.report.story import moments_of, story_of

MB: Final = 1_000_000


@dataclass(frozen=True)
class Wish:
    """What a page may hold."""

    most_mb: float = 24.0  # of episodes
    pictures: int = 300  # of one episode; 0: none
    size: int = 256  # side of a picture in pixels


@dataclass
class Shelf:
    """The episodes that are in the page."""

    blocks: list[Element] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # ids of those that are there
    pictured: dict[str, int] = field(default_factory=dict)  # pictures of each
    troubles: dict[str, str] = field(default_factory=dict)  # why there are none
    thinned: int = 0  # episodes with fewer pictures than decisions
    used: int = 0  # letters


def fill(run: Run, backend: Backend, wish: Wish) -> Shelf:
    """Words of the episodes, seed by seed, in at most half of the room; then pictures in the same order while there is any."""
    shelf, most = Shelf(), int(wish.most_mb * MB)
    order = sorted(run.results, key=lambda result: int(result["seed"]))
    for result in order:
        story = story_of(run.folder, result, run.turns[result["id"]], run.wording, run.lives[result["level"]])
        if _put(shelf, most // 2, f"story:{result['id']}", json.dumps(story, allow_nan=False).encode()):
            shelf.told.append(result["id"])
    for result in order:
        wanted = wish.pictures and result["state"] == "done" and result["id"] in shelf.told
        if wanted and not _draw(run, backend, wish, shelf, most, result):
            break
    shelf.blocks.append(data("shelf", {"told": shelf.told, "pictured": shelf.pictured, "troubles": shelf.troubles}))
    return shelf


def _put(shelf: Shelf, most: int, name: str, content: bytes) -> bool:
    block, letters = parcel(name, content)
    if shelf.used + letters > most:
        return False
    shelf.blocks.append(block)
    shelf.used += letters
    return True


def _draw(run: Run, backend: Backend, wish: Wish, shelf: Shelf, most: int, result: Result) -> bool:
    """Whether there was still room. A replay that does not come out again gives no pictures, and the page says why."""
    name = result["id"]
    moments = moments_of(run.turns[name])
    try:
        album = album_of(backend, run.folder.path / "replays" / f"{name}.json", moments, wish.size, wish.pictures)
    except (GarrisonError, OSError) as error:
        shelf.troubles[name] = str(error)
        return True
    if not _put(shelf, most, f"album:{name}", album.bytes()):
        return False
    shelf.pictured[name] = len(album.at)
    shelf.thinned += len(album.at) < len(moments)
    return True


def section(run: Run, shelf: Shelf, colours: Mapping[Entry, int]) -> Element:
    """The list of episodes, and the stage that one of them is played on."""
    rows = [_row(result, result["id"] in shelf.told, colours) for result in run.results]
    columns = ("Seed", "Score", "Normalised", "Leaks", "Replies", "Failures")
    heads = [
        head("Entry", kind="who"),
        head("Level", kind="level"),
        *map(head, columns),
        head("Ended", kind="level"),
        head("", kind="level"),
    ]
    notes = _notes(run, shelf)
    return tag(
        "section", tag("h2", "Episodes"), tag("p", " ".join(notes), class_="note"),
        table("Episodes", [], heads, rows, class_="episodes"), stage(), id="episodes", aria_label="Episodes",
    )  # fmt: skip


def _notes(run: Run, shelf: Shelf) -> list[str]:
    """What is in the page and what is not."""
    notes = ["Choose one and step through it: left and right arrow keys, Home and End, space to play, F to the next failure."]
    if len(shelf.told) < len(run.results):
        notes.append(
            f"{len(shelf.told)} of {len(run.results)} episodes fit into this page; the others are in {run.folder.path}/transcripts."
        )
    done = sum(result["state"] == "done" for result in run.results if result["id"] in shelf.told)
    bare = done - len(shelf.pictured)
    if bare:
        notes.append(f"{bare} of them came without pictures.")
    if shelf.thinned:
        notes.append(f"The pictures of {shelf.thinned} are thinned: between two, the earlier one is shown and said to be.")
    return notes


def _row(result: Result, there: bool, colours: Mapping[Entry, int]) -> Element:
    entry = (result["model"], result["strategy"], result["modality"])
    name = result["id"]
    button = tag("button", "Open", type="button", data_open=name, aria_label=f"Open {name}") if there else tag("small", "not in this page")
    if result["state"] != "done":
        ended = [tag("span", "void", class_="badge v-refused"), tag("small", result["trouble"]["kind"].replace("_", " "))]
        cells = [*(plain("–", "", class_="none") for _ in range(5)), plain(ended, "void", class_="level")]
    else:
        failed = sum(result["counts"].get(kind, 0) for kind in result["rates"])
        cells = [plain(f"{result['score']:g}"), plain(f"{result['normalised']:.3f}", result["normalised"]), plain(str(result["leaks"])),
                 plain(str(result["replies"])), plain(str(failed)), plain(_ended(result["status"]), class_="level")]  # fmt: skip
    first = [who(entry, colours[entry]), plain(result["level"], class_="level"), plain(str(result["seed"]))]
    last = tag("td", button, class_="level")
    return tag("tr", first, cells, last, data_level=result["level"], data_entry=" ".join(entry), data_id=name)


def _ended(status: str) -> str:
    return "cut" if status == "running" else status
