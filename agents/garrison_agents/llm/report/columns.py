"""Tables that can be sorted: numbers with their intervals beneath."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from garrison_agents.llm.report.figures import FIGURES, Entry, Figure, Interval
from garrison_agents.llm.report.markup import Child, tag

UNKNOWN = "–"


def table(
    caption: str, groups: Sequence[tuple[str, int]], heads: Sequence[Element], rows: Sequence[Element], **attributes: object
) -> Element:
    """groups: (title, columns) above the heads."""
    over = [tag("th", title, colspan=columns, scope="colgroup") for title, columns in groups]
    head = tag("thead", tag("tr", over, class_="over") if groups else None, tag("tr", heads))
    inner = tag("table", tag("caption", caption), head, tag("tbody", rows), **attributes)
    return tag("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)


def head(title: str, meaning: str = "", kind: str = "number") -> Element:
    """A column's head, by which the table can be sorted."""
    return tag("th", tag("button", title, type="button", title=meaning or None), scope="col", class_=kind, aria_sort="none")


def who(entry: Entry, colour: int) -> Element:
    """The cell that names an entry."""
    model, strategy, modality = entry
    return tag(
        "th", tag("span", class_=f"dot c{colour}"), tag("span", model, class_="name"), tag("small", f"{strategy} · {modality}"),
        scope="row", class_="who", data_v=" ".join(entry),
    )  # fmt: skip


def cell(interval: Interval, form: Callable[[float], str], unknown: str = UNKNOWN) -> Element:
    """A mean, its interval beneath."""
    if not interval["n"]:
        return tag("td", unknown, class_="none", data_v="")
    low, high = interval["low"], interval["high"]
    under = "one seed" if low is None else f"{form(low).removesuffix(' %')} – {form(high)}"
    nothing = not (interval["mean"] or low or high)
    return tag("td", form(interval["mean"]), tag("small", under), class_="none" if nothing else None, data_v=f"{interval['mean']:.9g}")


def plain(words: Child, value: object = None, **attributes: object) -> Element:
    """A cell without an interval."""
    return tag("td", words, data_v=words if value is None else value, **attributes)


def groups_of(figures: Sequence[Figure] = FIGURES) -> list[tuple[str, int]]:
    """The figures' groups with their widths."""
    names = [figure.group for figure in figures]
    return [(name, names.count(name)) for name in dict.fromkeys(names)]


def figure_cells(values: Mapping[str, Any]) -> list[Element]:
    """A row's cells, one a figure."""
    return [cell(values[figure.name], figure.form, "unknown" if figure.name == "usd" else UNKNOWN) for figure in FIGURES]


def figure_heads() -> list[Element]:
    """Their heads."""
    return [head(figure.title, figure.meaning) for figure in FIGURES]
