"""The leaderboard as a page."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.manifest import now
from garrison_agents.llm.report.board import Division, Place, board
from garrison_agents.llm.report.columns import UNKNOWN, cell, head, plain, table, who
from garrison_agents.llm.report.figures import FIGURES
from garrison_agents.llm.report.markup import Child, page, tag
from garrison_agents.llm.report.plots import axis, span_of, whisker
from garrison_agents.llm.report.run import readable
from garrison_agents.llm.report.sections import VERDICTS, badge, moment, section
from garrison_agents.llm.tables import interval

TRACKS: Final = {
    "turn": ("Turn by turn", "The world waits for each reply, and a reply is one action."),
    "plan": ("Plans", "The world waits; a reply may be several actions, played until something happens that the model named."),
    "real_time": ("Real time", "The world runs on while the model thinks."),
}
SHOWN: Final = ("won", "valid_rate", "leaks", "tokens", "usd", "latency")
Span = tuple[float, float]


def board_page(folders: Sequence[RunFolder]) -> tuple[str, list[Division]]:
    """The page's text, and what is in it. Raises RunError."""
    divisions = board(folders)
    places = [place for division in divisions for place in division.places]
    tracks = list(dict.fromkeys(division.rules["track"] for division in divisions))
    parts = [_track(track, [one for one in divisions if one.rules["track"] == track]) for track in tracks]
    links = [tag("a", TRACKS[track][0], href=f"#{track}") for track in tracks]
    nav = tag("nav", tag("div", links, class_="links"), aria_label="Tracks") if len(tracks) > 1 else None
    return page("Leaderboard · Garrison", [_header(folders, places), nav, tag("main", parts, _reading())], ("tables.js",)), divisions


def _header(folders: Sequence[RunFolder], places: Sequence[Place]) -> Element:
    verdicts = {place.folder.path: place.verdict for place in places}
    good = sum(bool(verdict) and verdict.mark == "verified" for verdict in verdicts.values() if verdict)
    void = sum(len(place.results) - len(place.done) for place in places)
    facts = {
        "Runs": str(len(folders)),
        "Verified": f"{good} of {len(folders)}",
        "Entries": str(len(places)),
        "Episodes": f"{sum(len(place.done) for place in places):,}" + (f", {void:,} void" if void else ""),
        "Made": moment(now()),
    }
    pairs = [tag("div", tag("dt", name), tag("dd", words)) for name, words in facts.items()]
    return tag("header", tag("p", "Garrison · language models", class_="over"), tag("h1", "Leaderboard"), tag("dl", pairs, class_="facts"))


def _track(track: str, divisions: Sequence[Division]) -> Element:
    title, words = TRACKS[track]
    return tag(
        "section", tag("h2", title), tag("p", words, class_="note"), [_division(one) for one in divisions], id=track, aria_label=title
    )


def _division(division: Division) -> Element:
    rules = division.rules
    levels = ", ".join(division.levels)
    told = [f"prompt {rules['style']}", f"{rules['ticks_per_step'] / 50:g} s a decision", f"{rules['history']} earlier states"]
    if rules["track"] == "real_time":
        told.insert(0, f"at {rules['speed']:g}×")
    if rules["max_steps"]:
        told.append(f"cut after {rules['max_steps']} decisions")
    span = span_of([place.figures["normalised"] for place in division.places])
    rows = [_row(place, span, number % 8) for number, place in enumerate(division.places)]
    score = tag("th", tag("button", "Normalised score", type="button"), axis(span), scope="col", class_="bar number", aria_sort="none")
    heads = [
        head("#", kind="level"), head("Entry", kind="who"), head("Run", kind="level"), score, head("Mean", "and its 95 % interval by seed"),
        head("Behind the first", "paired by level and seed, p by flipping signs of the seeds' differences"),
        *(head(figure.title, figure.meaning) for figure in FIGURES if figure.name in SHOWN),
        head("Failures", "unparseable, out of schema, illegal and without effect, of all replies"), head("Episodes"),
    ]  # fmt: skip
    caption = f"{TRACKS[rules['track']][0]}: {levels}"
    return tag(
        "div",
        tag("h3", levels),
        tag("p", ", ".join(told), class_="note"),
        table(caption, [], heads, rows, class_="board"),
        class_="division",
    )


def _row(place: Place, span: Span, colour: int) -> Element:
    with readable(place.folder.path):
        return _cells(place, span, colour)


def _cells(place: Place, span: Span, colour: int) -> Element:
    came, void = place.figures["normalised"], len(place.results) - len(place.done)
    words = interval(came)
    lacking = [f"+{void} void"] * bool(void) + [f"{place.left} not played"] * bool(place.left)
    episodes: list[Child] = [str(len(place.done)), *(tag("small", one, class_="warn") for one in lacking)]
    run: list[Child] = [tag("span", place.run), " ", badge(place.verdict), *_reason(place)]
    cells = [
        plain(str(place.rank) if place.rank else UNKNOWN, place.rank or "", class_="level rank"), who(place.entry, colour),
        plain(run, f"{place.run} {place.verdict.mark if place.verdict else ''}", class_="run"),
        tag("td", whisker(came, span, f"{' '.join(place.entry)}: {words}"), class_="bar", data_v=came["mean"] if came["n"] else ""),
        cell(came, lambda value: f"{value:.3f}"), _behind(place),
        *_figures(place),
        _failures(place), plain(episodes, len(place.done)),
    ]  # fmt: skip
    return tag("tr", cells, class_=f"c{colour}" + ("" if place.rank else " unranked"))


def _figures(place: Place) -> list[Element]:
    shown = [figure for figure in FIGURES if figure.name in SHOWN]
    return [cell(place.figures[one.name], one.form, "unknown" if one.name == "usd" and place.done else UNKNOWN) for one in shown]


def _reason(place: Place) -> list[Element]:
    """Why it has no rank; of a refused run the first fault."""
    refused = place.verdict and place.verdict.mark == "refused"
    words = place.verdict.faults[0] if place.verdict and refused and place.verdict.faults else place.unranked
    return [tag("small", words, class_="warn")] if words else []


def _behind(place: Place) -> Element:
    behind = place.behind
    if behind is None or not behind.difference.n:
        return plain("" if place.rank == 1 else UNKNOWN, "", class_="none")
    p = "p unknown" if behind.p_value is None else f"p {behind.p_value:.3f}"
    return plain(
        [f"{behind.difference.mean:+.3f}".replace("-", "−"), tag("small", f"{p}, {behind.difference.seeds} seeds")], behind.difference.mean
    )


def _failures(place: Place) -> Element:
    replies = sum(result["replies"] for result in place.done)
    failed = sum(result["counts"].get(kind, 0) for result in place.done for kind in result["rates"])
    return plain(f"{100 * failed / replies:.1f} %", failed / replies) if replies else plain(UNKNOWN, "", class_="none")


def _reading() -> Element:
    """What the words of the page mean."""
    marks = [tag("div", tag("dt", tag("span", mark, class_=f"badge v-{mark}")), tag("dd", words)) for mark, words in VERDICTS.items()]
    notes = (
        "The score is 0 for doing nothing and 1 for the level's witness: the mean over levels of each level's mean over seeds. Intervals "
        "are 95 % bootstraps that resample whole seeds.",
        "Only entries of one table were played by the same rules on the same levels. A void episode, where network or provider failed, is "
        "in no mean and is counted beside the others. An entry that lacks a whole level, or whose run was refused, has no rank.",
        "Runs are verified by replaying every reply on a server. A verdict counts for whoever made it: garrison leaderboard --verify makes "
        "them anew.",
    )  # fmt: skip
    words = [tag("p", note, class_="note") for note in notes]
    return section("reading", "How to read it", words, tag("dl", marks, class_="pairs marks"))
