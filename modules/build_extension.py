"""How the compiled parts are built; both setup.py files use it. Needs neither torch nor numpy."""

import shutil
import sys
import tempfile
from pathlib import Path

from setuptools import Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

FLAGS_OF = "modules/build_extension.py"  # from the root of the repository, as all paths here
OPENMP_PROBE = "#include <omp.h>\nint main(void) { return omp_get_max_threads() < 1; }\n"
ALIGNMENT, KERNELS = "modules.monotonic_align.core", "modules.cpu_kernels.binding"
WITHOUT = {
    ALIGNMENT: "the alignment search will fall back to numpy, several times slower",
    KERNELS: "on a CPU, speaking will take twice as long, and training longer too",
}


def alignment_extension(optional: bool) -> Extension:
    """The alignment search; where it is optional a failed build only warns."""
    source = "modules/monotonic_align/core.pyx"
    return Extension(ALIGNMENT, [source], depends=[FLAGS_OF], optional=optional)


def kernels_extension() -> Extension:
    """Operations of inference and training on a CPU, without which torch's are used."""
    folder = "modules/cpu_kernels"
    parts = sorted(path.name for path in Path(__file__).parent.glob("cpu_kernels/csrc/*"))
    parts = [f"{folder}/csrc/{name}" for name in parts]
    return Extension(
        KERNELS,
        [f"{folder}/binding.pyx", *(part for part in parts if part.endswith(".c"))],
        include_dirs=[f"{folder}/csrc"],
        depends=[FLAGS_OF, f"{folder}/binding.pxd", *parts],
        optional=True,
    )


class BuildExtensions(build_ext):
    """Compile with optimization, and with OpenMP where the compiler has it."""

    def build_extensions(self) -> None:
        compile_flags, link_flags = self.flags()
        for extension in self.extensions:
            # Generated C goes to the temporary folder, not beside the source.
            extension.cython_c_in_temp = True
            extension.extra_compile_args = compile_flags
            extension.extra_link_args = link_flags
        super().build_extensions()
        for extension in self.extensions:
            if not Path(self.get_ext_fullpath(extension.name)).is_file():
                self.warn(
                    f"{extension.name} was not built: {WITHOUT[extension.name]}. With Cython, a C "
                    "compiler and the headers of Python in place, run: "
                    f"{Path(sys.executable).name} setup.py build_ext --inplace"
                )

    def flags(self) -> tuple[list[str], list[str]]:
        """Compiler and linker flags.

        -O3 is repeated because CFLAGS of the environment may replace Python's own; it comes
        without -march, so that a build can move to another machine, and without -ffast-math,
        which would break NaN and infinity.
        """
        if self.compiler.compiler_type == "msvc":
            optimize, openmp, link_openmp = ["/O2"], ["/openmp"], []
        elif sys.platform == "darwin":
            # torch carries an OpenMP runtime of its own there, and two in a process abort it.
            return ["-O3", "-fno-math-errno"], []
        else:
            # Without errno, square roots of vectors are one instruction.
            optimize = ["-O3", "-fno-math-errno"]
            openmp, link_openmp = ["-fopenmp"], ["-fopenmp"]
        if self.compiles(OPENMP_PROBE, openmp, link_openmp):
            return optimize + openmp, link_openmp
        self.warn("the compiler has no OpenMP: compiled parts will use one core")
        return optimize, []

    def compiles(self, source: str, compile_flags: list[str], link_flags: list[str]) -> bool:
        """Whether a small C program compiles and links with these flags."""
        folder = Path(tempfile.mkdtemp())
        try:
            program = folder / "probe.c"
            program.write_text(source)
            objects = self.compiler.compile(
                [str(program)], output_dir=str(folder), extra_postargs=compile_flags
            )
            self.compiler.link_executable(
                objects, "probe", output_dir=str(folder), extra_postargs=link_flags
            )
        except (BaseError, CCompilerError):
            return False
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return True
