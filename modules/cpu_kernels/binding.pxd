"""The declarations of csrc/operations.h, for binding.pyx."""

from libc.stddef cimport ptrdiff_t
from libc.stdint cimport uint64_t


cdef extern from "operations.h" nogil:
    const int INTERFACE_NUMBER "INTERFACE"
    const int PANEL_SIZE "PANEL"
    const int N_OUTPUTS "OUTPUTS"
    const int MAX_WINDOW
    const int CHUNK "CHUNK_FRAMES"
    const int N_DROPOUT_LEVELS "DROPOUT_LEVELS"
    int PLAIN, AVX2, AVX512, AVX512_BF16
    int NO_ACTIVATION, RELU, GELU, GATE

    ctypedef struct Rows:
        void* data
        ptrdiff_t stride
        int bf16

    ctypedef struct Epilogue:
        int activation
        const float* bias
        const float* condition
        Rows add
        const float* mask
        Rows out

    ctypedef struct ConvolutionJob:
        Rows x
        ptrdiff_t batch, frames, in_channels, out_channels
        int kernel_size, dilation
        const void* weight
        int bf16, points
        const float* input_transform
        const float* output_transform
        float slope
        int threads
        Epilogue epilogue

    ctypedef struct WeightPackingJob:
        const float* weight
        ptrdiff_t out_stride, in_stride, tap_stride
        ptrdiff_t out_channels, in_channels
        int kernel_size, points
        const float* weight_transform
        float* out
        int threads

    ctypedef struct ConvolutionGradientJob:
        Rows x, grad
        ptrdiff_t batch, frames, in_channels, out_channels
        int kernel_size, dilation, points
        const float* input_transform
        const float* output_transform
        int point_of_ones
        float* values
        float* bias
        int threads

    ctypedef struct Dropout:
        uint64_t seed
        int dropped

    ctypedef struct GateJob:
        ptrdiff_t batch, frames, channels
        Rows x
        const float* condition
        Dropout dropout
        Rows out, grad
        float* condition_grad
        int threads

    ctypedef struct ResidualJob:
        ptrdiff_t batch, frames, channels
        Rows h, x, skip, next_x, next_skip
        const float* mask
        int threads

    ctypedef struct DropoutJob:
        const void* x
        void* out
        ptrdiff_t count
        int bf16
        Dropout dropout
        int threads

    int processor_level_ "processor_level"()
    int run_convolution "convolution"(const ConvolutionJob* job, int level)
    void run_weight_packing "weight_packing"(const WeightPackingJob* job, int level)
    int run_gradient "convolution_gradient"(const ConvolutionGradientJob* job, int level)
    void run_gate "gate"(const GateJob* job, int level)
    void run_gate_backward "gate_backward"(const GateJob* job, int level)
    void run_residual "residual"(const ResidualJob* job, int level)
    void run_residual_backward "residual_backward"(const ResidualJob* job, int level)
    void run_dropout "dropout"(const DropoutJob* job, int level)
