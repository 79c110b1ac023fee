"""Runs as pages: one HTML file each, which needs no network and no other file.

From the ground up: `markup` (elements, and pages made of them), `figures` (a run's numbers in cells), `columns` (tables), `plots` (SVG),
`curves` (life over an episode), `pictures` and `story` (an episode to step through), `run_page`, `board` and `board_page`.
"""
