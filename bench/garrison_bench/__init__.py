"""The speed figures of `garrison bench`: one file per kind of figure. It may import every room; no room imports it."""
