"""The level editor: a draft that is never changed in place, named edits of it, and a window over both.

What needs no window knows no pygame: `draft`, `document`, `history`, the edits (`roads`, `sites`, `waves`, `numbers`,
`brush`), `faults`, `place`, `file`, `checker`. The window is `editor_screen` and its neighbours.
"""
