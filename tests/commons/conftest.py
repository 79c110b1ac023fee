"""The commons without the compiler, as the first simulator's tests have it."""

from sim.conftest import sized, wrapping_products

__all__ = ["sized", "wrapping_products"]  # fixtures
