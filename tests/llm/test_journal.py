"""The journal: what was written is read again, a torn end is cut off, damage is named, two writers never meet."""

from pathlib import Path

import pytest

from garrison_agents.llm.call import Answer, Failure, Request, ToolUse
from garrison_agents.llm.errors import JournalError, RunError
from garrison_agents.llm.journal import JournalWriter, read_journal

ONE, TWO, THREE = (Request(f"episode/{n}", "model", {"messages": [n]}) for n in range(3))
ANSWER = Answer("words \ud83d\n", (ToolUse("wait", "{}"),), 7, "stop", 3, None, 0.5, 2, 0.1, "model-x")


def write(path: Path) -> None:
    writer = JournalWriter(path)
    writer.asked(ONE)
    writer.answered(ONE, ANSWER)
    writer.asked(TWO)
    writer.failed(TWO, Failure("timeout", "too slow", 3))
    writer.asked(THREE)
    writer.close()


def test_journal_gives_back_answers_and_says_what_is_in_doubt(tmp_path: Path) -> None:
    write(tmp_path / "journal")
    memory = read_journal(tmp_path / "journal")
    assert memory.answers == {ONE.key: ("model", ONE.digest, ANSWER)}
    assert memory.in_doubt == {THREE.key}
    assert memory.failures == 1


@pytest.mark.parametrize("lost", [1, 2, 40, 150])
def test_torn_end_is_cut_off_and_the_rest_goes_on(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "journal"
    write(path)
    path.write_bytes(path.read_bytes()[:-lost])
    whole = path.read_bytes().count(b"\n")
    assert ONE.key in read_journal(path).answers
    writer = JournalWriter(path)
    writer.answered(THREE, ANSWER)
    writer.close()
    assert path.read_bytes().count(b"\n") == whole + 1
    assert set(read_journal(path).answers) == {ONE.key, THREE.key}


def test_damage_before_the_end_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path)
    path.write_bytes(path.read_bytes().replace(b"too slow", b"too fast"))
    with pytest.raises(JournalError, match="line 4"):
        read_journal(path)


def test_second_writer_is_refused_and_may_wait(tmp_path: Path) -> None:
    first = JournalWriter(tmp_path / "journal")
    with pytest.raises(RunError, match="another process"):
        JournalWriter(tmp_path / "journal", wait_s=0.2)
    first.close()
    JournalWriter(tmp_path / "journal").close()


def test_request_s_digest_is_of_everything_sent() -> None:
    bodies = [{"messages": [0]}, {"messages": [0], "seed": 1}, {"messages": ["\ud83d"]}]
    assert len({Request("k", model, body).digest for model in "ab" for body in bodies}) == 6
    assert Request("k", "a", {"x": 1, "y": 2}).digest == Request("other", "a", {"y": 2, "x": 1}).digest
