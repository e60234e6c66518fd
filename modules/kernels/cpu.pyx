# cython: language_level=3
"""The compiled convolutions, by addresses; ``modules.kernels.convolution`` says what they mean."""

from libc.stddef cimport ptrdiff_t
from libc.stdint cimport intptr_t


cdef extern from "kernels.h" nogil:
    ctypedef struct Finish:
        int activation
        const float* bias
        const float* condition
        const float* add
        ptrdiff_t add_stride
        const float* mask
        void* out
        ptrdiff_t out_stride
        int out_half

    ctypedef struct Convolution:
        const void* x
        ptrdiff_t x_stride
        int x_half
        ptrdiff_t batch, frames, in_channels, out_channels
        int kernel_size, dilation
        const void* weight
        const float* before
        const float* after
        int points
        int window
        float slope
        int threads
        Finish finish

    int kernels_level()
    int kernels_convolve(const Convolution* job, int half, int level)


# What this processor has: 0 nothing of use, 1 AVX2, 2 AVX-512, 3 AVX-512 with bfloat16.
LEVEL = kernels_level()


cdef class Kernel:
    """Packed weights of one layer, and how to use them."""

    cdef Convolution job
    cdef int half
    cdef int level

    def __cinit__(
        self,
        ptrdiff_t in_channels,
        ptrdiff_t out_channels,
        int kernel_size,
        int dilation,
        intptr_t weight,
        intptr_t bias,
        int points,
        intptr_t before,
        intptr_t after,
        int window,
        float slope,
        int activation,
        bint half,
        int level,
    ):
        self.job.in_channels = in_channels
        self.job.out_channels = out_channels
        self.job.kernel_size = kernel_size
        self.job.dilation = dilation
        self.job.weight = <const void*>weight
        self.job.points = points
        self.job.before = <const float*>before
        self.job.after = <const float*>after
        self.job.window = window
        self.job.slope = slope
        self.job.finish.activation = activation
        self.job.finish.bias = <const float*>bias
        self.half = half
        self.level = level

    def convolve(
        self,
        intptr_t x,
        ptrdiff_t x_stride,
        bint x_half,
        ptrdiff_t batch,
        ptrdiff_t frames,
        intptr_t out,
        ptrdiff_t out_stride,
        bint out_half,
        intptr_t condition,
        intptr_t add,
        ptrdiff_t add_stride,
        intptr_t mask,
        int threads,
    ):
        """Addresses and strides in elements; 0 stands for what is not there."""
        cdef Convolution job = self.job
        cdef int problem
        job.x = <const void*>x
        job.x_stride = x_stride
        job.x_half = x_half
        job.batch = batch
        job.frames = frames
        job.threads = threads
        job.finish.out = <void*>out
        job.finish.out_stride = out_stride
        job.finish.out_half = out_half
        job.finish.condition = <const float*>condition
        job.finish.add = <const float*>add
        job.finish.add_stride = add_stride
        job.finish.mask = <const float*>mask
        with nogil:
            problem = kernels_convolve(&job, self.half, self.level)
        if problem:
            raise MemoryError
