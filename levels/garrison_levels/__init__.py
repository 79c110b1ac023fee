"""Garrison's levels: the level file's format, the five benchmark levels, the generator, and the importer of TowerMind's files."""
