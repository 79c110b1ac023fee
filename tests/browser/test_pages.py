"""The report and the leaderboard as a person has them: opened from the disk, without a network, with mouse and keys."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from tests.browser.chromium import Chromium
from tests.browser.conftest import PICTURES, Pages

from garrison.backend import Backend
from garrison.film.tape import Tape, load_replay
from llm.broken import WAYS

pytestmark = pytest.mark.chromium
CLUMSY = "clumsy.zero_shot.text.garrison-1.0"
HOSTILE = "broken-hostile.zero_shot.text.garrison-1.0"
READY = "!document.getElementById('stage').hidden && document.getElementById('where').textContent !== ''"


def column(browser: Chromium, table: str, number: int) -> list[float]:
    """Numbers of a column's rows that are seen, from top to bottom."""
    rows = f"[...document.querySelectorAll('{table} tbody tr:not([hidden])')]"
    values = browser.get(f"{rows}.map(row => row.cells[{number}].dataset.v)")
    return [float(value) for value in values if value != ""]


def seen(browser: Chromium) -> NDArray[np.uint8]:
    """The picture of the episode as it stands in the page, (size, size, 3)."""
    url = browser.get("document.getElementById('picture').toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))


def transcript(pages: Pages, name: str) -> list[dict[str, Any]]:
    return pages.folder.transcript(name)


def test_run_page_sorts_and_shows_one_level(browser: Chromium, pages: Pages) -> None:
    browser.open(pages.run.as_uri())
    browser.wait(READY)
    browser.get("window.scrollTo(0, 0)")
    browser.picture(PICTURES / "run.png")
    browser.picture(PICTURES / "run-whole.png", whole=True)
    head = "#numbers thead tr:last-child th:nth-child(3)"
    browser.click(f"{head} button")
    assert browser.get(f"document.querySelector('{head}').ariaSort") == "descending"
    values = column(browser, "#numbers", 2)
    assert values == sorted(values, reverse=True) and len(values) == 4  # the void entry has none, and stands last
    browser.click(f"{head} button")
    assert column(browser, "#numbers", 2) == sorted(values)
    browser.get("(() => { const s = document.getElementById('level'); s.value = 'garrison-3'; s.dispatchEvent(new Event('change')); })()")
    levels = browser.get("[...new Set([...document.querySelectorAll('[data-level]:not([hidden])')].map(part => part.dataset.level))]")
    assert levels == ["garrison-3"]
    browser.click("[data-pick^='greedy']")
    assert browser.get("document.querySelectorAll('.life g.off').length") == 2


def test_page_fits_phones_and_dark_rooms(browser: Chromium, pages: Pages) -> None:
    for name, page in (("run", pages.run), ("board", pages.board)):
        browser.prefer("dark")
        browser.open(page.as_uri())
        browser.resize(1280, 900)
        browser.picture(PICTURES / f"{name}-dark.png")
        browser.prefer("light")
        browser.resize(390, 844, 2)
        assert browser.get("document.documentElement.scrollWidth") <= 390
        browser.picture(PICTURES / f"{name}-phone.png")
        if name == "run":
            browser.get("document.getElementById('stage').scrollIntoView({behavior: 'instant'})")
            browser.picture(PICTURES / "episode-phone.png")


def test_pictures_are_the_server_s(browser: Chromium, pages: Pages, backend: Backend) -> None:
    browser.open(f"{pages.run.as_uri()}#episode={CLUMSY}&at=30")
    browser.wait(f"{READY} && document.getElementById('title').textContent.startsWith('clumsy')")
    browser.picture(PICTURES / "episode.png")
    turns = transcript(pages, CLUMSY)
    tape = Tape(backend, load_replay(pages.folder.path / "replays" / f"{CLUMSY}.json"), ("pixels:256",))
    for step in (30, 31, len(turns), 0):
        browser.get(f"(() => {{ const a = document.getElementById('at'); a.value = {step}; a.dispatchEvent(new Event('input')); }})()")
        tick = turns[step - 1]["tick"] if step else 0
        assert np.array_equal(seen(browser), tape.moment(tick).views["pixels:256"][0]), step
    tape.close()


def test_keys_step_through_an_episode(browser: Chromium, pages: Pages) -> None:
    browser.open(pages.run.as_uri())
    browser.wait(READY)
    browser.press("ArrowRight")  # far from the episode, keys are the page's own
    assert browser.get("Number(document.getElementById('at').value)") == 0
    browser.click(f"[data-open='{CLUMSY}']")
    browser.wait("document.activeElement.id === 'title'")
    turns = transcript(pages, CLUMSY)
    failures = [n for n, turn in enumerate(turns) if turn["understanding"] not in ("acted", "too_late")]
    where = "Number(document.getElementById('at').value)"
    for key, wanted in (("ArrowRight", 1), ("ArrowLeft", 0), ("f", failures[0]), ("f", failures[1]), ("End", len(turns)), ("Home", 0)):
        browser.press(key)
        assert browser.get(where) == wanted, key
    browser.press(" ")
    browser.wait(f"{where} >= 3")
    browser.press(" ")
    stands = browser.get(where)
    browser.press("ArrowRight")
    assert browser.get(where) == stands + 1
    for step in failures[:20]:
        browser.get(f"(() => {{ const a = document.getElementById('at'); a.value = {step}; a.dispatchEvent(new Event('input')); }})()")
        fate = browser.get("document.getElementById('fate').innerText")
        assert turns[step]["understanding"].replace("_", " ") in fate and turns[step]["explanation"][:40] in fate


def test_what_a_model_says_stays_words(browser: Chromium, pages: Pages) -> None:
    browser.open(f"{pages.run.as_uri()}#episode={HOSTILE}")
    browser.wait(f"{READY} && document.getElementById('title').textContent.startsWith('broken-hostile')")
    browser.picture(PICTURES / "hostile.png")
    assert browser.get("document.querySelector('#reply pre').textContent") == WAYS["hostile"].text
    assert browser.get("document.querySelectorAll('img, iframe, #reply script').length") == 0
    assert browser.get("document.title") == "five-models · Garrison"
    prompt = browser.get("document.querySelector('#prompt pre').textContent")
    assert '"Map_Center"' in prompt


def test_leaderboard_tells_tracks_and_verdicts_apart(browser: Chromium, pages: Pages) -> None:
    browser.open(pages.board.as_uri())
    browser.picture(PICTURES / "leaderboard.png")
    browser.picture(PICTURES / "leaderboard-whole.png", whole=True)
    assert browser.get("[...document.querySelectorAll('main h2')].map(h => h.textContent)") == [
        "Turn by turn",
        "Real time",
        "How to read it",
    ]
    marks = browser.get("[...document.querySelectorAll('td.run .badge')].map(badge => badge.className)")
    assert {"badge v-incomplete", "badge v-verified", "badge v-unverified"} == set(marks)
    values = column(browser, "#turn", 4)
    assert values == sorted(values, reverse=True)
    browser.click("#turn thead th:nth-child(5) button")
    browser.click("#turn thead th:nth-child(5) button")
    assert column(browser, "#turn", 4) == sorted(values)
