"""The parts of a run's page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree.ElementTree import Element

from garrison_agents.llm.report.columns import cell, figure_cells, figure_heads, groups_of, head, plain, table, who
from garrison_agents.llm.report.curves import life_curve
from garrison_agents.llm.report.figures import Entry, enemies_of, figures, leaks
from garrison_agents.llm.report.markup import Child, tag
from garrison_agents.llm.report.plots import CLASSES, axis, life_plot, shares, span_of, whisker
from garrison_agents.llm.report.run import EVERY, Run
from garrison_agents.llm.tables import interval
from garrison_agents.llm.verdict import Verdict

Colours = Mapping[Entry, int]
EVERY_LEVEL: Final = "all levels"
HIDDEN: Final = ("models", "strategies", "levels", "seeds", "modalities", "name", "caps")  # of the config: told elsewhere
VERDICTS: Final = {
    "verified": "verified: every episode came out again",
    "incomplete": "verified as far as it goes: some episodes are void or not played",
    "refused": "refused by garrison verify",
    "changed": "changed since it was verified",
    "unverified": "not verified",
}


def section(name: str, title: str, *children: Child) -> Element:
    """A part of the page, under its title."""
    return tag("section", tag("h2", title), *children, id=name, aria_label=title)


def moment(iso: str) -> str:
    """A date and time for reading."""
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def badge(verdict: Verdict | None) -> Element:
    """What is known of a run's verification."""
    mark = verdict.mark if verdict else "unverified"
    title = f"{VERDICTS[mark]}, {verdict.when}, {verdict.server}" if verdict else f"{VERDICTS[mark]}: garrison verify RUN"
    return tag("span", mark, class_=f"badge v-{mark}", title=title)


def header(run: Run, verdict: Verdict | None) -> Element:
    """The run in a few lines."""
    config, done = run.manifest["config"], sum(result["state"] == "done" for result in run.results)
    void, cut = len(run.results) - done, sum(result["status"] in ("running", "cut") for result in run.results if result["state"] == "done")
    facts = {
        "Played": f"{done} of {run.wanted} episodes" + (f", {void} void" if void else "") + (f", {cut} cut" if cut else ""),
        "Track": config["track"].replace("_", " ") + (f" at {config['speed']:g}×" if config["track"] == "real_time" else ""),
        "Levels": ", ".join(run.levels),
        "Seeds": f"{len(config['seeds'])}",
        "Begun": moment(run.manifest["created"]),
        "Engine": f"{run.manifest['server']['engine_version']}, server {run.manifest['server']['version']}",
    }
    told = VERDICTS[verdict.mark if verdict else "unverified"]
    first = f": {verdict.faults[0]}" if verdict and verdict.faults else ""
    return tag(
        "header", tag("p", "Garrison · evaluation", class_="over"), tag("h1", config["name"], " ", badge(verdict)),
        tag("p", told[0].upper() + told[1:] + first, class_="verdict"),
        tag("dl", [tag("div", tag("dt", name), tag("dd", words)) for name, words in facts.items()], class_="facts"),
    )  # fmt: skip


def scores(run: Run, colours: Colours) -> Element:
    """Each entry's normalised score with its interval, best first."""
    views = []
    for view in run.views:
        rows = [(entry, figures(run.of(entry, view))["normalised"]) for entry in run.entries]
        rows.sort(key=lambda row: -row[1]["mean"] if row[1]["n"] else 1e9)
        span = span_of([row[1] for row in rows])
        lines = [_line(entry, came, span, colours[entry]) for entry, came in rows]
        foot = tag("div", tag("span"), axis(span), tag("span"), class_="line")
        views.append(tag("div", lines, foot, data_level=view, class_="forest"))
    note = ("Mean over levels of each level's mean over seeds; bars are 95 % bootstrap intervals that resample whole seeds. "
            "0 is doing nothing, 1 the level's witness.")  # fmt: skip
    return section("scores", "Scores", tag("p", note, class_="note"), views)


def _line(entry: Entry, came: Mapping[str, Any], span: tuple[float, float], colour: int) -> Element:
    words = interval(dict(came))
    label = tag(
        "div", tag("span", class_="dot"), tag("span", entry[0], class_="name"), tag("small", f"{entry[1]} · {entry[2]}"), class_="who"
    )
    plot = whisker(dict(came), span, f"{' '.join(entry)}: {words}")
    mean, _, rest = words.partition(" ")
    return tag(
        "div",
        label,
        plot,
        tag("div", tag("b", mean), tag("small", rest), class_="value"),
        class_=f"line c{colour}",
        data_entry=" ".join(entry),
    )


def numbers(run: Run, colours: Colours) -> Element:
    """Everything, by entry and level."""
    rows = []
    for view in run.views:
        for entry in run.entries:
            of = run.of(entry, view)
            done = sum(result["state"] == "done" for result in of)
            void = tag("small", f"+{len(of) - done} void", class_="warn") if len(of) > done else None
            cells = [plain(view or EVERY_LEVEL, class_="level"), *figure_cells(figures(of)), plain([str(done), void], done)]
            rows.append(tag("tr", who(entry, colours[entry]), cells, data_level=view, data_entry=" ".join(entry)))
    heads = [head("Entry", kind="who"), head("Level", kind="level"), *figure_heads(), head("Episodes", "that were played to the end")]
    note = (
        "Beneath each mean its 95 % interval. Void episodes, where network or provider failed, are in no mean. A column's head sorts by it."
    )
    body = table("Numbers by entry and level", [("", 2), *groups_of(), ("", 1)], heads, rows, class_="numbers")
    return section("numbers", "Numbers", tag("p", note, class_="note"), body)


def failures(run: Run, colours: Colours) -> Element:
    """What replies came to, and why actions were refused."""
    key = [tag("span", tag("i", class_=f"k-{name}"), name.replace("_", " ")) for name in CLASSES if _count(run, EVERY, name)]
    rows = []
    for view in run.views:
        for entry in run.entries:
            of = [result for result in run.of(entry, view) if result["state"] == "done"]
            counts = {name: sum(result["counts"].get(name, 0) for result in of) for name in CLASSES}
            bar = tag(
                "td",
                shares(counts, f"{' '.join(entry)}: replies by class"),
                class_="bar",
                data_v=counts["acted"] / max(sum(counts.values()), 1),
            )
            rows.append(tag("tr", who(entry, colours[entry]), bar, plain(f"{sum(counts.values()):,}", sum(counts.values())),
                            _codes(run, of), data_level=view, data_entry=" ".join(entry)))  # fmt: skip
    heads = [
        head("Entry", kind="who"),
        head("What replies came to", "sorts by the share that acted", "bar"),
        head("Replies"),
        head("Refusals by error code", kind="codes"),
    ]
    return section("failures", "Failures", tag("p", key, class_="key"), table("Replies by class", [], heads, rows, class_="failures"))


def _count(run: Run, view: str, name: str) -> int:
    return sum(result["counts"].get(name, 0) for result in run.of(level=view) if result["state"] == "done")


def _codes(run: Run, results: Sequence[Mapping[str, Any]]) -> Element:
    """Refusals, most first, in the game's own words."""
    total: dict[int, int] = {}
    for result in results:
        for code, count in result["illegal_by_code"].items():
            total[int(code)] = total.get(int(code), 0) + count
    most = max(total.values(), default=1)
    told = [
        tag("span", tag("svg", tag("rect", width=f"{100 * count / most:.1f}%", height="100%"), class_="mini", aria_hidden="true"),
            tag("b", f"{count:,}"), f"{code}: {run.wording.code(code)}", class_="code")
        for code, count in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    ]  # fmt: skip
    return tag("td", told or "none", data_v=sum(total.values()), class_="codes" if told else "codes none")


def life(run: Run, colours: Colours) -> Element:
    """Life over an episode, level by level."""
    plots = []
    for level in run.levels:
        of = {entry: [run.turns[r["id"]] for r in run.of(entry, level) if r["state"] == "done"] for entry in run.entries}
        length = max([turns[-1]["tick"] for several in of.values() for turns in several if turns], default=1)
        curves = {entry: life_curve(several, run.lives[level], length) for entry, several in of.items() if several}
        plots.append(life_plot(level, run.lives[level], curves, colours))
    buttons = [
        tag("button", tag("span", class_=f"dot c{colours[entry]}"), entry[0], tag("small", f"{entry[1]} · {entry[2]}"), type="button",
            aria_pressed="true", data_pick=" ".join(entry))
        for entry in run.entries if any(result["state"] == "done" for result in run.of(entry))
    ]  # fmt: skip
    note = "Mean over seeds, in its 95 % band. An episode that is over keeps the life it ended with. Press a name to hide its lines."
    return section(
        "life",
        "Life over the episode",
        tag("p", note, class_="note"),
        tag("div", buttons, class_="legend"),
        tag("div", plots, class_="plots"),
    )


def leaked(run: Run, colours: Colours) -> Element:
    """Which enemies reached the base."""
    enemies, rows = enemies_of(run.results), []
    for view in run.views:
        for entry in run.entries:
            came = leaks(run.of(entry, view), enemies)
            cells = [plain(view or EVERY_LEVEL, class_="level"), *(cell(came[enemy], lambda v: f"{v:.1f}") for enemy in enemies)]
            rows.append(tag("tr", who(entry, colours[entry]), cells, data_level=view, data_entry=" ".join(entry)))
    heads = [head("Entry", kind="who"), head("Level", kind="level"), *(head(enemy.replace("_", " ")) for enemy in enemies)]
    body = table("Leaks by enemy", [], heads, rows, class_="numbers") if enemies else tag("p", "No enemy reached the base.", class_="note")
    return section("leaks", "Leaks by enemy", tag("p", "Enemies of each kind that reached the base, in an episode.", class_="note"), body)


def making(run: Run) -> Element:
    """What the run was made with."""
    manifest, config = run.manifest, run.manifest["config"]
    settings = {name: value for name, value in config.items() if name not in HIDDEN}
    models = [
        tag("details", tag("summary", model["name"], tag("small", manifest["endpoints"][model["name"]])), _pairs(model))
        for model in config["models"]
    ]
    levels = {level: f"hash {said['hash'][:16]}…, witness {said['witness']:g}" for level, said in manifest["levels"].items()}
    prompts = {name: f"sha256 {value[:16]}…" for name, value in manifest["system_prompts_sha256"].items()}
    versions = {**manifest["versions"], **{name: manifest[name] for name in ("python", "platform", "run")}}
    versions["resumed"] = ", ".join(manifest["resumed"]) or "never"
    columns: list[list[Child]] = [
        [tag("h3", "Models"), models],
        [tag("h3", "Settings"), _pairs(settings)],
        [tag("h3", "Levels"), _pairs(levels), tag("h3", "System prompts"), _pairs(prompts)],
        [tag("h3", "Versions"), _pairs(versions)],
    ]
    return section("made", "How it was made", tag("div", [tag("div", column) for column in columns], class_="made"))


def _pairs(values: Mapping[str, Any]) -> Element:
    return tag("dl", [tag("div", tag("dt", name), tag("dd", _said(value))) for name, value in values.items()], class_="pairs")


def _said(value: Any) -> str:
    if value in (None, "", {}, []):
        return "not set"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
