"""The cache of kernels, filled by several at once."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from numba.core.caching import IndexDataCacheFile

from garrison_server.jit import keep_in_turn


def slowly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A cache file as another process opens it; so slow that whoever may write at the same time does."""
    kept: Any = IndexDataCacheFile(str(tmp_path), "kernel", (1.0, 1))  # type: ignore[no-untyped-call]
    load = kept._load_index

    def late() -> Any:
        read = load()
        time.sleep(0.05)
        return read

    monkeypatch.setattr(kept, "_load_index", late)
    keep_in_turn(kept)
    return kept


def test_kernels_compiled_at_the_same_time_are_each_loaded_as_what_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock, all of them took the same number."""
    keys = [f"float{n}" for n in range(6)]
    kept = {key: slowly(tmp_path, monkeypatch) for key in keys}
    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(lambda key: kept[key].save(key, f"code of {key}"), keys))
    reader: Any = IndexDataCacheFile(str(tmp_path), "kernel", (1.0, 1))  # type: ignore[no-untyped-call]
    assert [reader.load(key) for key in keys] == [f"code of {key}" for key in keys]


# What is called must be too long to be put where it is called, or there is no name to be mistaken.
KERNELS = """
import sys
import numpy as np
from garrison_server.jit import kernel

@kernel
def read(row):
    found = 0
STEPS
    return found

@kernel
def total(rows):
    found = 0
    for i in range(len(rows)):
        found += read(rows[i])
    return found

kinds = {"short": [("gold", "i8"), ("life", "i8")], "long": [("life", "i8"), ("gold", "i8")]}
print(*(total(np.array([(3, 5)], kinds[name])) for name in sys.argv[1:]))
""".replace("STEPS", "\n".join(f"    found = (found ^ (row.gold + {n})) % (1000003 + {n})" for n in range(100)))


def test_records_that_different_processes_compiled_for_are_told_apart_where_both_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": os.pathsep.join(sys.path)}

    def printed(*names: str) -> list[str]:
        command = [sys.executable, str(tmp_path / "kernels.py"), *names]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()

    (short,), (long,) = printed("short"), printed("long")
    assert short != long
    assert printed("short", "long") == [short, long] and printed("long", "short") == [long, short]
