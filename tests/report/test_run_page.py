"""A run's page: whole in itself, true to the run, and deaf to what a model says."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from garrison.backend import Backend, load_backend
from garrison_agents.llm.config import Evaluation
from garrison_agents.llm.evaluate import evaluate
from garrison_agents.llm.fields import made
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.report.browser import Shelf, Wish
from garrison_agents.llm.report.run_page import run_page
from llm.endpoint import Endpoint

VOID = {"meta", "input", "br", "link", "img"}
FETCHING = {"src", "href", "srcset", "action", "data", "poster", "xlink:href"}


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    loaded = load_backend("local")
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three models, of which one says what would break a careless page and one has a dead endpoint."""
    with Endpoint() as endpoint:
        names = ("greedy", "broken-hostile", "trouble-crash")
        models = [{"name": n, "model": n, "base_url": endpoint.url, "api_key_env": "", "retries": 0} for n in names]
        config = made(Evaluation, {"name": "run", "models": models, "seeds": [0, 1], "ticks_per_step": 80, "max_steps": 30}, "")
        return evaluate(config, tmp_path_factory.mktemp("page") / "run", quiet=True).folder.path


@pytest.fixture(scope="module")
def made_page(run: Path, backend: Backend) -> tuple[str, Shelf]:
    return run_page(RunFolder(run), backend, Wish(size=32))


class Reader(HTMLParser):
    """What stands in a page; every element must be closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["script"]:
            self.words.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader


def test_page_is_whole_html_and_names_nothing_outside(made_page: tuple[str, Shelf]) -> None:
    reader = read(made_page[0])
    assert len(reader.ids) == len(set(reader.ids))
    for tag, attributes in reader.elements:
        assert tag not in ("link", "iframe", "object", "embed", "img")
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        for name in FETCHING & set(attributes):
            assert (attributes[name] or "").startswith("#"), (tag, attributes)
    style = next(text for text in re.findall(r"<style>(.*?)</style>", made_page[0], re.S))
    assert "url(" not in style and "@import" not in style
    policy = next(a["content"] for t, a in reader.elements if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy


def test_what_a_model_says_is_in_no_markup(made_page: tuple[str, Shelf]) -> None:
    assert "owned" not in made_page[0]  # it is packed; the scripts write it as text
    scripts = [a for t, a in read(made_page[0]).elements if t == "script"]
    assert sum("type" not in attributes for attributes in scripts) == 3


def test_numbers_are_the_run_s(run: Path, made_page: tuple[str, Shelf]) -> None:
    words = " ".join(read(made_page[0]).words)
    done: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in (run / "episodes").iterdir()]
    greedy = [result["normalised"] for result in done if result["model"] == "greedy"]
    assert f"{sum(greedy) / 2:.3f}" in words
    assert "4 of 6 episodes, 2 void" in words and "unverified" in words
