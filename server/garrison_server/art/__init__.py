"""The picture's material: the palette, the sprites as text grids, and what reads them."""
