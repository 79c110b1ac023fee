"""What of a slot's state a prompt shows: the text, and the picture where the session has one among its views."""

from typing import Final

from garrison_proto.talk import Style
from garrison_server.picture.panels import READABLE
from garrison_server.rendering import png_of
from garrison_server.session import Session

TEXTS: Final[dict[Style, str]] = {"full": "text", "brief": "brief"}
LAST: Final = "\nLast: "  # the view's last line; a prompt has told what became of the last reply already


class View:
    """One slot's."""

    def __init__(self, session: Session, slot: int) -> None:
        self._session, self._slot = session, slot
        self._picture = next((name for name in session.view_names if name.startswith("pixels:")), "")

    @property
    def has_image(self) -> bool:
        """Whether pixels are among the session's views."""
        return bool(self._picture)

    @property
    def tells_all(self) -> bool:
        """Whether the picture tells the state by itself: with its panels, and so large that their figures can be read."""
        _, _, size = self._picture.partition(":")
        return size.isdigit() and int(size) >= READABLE

    def state(self, style: Style) -> str:
        """The state in words."""
        name = TEXTS[style]
        text: str = self._session.look(self._slot, (name,)).views[name][0]
        return text.rstrip("\n").partition(LAST)[0] if style == "brief" else text.rstrip("\n")

    def image(self) -> bytes:
        """A PNG of the first view of pixels; nothing where there is none."""
        if not self._picture:
            return b""
        return png_of(self._session.look(self._slot, (self._picture,)).views[self._picture][0])
