"""All rooms of the suite under one name, for `from compliance.suite import *`."""

from compliance.autoreset import *  # noqa: F403
from compliance.batch import *  # noqa: F403
from compliance.conversations import *  # noqa: F403
from compliance.discovery import *  # noqa: F403
from compliance.joining import *  # noqa: F403
from compliance.malformed import *  # noqa: F403
from compliance.opening import *  # noqa: F403
from compliance.ownership import *  # noqa: F403
from compliance.pictures import *  # noqa: F403
from compliance.retries import *  # noqa: F403
from compliance.several import *  # noqa: F403
from compliance.snapshots import *  # noqa: F403
from compliance.watching import *  # noqa: F403
