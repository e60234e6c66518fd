"""What a script sets for its process before torch is loaded: each imports this first."""

from utils.account import provide_account
from utils.threads import share_cores

provide_account()
share_cores()
