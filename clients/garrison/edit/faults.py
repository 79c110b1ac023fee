"""What a server says is wrong with a level document, as a list of faults, each with its field."""

import re
from typing import Final, NamedTuple

from garrison.errors import LevelFaultError

ONE: Final = re.compile(r"\s*(?P<field>(?:file|key [^:]+|[A-Za-z_][\w.\[\]'-]*)): (?P<message>.+)")
OPENING: Final = re.compile(r"^level_documents?: came ")
CLOSING: Final = re.compile(r", wanted a sound level file$")
SOURCE: Final = re.compile(r"^the level sent along: (?:\d+ faults:\n)?")


class Fault(NamedTuple):
    """One fault: the field's path in the file, such as `waves[3].enemies[1]`, and what is wrong there."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def faults_of(error: LevelFaultError) -> tuple[Fault, ...]:
    """The faults that a server's refusal of a level document names.

    It names ten at most and says how many more there are; what came over the wire is cut after 1,500 characters, with a sign.
    """
    text = CLOSING.sub("", OPENING.sub("", error.message))
    return tuple(_fault(line) for line in SOURCE.sub("", text).splitlines())


def _fault(line: str) -> Fault:
    found = ONE.fullmatch(line)
    return Fault(found["field"], found["message"]) if found else Fault("level", line.strip())
