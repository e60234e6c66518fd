"""The exceptions that mean "the user can mend this"."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNEXPECTED = "unexpected error"


class UserError(Exception):
    """Bad input: the message names what is wrong, what was expected and what to do.

    Scripts print it on one line and exit with code 1, without a traceback.
    """


class LostProcess(UserError):
    """Another process of a run is gone; every one that is left says so, at once."""


class UnexpectedError(UserError):
    """An error that nobody foresaw, of one of many items: it is reported, the others go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"{UNEXPECTED}: {type(error).__name__}: {error}")
        self.__cause__ = error

    def __reduce__(self) -> tuple[type[UserError], tuple[str]]:
        return UserError, (str(self),)  # to another process the message goes alone

    def note(self, path: Path, item: str) -> str:
        """Append the traceback to a log file; the message with that file's name."""
        lines = "".join(traceback.format_exception(self.__cause__))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{item}\n{lines}\n")
        return f"{self}; traceback in {path.name}"


@contextmanager
def unforeseen_as_user_error(*foreseen: type[Exception]) -> Iterator[None]:
    """Raise UnexpectedError for whatever the block raises but UserError and ``foreseen``.

    For work on one of many items, which never stops the others. It is the one place that catches
    every kind of error.
    """
    try:
        yield
    except (UserError, *foreseen):
        raise
    except Exception as error:
        raise UnexpectedError(error) from error
