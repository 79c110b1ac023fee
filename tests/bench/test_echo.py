"""The echo that steps are held against answers every message, and its process goes away."""

from pathlib import Path

from garrison_bench.echo import echo


def test_echo_answers_with_the_wanted_size(tmp_path: Path) -> None:
    with echo(f"unix:{tmp_path / 'e'}", request_bytes=10, answer_bytes=5000) as once:
        assert [once() for _ in range(3)] == [bytes(5000)] * 3
