"""Build the compiled core where the package imports it: python setup.py build_ext --inplace.

python setup.py --check builds nothing: exit code 0 says the core is fresh, 1 that it is missing
or older than its source.
"""

import os
import sys

from freshness import FOLDER, is_stale


def build() -> None:
    """Hand the command line to setuptools, from the root of the repository."""
    from setuptools import setup

    os.chdir(FOLDER.parents[1])
    sys.path.insert(0, "modules")  # by folder, because a package of this one imports torch
    from build_extension import BuildExtensions, alignment_extension

    setup(
        name="monotonic-align-core",
        ext_modules=[alignment_extension(optional=False)],
        cmdclass={"build_ext": BuildExtensions},
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(int(is_stale()))
    build()
