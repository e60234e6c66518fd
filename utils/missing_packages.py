"""One line about a package that is missing, where there would be a traceback."""

import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]


def explain_missing_packages() -> None:
    """Have an import of a package that is not installed end this process with one line, code 1.

    Imports that the caller of a library catches are left alone, and so are modules of this
    repository and of Python itself: those are bugs and keep their traceback.
    """
    usual = sys.excepthook

    def explain(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ModuleNotFoundError) and error.name and _is_package(error.name):
            print(f"error: {_describe(error.name)}", file=sys.stderr)  # noqa: T201 - the last word
        else:
            usual(kind, error, trace)

    sys.excepthook = explain


def _is_package(module: str) -> bool:
    """Whether a module would come with a package that can be installed."""
    top = module.partition(".")[0]
    ours = (ROOT / top).is_dir() or (ROOT / f"{top}.py").is_file()
    return not ours and top not in sys.stdlib_module_names


def _describe(module: str) -> str:
    return (
        f"this Python ({sys.executable}) lacks the package {module.partition('.')[0]}; run make "
        "venv and use .venv/bin/python, or install what the toolkit needs: pip install -r "
        f"{ROOT / 'requirements.txt'}"
    )
