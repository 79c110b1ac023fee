"""The level editor: a draft that is never changed in place, named edits of it, and a window over both.

What needs no window knows no pygame: `draft`, `document`, `history`, the edits (`roads`, `sites`, `waves`, `numbers`,
`brush`), `faults`, `place`, `file`, `checker`. The window is `editor_screen` and its neighbours.
"""

import garrison.play  # noqa: F401 (it names the window, which must be done before pygame is imported)
