"""Czech: rules and tables of its own over the shared grammar."""
