"""The cache of kernels, filled by several at once."""

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
