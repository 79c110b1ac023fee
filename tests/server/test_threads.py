"""The crew: every piece of the work is done once, errors come back, hands keep off the caller's core and watch before they sleep."""

import os
import sys
import threading
import time

import numpy as np
import pytest

from garrison_server.jit import kernel
from garrison_server.spin import add, load, reached, store
from garrison_server.threads import Crew, usable_cores


@kernel
def _count(bell, number, turn, done):
    if number > 0:
        store(bell, 0, number)
    k = add(turn, 0, 1)
    while k < done.shape[0]:
        done[k] += 1
        add(turn, 1, 1)
        k = add(turn, 0, 1)
    if number < 0:
        reached(bell, 0, 1 - number, turn[3])


@kernel
def _cells_at_work(cells):
    store(cells, 0, 5)
    before = add(cells, 0, 3)
    return before, load(cells, 0)


def test_cells_are_written_read_and_added_to():
    cells = np.zeros(2, np.int64)
    assert _cells_at_work(cells) == (5, 8) and cells.tolist() == [8, 0]
    assert reached(cells, 0, 8, 1) and not reached(cells, 0, 9, 1000)


@pytest.mark.parametrize("size, n", [(1, 100), (2, 100), (2, 7), (3, 12), (8, 9), (2, 0)])
def test_share_does_every_piece_once(size, n):
    crew = Crew(size)
    for _ in range(50):
        done = np.zeros(n, np.int64)
        crew.share(lambda bell, number, turn: _count(bell, number, turn, done), n)  # noqa: B023
        assert (done == 1).all()


def _pieces(n, work):
    """Pieces in Python, one after another: `work` is called with each one's number."""
    lock = threading.Lock()

    def share(bell, number, turn):
        bell[0] = max(number, bell[0])
        while True:
            with lock:
                k = int(turn[0])
                turn[0] += 1
            if k >= n:
                return
            work(k)
            with lock:
                turn[1] += 1

    return share


def test_share_works_in_other_threads_at_once():
    crew, met = Crew(2), threading.Barrier(2, timeout=20)
    crew.share(_pieces(8, lambda k: met.wait()), 8)  # no piece ends before another has begun


@pytest.mark.parametrize("failing", ["caller", "hand"])
def test_error_in_a_piece_reaches_the_caller_and_the_crew_works_on(failing):
    crew, caller, met = Crew(2), threading.get_ident(), threading.Barrier(2, timeout=20)

    def work(k):
        if k < 2:
            met.wait()
            if (threading.get_ident() == caller) == (failing == "caller"):
                raise KeyError(k)

    with pytest.raises(KeyError):
        crew.share(_pieces(8, work), 8)
    done = []
    crew.share(_pieces(8, done.append), 8)
    assert sorted(done) == list(range(8))


def test_hand_that_fell_asleep_is_woken():
    crew = Crew(2)
    crew.share(_pieces(8, lambda k: None), 8)
    deadline = time.monotonic() + 20
    while not crew._hands[0].asleep and time.monotonic() < deadline:
        time.sleep(0.01)
    assert crew._hands[0].asleep
    met = threading.Barrier(2, timeout=20)
    crew.share(_pieces(8, lambda k: met.wait()), 8)


def test_hands_keep_off_the_callers_core():
    crew, seen, met, caller = Crew(2), [], threading.Barrier(2, timeout=20), threading.get_ident()
    cores = usable_cores()
    can_move = sys.platform == "linux" and len(cores) > 1

    def work(k):
        met.wait()
        if threading.get_ident() != caller:
            seen.append(usable_cores())

    crew.share(_pieces(8, work), 8)
    assert seen[0] <= cores and len(seen[0]) == len(cores) - can_move


def test_crew_hires_anew_after_a_fork():
    crew = Crew(2)
    crew.share(_pieces(8, lambda k: None), 8)
    child = os.fork()
    if child == 0:
        crew.share(_pieces(8, lambda k: None), 8)
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
