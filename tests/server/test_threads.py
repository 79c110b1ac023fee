"""The crew: every part of the work is done once, errors come back, and the hands keep off the caller's core."""

import os
import sys
import threading

import pytest

from garrison_server.threads import Crew


@pytest.mark.parametrize("size, n, parts", [(1, 100, 1), (2, 100, 2), (2, 7, 1), (3, 12, 3), (8, 9, 2), (2, 0, 1)])
def test_share_covers_everything_once(size, n, parts):
    seen, lock = [], threading.Lock()

    def work(part):
        with lock:
            seen.append(range(n)[part])

    Crew(size).share(work, n, 4)
    assert len(seen) == parts and sorted(i for part in seen for i in part) == list(range(n))


def test_share_works_in_other_threads_at_once():
    crew, met = Crew(2), threading.Barrier(2, timeout=20)
    crew.share(lambda part: met.wait(), 8, 4)  # neither part ends before both have begun


@pytest.mark.parametrize("failing", ["caller", "hand"])
def test_error_in_a_part_reaches_the_caller_and_the_crew_works_on(failing):
    crew = Crew(2)

    def work(part):
        if (part.start == 0) == (failing == "caller"):
            raise KeyError(part.start)

    with pytest.raises(KeyError):
        crew.share(work, 8, 4)
    crew.share(lambda part: None, 8, 4)


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and a second core")
def test_hands_keep_off_the_callers_core():
    crew, cores, seen = Crew(2), os.sched_getaffinity(0), []

    def work(part):
        if part.start:
            seen.append(os.sched_getaffinity(0))

    crew.share(work, 8, 4)
    assert seen[0] < cores and len(seen[0]) == len(cores) - 1


def test_crew_hires_anew_after_a_fork():
    crew = Crew(2)
    crew.share(lambda part: None, 8, 4)
    child = os.fork()
    if child == 0:
        crew.share(lambda part: None, 8, 4)
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
