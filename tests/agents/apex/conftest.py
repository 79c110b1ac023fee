"""A Ray for the tests that need one: small, without a dashboard, started once."""

from collections.abc import Iterator

import pytest
import ray


@pytest.fixture(scope="session")
def ray_up() -> Iterator[None]:
    ray.init("local", num_cpus=4, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False)
    yield
    ray.shutdown()
