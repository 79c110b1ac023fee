"""Observations: the same State in, one form out. `views` is the table of contents."""
