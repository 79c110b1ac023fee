"""The pygame window: a client of the server like any other.

The kit, from the ground up: `theme` (colours, sizes), `canvas` (drawing in logical units), `widgets` (buttons, tooltips),
`screen` (what a screen is), `app` (the window, its clock and its stack of screens).
"""

import os

# SDL reads its environment once, when it is loaded.
os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "garrison")  # by which a desktop, and xdotool, knows the window
os.environ.setdefault("SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR", "0")
# Frames go straight to the window: through OpenGL in software, as on machines without a GPU, each would cost 6 ms more.
os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
