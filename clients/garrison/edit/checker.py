"""Checker: asks the server about the newest draft in a thread of its own, so that the window never waits.

A draft's picture is the first frame of an episode of its map alone: what has a fault is left out, and waves and economy,
which no first frame shows, are a new level's.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from garrison.backend import Backend
from garrison.edit.document import draft_bytes
from garrison.edit.draft import Draft
from garrison.edit.faults import Fault, faults_of
from garrison.edit.place import place_of
from garrison.edit.portraits import Portrait, take_portraits
from garrison.edit.template import new_draft
from garrison.edit.trial import Trial, try_out
from garrison.errors import GarrisonError, LevelFaultError
from garrison_proto.records import OpenOptions

VIEW: Final = "pixels:512:bare"
Picture = NDArray[np.uint8]  # (512, 512, 3)


class Report(NamedTuple):
    """What the server said of one draft. `trouble`: why it could not be asked, in words; nothing else is known then."""

    draft: Draft
    faults: tuple[Fault, ...]
    picture: Picture | None
    trouble: str = ""
    trial: Trial | None = None  # where one was asked for and the draft is sound


class Checker:
    """Answers for the newest draft asked about; older ones that were still waiting are dropped."""

    def __init__(self, backend: Callable[[], Backend]) -> None:
        """backend: the server, or UnavailableError while there is none."""
        self._backend = backend
        self._changed = threading.Condition()
        self._asked: Draft | None = None
        self._wants_trial = False
        self._report: Report | None = None
        self._closed = False
        self._drawn: tuple[Draft, Picture] | None = None
        self._portraits: dict[str, Portrait] | None = None
        self._thread = threading.Thread(target=self._run, name="garrison-checker", daemon=True)
        self._thread.start()

    def ask(self, draft: Draft, *, trial: bool = False) -> None:
        """Wants a report on `draft` soon, if asked with a test run of it."""
        with self._changed:
            self._asked, self._wants_trial = draft, trial
            self._changed.notify()

    def take(self) -> Report | None:
        """The newest report, once; None if there is no new one."""
        with self._changed:
            report, self._report = self._report, None
            return report

    def take_portraits(self) -> dict[str, Portrait] | None:
        """Pictures of the enemies, once, soon after the first report; None before and after."""
        with self._changed:
            portraits, self._portraits = self._portraits, None
            return portraits

    def close(self) -> None:
        """Ends the thread after the answer it waits for. The backend stays open: it is the caller's."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        has_portraits = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._asked is not None)
                if self._closed:
                    return
                draft, wants_trial, self._asked = self._asked, self._wants_trial, None
            assert draft is not None
            report = self._answer(draft, wants_trial)
            with self._changed:
                self._report = report
            if not has_portraits and not report.trouble:
                has_portraits = True
                self._take_portraits()

    def _take_portraits(self) -> None:
        with contextlib.suppress(Exception):  # whatever goes wrong, names stand in the pictures' place
            portraits = take_portraits(self._backend())
            with self._changed:
                self._portraits = portraits

    def _answer(self, draft: Draft, wants_trial: bool) -> Report:
        try:
            backend = self._backend()
            faults = check(backend, draft)
            trial = try_out(backend, draft) if wants_trial and not faults else None
            return Report(draft, faults, self._draw(draft, faults), trial=trial)
        except GarrisonError as error:
            return Report(draft, (), None, str(error))
        except Exception as error:  # a fault of our own must be seen, not end the thread in silence
            return Report(draft, (), None, f"{type(error).__name__}: {error}")

    def _draw(self, draft: Draft, faults: tuple[Fault, ...]) -> Picture | None:
        shown = sound_map(draft, faults)
        if self._drawn is None or self._drawn[0] != shown:
            picture = draw(self._backend(), shown)
            if picture is None:
                return None
            self._drawn = (shown, picture)
        return self._drawn[1]


def check(backend: Backend, draft: Draft) -> tuple[Fault, ...]:
    """What is wrong with a draft; nothing if it can be played.

    A server looks at how fields fit together once each of them is sound by itself. So that a wrong wave hides no fault of
    the map, and the other way round, a draft with a fault is asked about in two halves besides.
    """
    faults = _asked(backend, draft)
    if not faults:
        return ()
    new = new_draft()
    halves = (*_asked(backend, _with_map(new, draft)), *_asked(backend, _with_map(draft, new)))
    known = {fault.field for fault in faults}
    return (*faults, *(fault for fault in halves if fault.field not in known))


def _with_map(draft: Draft, other: Draft) -> Draft:
    """A draft with another's map."""
    return replace(draft, paths=other.paths, base=other.base, hero=other.hero, sites=other.sites, look=other.look)


def _asked(backend: Backend, draft: Draft) -> tuple[Fault, ...]:
    try:
        backend.describe("", level_document=draft_bytes(draft))
    except LevelFaultError as error:
        return faults_of(error)
    return ()


def sound_map(draft: Draft, faults: tuple[Fault, ...]) -> Draft:
    """The parts of a draft's map that have no fault, on a new level where nothing is left of them."""
    new = new_draft()
    wrong = {place.spot for fault in faults if (place := place_of(fault.field, draft)).spot is not None}
    base_is_wrong = any(spot.kind == "base" for spot in wrong)
    broken_paths = {spot.number for spot in wrong if spot.kind == "waypoint"}
    broken_sites = {spot.number for spot in wrong if spot.kind in ("site", "rally")}
    paths = tuple(path for p, path in enumerate(draft.paths) if p not in broken_paths)
    sites = tuple(site for i, site in enumerate(draft.sites) if i not in broken_sites)
    base = new.base if base_is_wrong else draft.base
    return replace(
        new,
        base=base,
        paths=tuple((*path[:-1], base) for path in paths or new.paths),
        hero=base if any(spot.kind == "hero" for spot in wrong) else draft.hero,
        sites=sites or new.sites,
        look=new.look if any(fault.field.startswith("look") for fault in faults) else draft.look,
    )


def draw(backend: Backend, draft: Draft) -> Picture | None:
    """The first frame of an episode of a draft; None if the server does not take it."""
    options = OpenOptions(level_documents=(draft_bytes(draft),), views=(VIEW,), lease_s=10.0)
    try:
        session = backend.open(options)
    except LevelFaultError:
        return None
    try:
        outcome: Any = session.reset([0], [0])
        return np.ascontiguousarray(outcome.views[VIEW][0], np.uint8)
    finally:
        session.close()
