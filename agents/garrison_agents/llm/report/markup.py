"""HTML as a tree of elements, so that no words of a model's can become anything but words.

Pages hold their style, scripts and data themselves; a content security policy forbids everything else, the network first of all.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element, tostring

Child: TypeAlias = "Element | str | Sequence[Child] | None"
ASSETS: Final = files("garrison_agents.llm.report") / "assets"
STYLES: Final = ("page.css", "tables.css", "episode.css")


def tag(kind: str, /, *children: Child, **attributes: object) -> Element:
    """An element. Strings are text; None is nothing; of attributes, `class_` is class, `data_v` is data-v, False is left out."""
    made = Element(kind)
    for key, value in attributes.items():
        if value is not None and value is not False:
            made.set(key.rstrip("_").replace("_", "-"), "" if value is True else str(value))
    for child in _flat(children):
        if isinstance(child, Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def _flat(children: Iterable[Child]) -> Iterable[Element | str]:
    for child in children:
        if isinstance(child, str | Element):
            yield child
        elif child is not None:
            yield from _flat(child)


def page(title: str, body: Sequence[Child], scripts: Sequence[str]) -> str:
    """A whole document. scripts: names of assets, run in this order when the page is there."""
    style = "".join(_asset(name) for name in STYLES)
    code = [_asset(name) for name in scripts]
    allowed = " ".join(_digest(one) for one in code) or "'none'"
    policy = f"default-src 'none'; img-src data:; style-src {_digest(style)}; script-src {allowed}; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", style),
    )
    document = tag("html", head, tag("body", *body, [tag("script", one) for one in code]), lang="en")
    # Halves of characters, which JSON can say and UTF-8 cannot, become question marks.
    return "<!doctype html>\n" + tostring(document, "unicode", method="html").encode("utf-8", "replace").decode() + "\n"


def data(name: str, value: Any) -> Element:
    """JSON for the scripts, as a block that is no script. Anything in it stays data, `</script>` too."""
    text = json.dumps(value, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return tag("script", text, type="application/json", id=name)


def parcel(name: str, content: bytes) -> tuple[Element, int]:
    """Bytes for the scripts, gzipped, in letters; and how many letters."""
    text = base64.b64encode(gzip.compress(content, 6, mtime=0)).decode()
    return tag("script", text, type="application/gzip", id=name), len(text)


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(code: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(code.encode()).digest()).decode()}'"
