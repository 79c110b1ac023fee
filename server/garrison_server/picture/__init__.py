"""The picture: a State in, a square of pixels out. `frame` is the table of contents, `blits` says what is drawn where."""
