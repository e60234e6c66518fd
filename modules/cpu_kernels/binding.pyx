# cython: language_level=3, boundscheck=False, wraparound=False
"""Operations of csrc/ on NumPy arrays, whose types and shapes are checked here.

Rows are arrays (B, T, C) with the channels of a frame side by side and rows at one distance, of
float32, or of bfloat16 as uint16. Everything else is contiguous float32.
"""

from libc.stddef cimport ptrdiff_t
from libc.stdint cimport uint16_t, uint64_t

INTERFACE = INTERFACE_NUMBER  # what dispatch.py expects
PANEL = PANEL_SIZE  # output channels whose weights lie side by side
OUTPUTS = N_OUTPUTS  # frames that Winograd's algorithm computes together
MAX_KERNEL_SIZE = MAX_WINDOW
CHUNK_FRAMES = CHUNK  # frames that share a part of a condition's gradient
DROPOUT_LEVELS = N_DROPOUT_LEVELS
LEVELS = {"0": PLAIN, "avx2": AVX2, "avx512": AVX512, "avx512_bf16": AVX512_BF16}
ACTIVATIONS = {"none": NO_ACTIVATION, "relu": RELU, "gelu": GELU, "gate": GATE}


def processor_level():
    """Highest of LEVELS that this processor has."""
    return processor_level_()


cdef class Convolution:
    """Packed weights of one layer (``weight_packing``) and how they are used.

    ``weight`` float32, or bfloat16 as uint16; ``bias`` (gate parts * panels * PANEL). With
    Winograd's algorithm ``transforms`` are those of its input and output.
    """

    cdef ConvolutionJob job
    cdef int level
    cdef object kept  # the arrays whose memory the job points to

    def __cinit__(self, *, weight, const float[::1] bias, tuple transforms, ptrdiff_t in_channels,
                  ptrdiff_t out_channels, int kernel_size, int dilation, float slope,
                  str activation, int level):
        cdef const float[:, ::1] input_transform, output_transform
        cdef const float[::1] floats
        cdef const uint16_t[::1] bf16s
        cdef int gate_parts = 2 if activation == "gate" else 1
        cdef ptrdiff_t padded = -(-out_channels // gate_parts // PANEL_SIZE) * PANEL_SIZE
        self.kept = weight, bias.base, transforms
        if transforms:
            input_transform, output_transform = transforms
            check(input_transform.shape[1] == kernel_size + N_OUTPUTS - 1
                  and output_transform.shape[0] == N_OUTPUTS
                  and output_transform.shape[1] == input_transform.shape[0], "the transforms")
            self.job.points = <int>input_transform.shape[0]
            self.job.input_transform = &input_transform[0, 0]
            self.job.output_transform = &output_transform[0, 0]
        self.job.bf16 = weight.itemsize == 2
        if self.job.bf16:
            bf16s = weight
            self.job.weight = &bf16s[0]
        else:
            floats = weight
            self.job.weight = &floats[0]
        check(weight.size == gate_parts * padded * in_channels
              * (self.job.points or kernel_size), "the weight")
        check(bias.shape[0] == gate_parts * padded, "the bias")
        self.job.in_channels = in_channels
        self.job.out_channels = out_channels
        self.job.kernel_size = kernel_size
        self.job.dilation = dilation
        self.job.slope = slope
        self.job.epilogue.activation = ACTIVATIONS[activation]
        self.job.epilogue.bias = &bias[0]
        self.level = level

    def convolve(self, x, out, const float[:, ::1] condition, add, const float[:, :, ::1] mask,
                 int threads):
        """Rows x and out; add, condition (B, O) and mask (B, 1, T) may be None."""
        cdef ConvolutionJob job = self.job
        cdef int problem
        cdef ptrdiff_t width = job.out_channels
        if job.epilogue.activation == GATE:
            width //= 2
        job.batch, job.frames = x.shape[0], x.shape[1]
        job.x = rows_of(x, job.batch, job.frames, job.in_channels)
        job.epilogue.out = rows_of(out, job.batch, job.frames, width)
        if add is not None:
            job.epilogue.add = rows_of(add, job.batch, job.frames, width)
        check(job.bf16 or not job.x.bf16 and not job.epilogue.out.bf16, "bfloat16 rows")
        check(not job.epilogue.add.bf16, "bfloat16 rows")
        if condition is not None:
            check(condition.shape[0] == job.batch and condition.shape[1] == job.out_channels,
                  "the condition")
            job.epilogue.condition = &condition[0, 0]
        if mask is not None:
            job.epilogue.mask = mask_of(mask, job.batch, job.frames)
        job.threads = threads
        with nogil:
            problem = run_convolution(&job, self.level)
        if problem:
            raise MemoryError


def pack_weight(const float[:, :, :] weight, const float[:, ::1] weight_transform,
                float[:, :, :, ::1] out, *, int threads, int level):
    """A weight (O, C, K) as values at the points (panels, points, C, PANEL)."""
    cdef WeightPackingJob job
    job.weight = &weight[0, 0, 0]
    job.out_stride = weight.strides[0] // <ptrdiff_t>sizeof(float)
    job.in_stride = weight.strides[1] // <ptrdiff_t>sizeof(float)
    job.tap_stride = weight.strides[2] // <ptrdiff_t>sizeof(float)
    job.out_channels, job.in_channels = weight.shape[0], weight.shape[1]
    job.kernel_size, job.points = <int>weight.shape[2], <int>weight_transform.shape[0]
    check(job.kernel_size <= MAX_WINDOW and weight_transform.shape[1] == job.kernel_size,
          "the transform")
    check(out.shape[0] == -(-job.out_channels // PANEL_SIZE) and out.shape[1] == job.points
          and out.shape[2] == job.in_channels and out.shape[3] == PANEL_SIZE, "the result")
    job.weight_transform = &weight_transform[0, 0]
    job.out = &out[0, 0, 0, 0]
    job.threads = threads
    with nogil:
        run_weight_packing(&job, level)


def convolution_gradient(x, grad, *, const float[:, ::1] input_transform,
                         const float[:, ::1] output_transform, float[:, :, ::1] values,
                         float[::1] bias, int kernel_size, int dilation, int point_of_ones,
                         int threads, int level):
    """Gradients of the weight, at the points, into values (points, O, padded C), and of the bias."""
    cdef ConvolutionGradientJob job
    cdef int problem
    job.batch, job.frames, job.in_channels = x.shape
    job.out_channels = bias.shape[0]
    job.kernel_size, job.dilation = kernel_size, dilation
    job.points = <int>input_transform.shape[0]
    job.x = rows_of(x, job.batch, job.frames, job.in_channels)
    job.grad = rows_of(grad, job.batch, job.frames, job.out_channels)
    check(not job.x.bf16 and not job.grad.bf16, "bfloat16 rows")
    check(input_transform.shape[1] == kernel_size + N_OUTPUTS - 1 <= MAX_WINDOW
          and output_transform.shape[0] == N_OUTPUTS
          and output_transform.shape[1] == job.points, "the transforms")
    check(values.shape[0] == job.points and values.shape[1] == job.out_channels
          and values.shape[2] == -(-job.in_channels // PANEL_SIZE) * PANEL_SIZE, "the values")
    job.input_transform = &input_transform[0, 0]
    job.output_transform = &output_transform[0, 0]
    job.point_of_ones = point_of_ones
    job.values = &values[0, 0, 0]
    job.bias = &bias[0]
    job.threads = threads
    with nogil:
        problem = run_gradient(&job, level)
    if problem:
        raise MemoryError


cdef GateJob gate_job(x, const float[:, ::1] condition, out, ptrdiff_t channels,
                      ptrdiff_t out_channels, uint64_t seed, int dropped, int threads) except *:
    cdef GateJob job
    job.batch, job.frames, job.channels = x.shape[0], x.shape[1], channels
    job.x = rows_of(x, job.batch, job.frames, 2 * channels)
    job.out = rows_of(out, job.batch, job.frames, out_channels)
    check(job.x.bf16 == job.out.bf16, "rows of one type")
    job.grad = Rows(NULL, 0, 0)
    job.condition = job.condition_grad = NULL
    if condition is not None:
        check(condition.shape[0] == job.batch and condition.shape[1] == 2 * channels,
              "the condition")
        job.condition = &condition[0, 0]
    job.dropout = Dropout(seed, dropped)
    job.threads = threads
    return job


def gate(x, const float[:, ::1] condition, out, *, uint64_t seed, int dropped, int threads,
         int level):
    """Rows x (B, T, 2 C) into out (B, T, C); the condition (B, 2 C) may be None."""
    cdef ptrdiff_t channels = out.shape[2]
    cdef GateJob job = gate_job(x, condition, out, channels, channels, seed, dropped, threads)
    with nogil:
        run_gate(&job, level)


def gate_backward(x, const float[:, ::1] condition, grad, out, float[:, :, ::1] condition_grad, *,
                  uint64_t seed, int dropped, int threads, int level):
    """The gradient of x into out, parts of the condition's (B, chunks, 2 C) if it is not None."""
    cdef ptrdiff_t channels = grad.shape[2]
    cdef GateJob job = gate_job(x, condition, out, channels, 2 * channels, seed, dropped, threads)
    job.grad = rows_of(grad, job.batch, job.frames, channels)
    check(job.x.bf16 == job.grad.bf16, "rows of one type")
    if condition_grad is not None:
        check(condition_grad.shape[0] == job.batch and condition_grad.shape[2] == 2 * channels
              and condition_grad.shape[1] == -(-job.frames // CHUNK), "the condition's gradient")
        job.condition_grad = &condition_grad[0, 0, 0]
    with nogil:
        run_gate_backward(&job, level)


cdef ResidualJob residual_job(h, x, skip, const float[:, :, ::1] mask, int threads) except *:
    cdef ResidualJob job
    job.batch, job.frames, job.channels = x.shape
    job.x = rows_of(x, job.batch, job.frames, job.channels)
    job.h = rows_of(h, job.batch, job.frames, 2 * job.channels)
    job.skip = Rows(NULL, 0, job.x.bf16)
    if skip is not None:
        job.skip = rows_of(skip, job.batch, job.frames, job.channels)
    check(job.x.bf16 == job.h.bf16 == job.skip.bf16, "rows of one type")
    job.next_x = job.next_skip = Rows(NULL, 0, 0)
    job.mask = mask_of(mask, job.batch, job.frames)
    job.threads = threads
    return job


def residual(h, x, skip, const float[:, :, ::1] mask, next_x, next_skip, *, int threads,
             int level):
    """Rows h (B, T, 2 C) and x, and skip, which may be None, into next_x and next_skip."""
    cdef ResidualJob job = residual_job(h, x, skip, mask, threads)
    job.next_x = rows_of(next_x, job.batch, job.frames, job.channels)
    job.next_skip = rows_of(next_skip, job.batch, job.frames, job.channels)
    check(job.x.bf16 == job.next_x.bf16 == job.next_skip.bf16, "rows of one type")
    with nogil:
        run_residual(&job, level)


def residual_backward(h, x, skip, const float[:, :, ::1] mask, *, int threads, int level):
    """Gradients x and skip of the results into that of h."""
    cdef ResidualJob job = residual_job(h, x, skip, mask, threads)
    check(skip is not None, "the gradients")
    with nogil:
        run_residual_backward(&job, level)


def dropout(x, out, *, uint64_t seed, int dropped, int threads, int level):
    """All elements of x (n) into out, which may be x; float32, or bfloat16 as uint16."""
    cdef DropoutJob job
    cdef Rows source = rows_of(x[None, None], 1, 1, x.shape[0])
    cdef Rows target = rows_of(out[None, None], 1, 1, x.shape[0])
    check(source.bf16 == target.bf16, "rows of one type")
    job.x, job.out, job.count, job.bf16 = source.data, target.data, x.shape[0], source.bf16
    job.dropout = Dropout(seed, dropped)
    job.threads = threads
    with nogil:
        run_dropout(&job, level)


cdef Rows rows_of(array, ptrdiff_t batch, ptrdiff_t frames, ptrdiff_t channels) except *:
    """Rows of an array (batch, frames, channels)."""
    cdef const float[:, :, :] floats
    cdef const uint16_t[:, :, :] bf16s
    cdef Rows rows
    if array.itemsize == 2:
        bf16s = array
        rows = Rows(<void*>&bf16s[0, 0, 0], row_stride(bf16s.shape, bf16s.strides, 2), 1)
        check_shape(bf16s.shape, batch, frames, channels)
    else:
        floats = array
        rows = Rows(<void*>&floats[0, 0, 0], row_stride(floats.shape, floats.strides, 4), 0)
        check_shape(floats.shape, batch, frames, channels)
    return rows


cdef ptrdiff_t row_stride(const Py_ssize_t* shape, const Py_ssize_t* strides, int size) except? -1:
    """Elements from one row to the next."""
    check(shape[2] == 1 or strides[2] == size, "rows with channels side by side")
    check(shape[0] == 1 or shape[1] == 1 or strides[0] == shape[1] * strides[1],
          "rows at one distance")
    return strides[0 if shape[1] == 1 else 1] // size


cdef int check_shape(const Py_ssize_t* shape, ptrdiff_t batch, ptrdiff_t frames,
                     ptrdiff_t channels) except -1:
    if shape[0] != batch or shape[1] != frames or shape[2] != channels:
        raise ValueError(f"rows {(shape[0], shape[1], shape[2])} instead of "
                         f"{(batch, frames, channels)}")
    return 0


cdef const float* mask_of(const float[:, :, ::1] mask, ptrdiff_t batch,
                          ptrdiff_t frames) except NULL:
    check(mask.shape[0] == batch and mask.shape[1] == 1 and mask.shape[2] == frames, "the mask")
    return &mask[0, 0, 0]


cdef int check(bint fits, str what) except -1:
    if not fits:
        raise ValueError(f"{what}: not as expected here")
    return 0
