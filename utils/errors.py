"""The exceptions that mean "the user can mend this"."""


class UserError(Exception):
    """Bad input: the message names what is wrong, what was expected and what to do.

    Scripts print it on one line and exit with code 1, without a traceback.
    """


class LostProcess(UserError):
    """Another process of a run is gone; every one that is left says so, at once."""
