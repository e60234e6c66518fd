"""The one exception that means "the user can mend this"."""


class UserError(Exception):
    """Bad input: the message names what is wrong, what was expected and what to do.

    Scripts print it on one line and exit with code 1, without a traceback.
    """
