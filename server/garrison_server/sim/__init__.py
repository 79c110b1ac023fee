"""The rules of the game as compiled functions on one State, one phase of a tick per file; `tick` is the table of contents."""
