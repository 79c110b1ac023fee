"""The pygame window: a client of the server like any other.

The kit, from the ground up: `theme` (colours, sizes), `canvas` (drawing in logical units), `widgets` (buttons, tooltips),
`screen` (what a screen is), `app` (the window, its clock and its stack of screens).
"""
