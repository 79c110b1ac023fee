"""Tests against the real package openenv, which needs an environment of its own: `make openenv`."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is marked openenv unless the command line names it."""
    if "openenv" not in config.option.markexpr:
        out = [item for item in items if item.get_closest_marker("openenv")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
