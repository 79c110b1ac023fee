"""Real windows with real clicks: these tests run only where they are asked for, by `-m xvfb` or `make window`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.window.desk import Desk, missing_programs

PICTURES = Path(__file__).resolve().parents[2] / "runs" / "window"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is marked xvfb unless the command line names it."""
    if "xvfb" not in config.option.markexpr:
        out = [item for item in items if item.get_closest_marker("xvfb")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk with an empty home; its pictures go to runs/window/TEST."""
    if missing_programs():
        pytest.fail(missing_programs(), pytrace=False)
    folder = PICTURES / request.node.name.removeprefix("test_")
    for old in folder.glob("*.png"):
        old.unlink()
    with Desk(folder, tmp_path / "home") as desk:
        yield desk
