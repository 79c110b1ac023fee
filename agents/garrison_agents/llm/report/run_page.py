"""A run as a page: its numbers, plots of them, and episodes to step through."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from garrison.backend import Backend
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.report import browser, sections
from garrison_agents.llm.report.markup import page, tag
from garrison_agents.llm.report.plots import colour_of
from garrison_agents.llm.report.run import Run, read_run, readable
from garrison_agents.llm.verdict import read_verdict

SCRIPTS: Final = ("tables.js", "stage.js", "episode.js")


def run_page(folder: RunFolder, backend: Backend, wish: browser.Wish) -> tuple[str, browser.Shelf]:
    """The page's text, and what of the episodes is in it. Raises RunError where a file is not as `garrison evaluate` writes it."""
    with readable(folder.path):
        run = read_run(folder, backend)
        shelf = browser.fill(run, backend, wish)
        body = _body(run, shelf)
    return page(f"{run.manifest['config']['name']} · Garrison", body, SCRIPTS), shelf


def _body(run: Run, shelf: browser.Shelf) -> Sequence[Element]:
    colours = {entry: colour_of(number) for number, entry in enumerate(run.entries)}
    parts = [
        sections.scores(run, colours),
        sections.life(run, colours),
        sections.numbers(run, colours),
        sections.failures(run, colours),
        sections.leaked(run, colours),
        browser.section(run, shelf, colours),
        sections.making(run),
    ]
    links = [tag("a", part.get("aria-label") or "", href=f"#{part.get('id')}") for part in parts]
    nav = tag("nav", tag("div", links, class_="links"), level_choice(run.views), aria_label="Sections")
    return [sections.header(run, read_verdict(run.folder)), nav, tag("main", parts), *shelf.blocks]


def level_choice(views: Sequence[str]) -> Element | None:
    """A choice of the level that tables and plots are of."""
    if len(views) < 2:
        return None
    options = [tag("option", view or "all levels", value=view) for view in views]
    return tag("label", "Level ", tag("select", options, id="level"), class_="choice")
