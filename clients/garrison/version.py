"""The package's version, as installed."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

try:
    version = version_of("garrison")
except PackageNotFoundError:  # run from a checkout that is not installed
    version = "0+checkout"
