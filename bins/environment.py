"""What a script sets for its process before torch is loaded: each imports this first."""

from utils.threads import share_cores

share_cores()
