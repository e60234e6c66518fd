"""Standard normal noise of a seed, as torch draws it on a CPU, without torch.

torch's generator is the Mersenne Twister, seeded as numpy's RandomState is. It takes 24 bits a
number, 16 numbers at a time, and makes pairs of them normal (Box & Muller, 1958).
"""

import numpy as np

GROUP = 16  # numbers that torch makes normal together: the first half with the second


def normal_noise(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """What ``torch.randn(shape)`` gives of a generator with this seed, within float32's rounding.

    Shapes: result ``shape``, float32, of at least 16 elements.
    """
    size = int(np.prod(shape))
    if size < GROUP:
        raise ValueError(f"noise of shape {shape}: torch draws fewer than {GROUP} in another way")
    generator = np.random.RandomState(seed & 0xFFFFFFFF)
    rest = size % GROUP
    uniform = _uniform(generator, size)
    noise = uniform.copy()
    whole = size - rest
    noise[:whole] = _make_normal(uniform[:whole])
    if rest:  # the last group overlaps the one before, with new numbers
        noise[-GROUP:] = _make_normal(_uniform(generator, GROUP))
    return noise.reshape(shape)


def _uniform(generator: np.random.RandomState, size: int) -> np.ndarray:
    words = generator.randint(0, 1 << 32, size=size, dtype=np.uint32)
    return (words & 0xFFFFFF).astype(np.float32) * np.float32(2.0**-24)


def _make_normal(uniform: np.ndarray) -> np.ndarray:
    first, second = np.split(uniform.reshape(-1, GROUP), 2, axis=1)
    radius = np.sqrt(-2 * np.log(1 - first))
    angle = np.float32(2 * np.pi) * second
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()
