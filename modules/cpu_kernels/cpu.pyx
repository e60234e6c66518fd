# cython: language_level=3
"""The compiled loops, by addresses; the modules beside this say what they mean.

Strides are in elements, 0 is the address of what is not there.
"""

from libc.stddef cimport ptrdiff_t
from libc.stdint cimport intptr_t, uint64_t


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


INTERFACE = 1  # what convolution.py expects
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


cdef extern from "training.h" nogil:
    ctypedef struct Drop:
        uint64_t seed
        int dropped

    ctypedef struct Rows:
        void* data
        ptrdiff_t stride

    ctypedef struct Gate:
        ptrdiff_t batch, frames, channels
        int half
        Rows x
        const float* condition
        Drop drop
        Rows out
        Rows grad
        float* by_condition
        int threads

    ctypedef struct Join:
        ptrdiff_t batch, frames, channels
        int half
        Rows h
        Rows x
        Rows sum
        Rows next_x
        Rows next_sum
        const float* mask
        int threads

    ctypedef struct Gradient:
        const float* x
        const float* grad
        ptrdiff_t x_stride, grad_stride
        ptrdiff_t batch, frames, in_channels, out_channels
        int kernel_size, dilation, points
        const float* before
        const float* after
        int point_of_ones
        float* values
        float* bias
        int threads

    ctypedef struct Weight:
        const float* data
        ptrdiff_t out_stride, in_stride, tap_stride
        ptrdiff_t out_channels, in_channels
        int kernel_size, points
        const float* spread
        float* out
        int threads

    const int CHUNK
    void training_gate(const Gate* job, int level)
    void training_gate_backward(const Gate* job, int level)
    void training_join(const Join* job, int level)
    void training_join_backward(const Join* job, int level)
    void training_drop(
        const void* x, void* out, ptrdiff_t count, int half, Drop drop, int threads, int level
    )
    void training_pack(const Weight* job, int level)
    int training_gradient(const Gradient* job, int level)


CHUNK_FRAMES = CHUNK  # of which each has a part of a condition's gradient


cdef Rows rows_at(tuple rows):
    """Address and stride."""
    cdef Rows found
    found.data = <void*><intptr_t>rows[0]
    found.stride = rows[1]
    return found


cdef Gate gate_of(tuple shape, bint half, tuple x, intptr_t condition, uint64_t seed, int dropped,
                  tuple out, int threads):
    cdef Gate job
    job.batch, job.frames, job.channels = shape
    job.half = half
    job.x = rows_at(x)
    job.condition = <const float*>condition
    job.drop = Drop(seed, dropped)
    job.out = rows_at(out)
    job.grad = Rows(NULL, 0)
    job.by_condition = NULL
    job.threads = threads
    return job


def gate(tuple shape, bint half, tuple x, intptr_t condition, uint64_t seed, int dropped,
         tuple out, int threads, int level):
    """Shape: B, T, C; rows are pairs of address and stride."""
    cdef Gate job = gate_of(shape, half, x, condition, seed, dropped, out, threads)
    with nogil:
        training_gate(&job, level)


def gate_backward(tuple shape, bint half, tuple x, intptr_t condition, uint64_t seed, int dropped,
                  tuple grad, tuple out, intptr_t by_condition, int threads, int level):
    cdef Gate job = gate_of(shape, half, x, condition, seed, dropped, out, threads)
    job.grad = rows_at(grad)
    job.by_condition = <float*>by_condition
    with nogil:
        training_gate_backward(&job, level)


def join(tuple shape, bint half, tuple h, tuple x, tuple sum, tuple next_x, tuple next_sum,
         intptr_t mask, int threads, int level):
    cdef Join job
    job.batch, job.frames, job.channels = shape
    job.half = half
    job.h = rows_at(h)
    job.x = rows_at(x)
    job.sum = rows_at(sum)
    job.next_x = rows_at(next_x)
    job.next_sum = rows_at(next_sum)
    job.mask = <const float*>mask
    job.threads = threads
    with nogil:
        training_join(&job, level)


def join_backward(tuple shape, bint half, tuple h, tuple x, tuple sum, intptr_t mask, int threads,
                  int level):
    cdef Join job
    job.batch, job.frames, job.channels = shape
    job.half = half
    job.h = rows_at(h)
    job.x = rows_at(x)
    job.sum = rows_at(sum)
    job.next_x = job.next_sum = Rows(NULL, 0)
    job.mask = <const float*>mask
    job.threads = threads
    with nogil:
        training_join_backward(&job, level)


def drop(intptr_t x, intptr_t out, ptrdiff_t count, bint half, uint64_t seed, int dropped,
         int threads, int level):
    cdef Drop how = Drop(seed, dropped)
    with nogil:
        training_drop(<const void*>x, <void*>out, count, half, how, threads, level)


def pack(intptr_t data, tuple strides, ptrdiff_t out_channels, ptrdiff_t in_channels,
         int kernel_size, int points, intptr_t spread, intptr_t out, int threads, int level):
    cdef Weight job
    job.data = <const float*>data
    job.out_stride, job.in_stride, job.tap_stride = strides
    job.out_channels = out_channels
    job.in_channels = in_channels
    job.kernel_size = kernel_size
    job.points = points
    job.spread = <const float*>spread
    job.out = <float*>out
    job.threads = threads
    with nogil:
        training_pack(&job, level)


def gradient(tuple shape, ptrdiff_t out_channels, int kernel_size, int dilation, int points,
             tuple x, tuple grad, intptr_t before, intptr_t after,
             int point_of_ones, intptr_t values, intptr_t bias, int threads, int level):
    cdef Gradient job
    cdef int problem
    job.batch, job.frames, job.in_channels = shape
    job.out_channels = out_channels
    job.kernel_size = kernel_size
    job.dilation = dilation
    job.points = points
    job.x = <const float*>rows_at(x).data
    job.x_stride = x[1]
    job.grad = <const float*>rows_at(grad).data
    job.grad_stride = grad[1]
    job.before = <const float*>before
    job.after = <const float*>after
    job.point_of_ones = point_of_ones
    job.values = <float*>values
    job.bias = <float*>bias
    job.threads = threads
    with nogil:
        problem = training_gradient(&job, level)
    if problem:
        raise MemoryError
