"""The place in a page where an episode is stepped through; empty until its scripts fill it."""

from typing import Final
from xml.etree.ElementTree import Element

from garrison_agents.llm.report.markup import tag

# Signs of the keys, each a path in a square of 16.
SIGNS: Final = {
    "first": "M3 3h2v10H3zM13 3v10L6 8z",
    "back": "M10.5 1.5 12 3 7 8l5 5-1.5 1.5L4 8z",
    "play": "M4 2v12l9-6z",
    "on": "M5.5 1.5 4 3l5 5-5 5 1.5 1.5L12 8z",
    "last": "M11 3h2v10h-2zM3 3v10l7-5z",
    "failure": "M8 1 0.5 15h15zM7.2 6h1.6v4.6H7.2zM7.2 11.8h1.6v1.6H7.2z",
}
PAUSE: Final = "M3 2h4v12H3zM9 2h4v12H9z"
TITLES: Final = {
    "first": "First decision (Home)",
    "back": "One back (left arrow)",
    "play": "Play (space)",
    "on": "One on (right arrow)",
    "last": "The end (End)",
    "failure": "Next failure (F)",
}


def stage() -> Element:
    """Picture and keys on the left, words on the right."""
    heading = tag("div", tag("h3", id="title", tabindex="-1"), tag("p", id="where", role="status"), class_="heading")
    return tag("div", heading, tag("div", _left(), _right(), class_="columns"), id="stage", hidden=True)


def _left() -> Element:
    canvas = tag("canvas", id="picture", width=256, height=256, role="img", aria_label="The map before this decision")
    slider = tag("input", type="range", id="at", min=0, max=0, value=0, aria_label="Decision")
    return tag(
        "div", tag("div", canvas, tag("p", id="nopicture"), class_="frame"), tag("p", id="stale"),
        tag("div", [_key(name) for name in SIGNS], class_="keys"), tag("canvas", id="strip", height=18, aria_hidden="true"),
        slider, tag("dl", id="state", class_="facts"), class_="left",
    )  # fmt: skip


def _key(name: str) -> Element:
    signs = [tag("path", d=SIGNS[name], fill_rule="evenodd")]
    if name == "play":
        signs.append(tag("path", d=PAUSE))
    return tag("button", tag("svg", signs, viewBox="0 0 16 16", aria_hidden="true"), type="button", id=name, title=TITLES[name],
               aria_label=TITLES[name])  # fmt: skip


def _right() -> Element:
    cards = {"fate": "What became of it", "reply": "The reply", "prompt": "The prompt"}
    return tag("div", [tag("div", tag("h4", title), tag("div", id=name), class_="card") for name, title in cards.items()], class_="right")
