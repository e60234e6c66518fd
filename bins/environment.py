"""What a script sets for its process before torch is loaded: each imports this first."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - older ones come this far
    sys.exit("error: Python 3.10 or newer is needed; this one is " + sys.version.split()[0])

from utils.account import provide_account
from utils.gpu_memory import grow_segments
from utils.missing_packages import explain_missing_packages
from utils.threads import share_cores

explain_missing_packages()
provide_account()
grow_segments()
share_cores()
