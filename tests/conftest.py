"""What holds for every test."""

import os
import signal
from collections.abc import Iterator

import pytest

from garrison.backend import Backend, load_backend

# A shell that runs the tests in its background lets them, and all that they start, ignore Ctrl-C; some tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No child of the tests may run Python between fork and exec, as `preexec_fn` makes it do and imageio for its ffmpeg: gRPC's threads stay
# behind in the parent, and what gRPC does about that in the child sometimes breaks or blocks it.
os.environ.setdefault("IMAGEIO_FFMPEG_NO_PREVENT_SIGINT", "1")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Names a failure when it happens: pytest's own list is not printed when a run breaks off."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\nfailed: {report.nodeid} ({report.when})", flush=True)


@pytest.fixture(scope="session")
def backend() -> Iterator[Backend]:
    """Episodes in this process; rooms that test backends themselves have their own."""
    loaded = load_backend("local")
    yield loaded
    loaded.close()
