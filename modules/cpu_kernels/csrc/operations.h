/* Operations that binding.pyx calls: what each is given, and the function that runs it.

Rows are frames, with the channels of a frame side by side; strides are in elements. Every operation
is compiled for several instruction sets, and ``level`` selects one, at most processor_level(). */

#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_KERNELS 1
#else
#define HAVE_KERNELS 0
#endif

enum { INTERFACE = 2 };         /* raised with every change of binding.pyx, and in dispatch.py */
enum { PANEL = 32 };            /* output channels whose weights lie side by side */
enum { OUTPUTS = 4 };           /* frames that Winograd's algorithm computes together */
enum { MAX_WINDOW = 16 };       /* frames that they depend on, at most */
enum { CHUNK_FRAMES = 64 };     /* frames that a thread takes at once in the gate */
enum { DROPOUT_LEVELS = 65536 }; /* values that an element's random bits can have */

#define PADDED(channels) (((channels) + PANEL - 1) / PANEL * PANEL)

enum Level { PLAIN, AVX2, AVX512, AVX512_BF16 };
enum Activation { NO_ACTIVATION, RELU, GELU, GATE };

/* Level of this processor; PLAIN: nothing here was compiled for it. */
int processor_level(void);

/* batch * frames rows. */
typedef struct {
    void *data;       /* NULL: none */
    ptrdiff_t stride; /* from one row to the next */
    int bf16;         /* elements are bfloat16, else float */
} Rows;

/* What happens to a product of input and weights before it is stored. With GATE the first half of
the channels goes through tanh and is multiplied by the sigmoid of the second: two gate parts. */
typedef struct {
    int activation;
    const float *bias;      /* (gate parts, panels, PANEL) */
    const float *condition; /* (B, O), added before the activation, or NULL */
    Rows add;               /* float, added after the activation; optional */
    const float *mask;      /* (B, T), multiplied last, or NULL */
    Rows out;
} Epilogue;

typedef struct {
    Rows x;
    ptrdiff_t batch, frames, in_channels, out_channels;
    int kernel_size, dilation;
    /* (gate parts, panels, points or taps, C, PANEL); of bfloat16 (gate parts, panels, points or
    taps, C / 2, PANEL, 2). */
    const void *weight;
    int bf16;                      /* the weight is bfloat16, products are too, sums are float */
    int points;                    /* of Winograd's algorithm; 0: all products of taps and input */
    const float *input_transform;  /* (points, kernel_size + OUTPUTS - 1) */
    const float *output_transform; /* (OUTPUTS, points) */
    float slope;                   /* of a leaky ReLU that the input goes through; 1: none */
    int threads;
    Epilogue epilogue;
} ConvolutionJob;

/* -1: no memory, else 0. */
int convolution(const ConvolutionJob *job, int level);

/* A weight (O, C, K) by strides, into the order that convolution() reads float weights in. */
typedef struct {
    const float *weight;
    ptrdiff_t out_stride, in_stride, tap_stride;
    ptrdiff_t out_channels, in_channels;
    int kernel_size, points;
    const float *weight_transform; /* (points, kernel_size) */
    float *out;                    /* (panels, points, C, PANEL) */
    int threads;
} WeightPackingJob;

void weight_packing(const WeightPackingJob *job, int level);

/* Gradients of a convolution's weight, as values at Winograd's points, and of its bias. */
typedef struct {
    Rows x, grad; /* C and O channels, float */
    ptrdiff_t batch, frames, in_channels, out_channels;
    int kernel_size, dilation, points;
    const float *input_transform, *output_transform; /* as in ConvolutionJob */
    int point_of_ones; /* first point whose column of output_transform is ones */
    float *values;     /* (points, O, C rounded up to PANEL) */
    float *bias;       /* (O) */
    int threads;
} ConvolutionGradientJob;

/* -1: no memory, else 0. */
int convolution_gradient(const ConvolutionGradientJob *job, int level);

/* Dropout by sixteen random bits per element. They depend on the seed and the element's place
alone, so that any number of threads can draw them again in the backward pass. */
typedef struct {
    uint64_t seed;
    int dropped; /* of DROPOUT_LEVELS; 0: nothing is dropped */
} Dropout;

/* tanh(a) sigmoid(b), where a and b are 2 C channels of x after dropout and plus a condition. */
typedef struct {
    ptrdiff_t batch, frames, channels; /* C */
    Rows x;                            /* 2 C channels */
    const float *condition;            /* (B, 2 C), or NULL */
    Dropout dropout;
    Rows out;              /* C channels; of the backward pass the gradient of x */
    Rows grad;             /* of the backward pass */
    float *condition_grad; /* (B, chunks of frames, 2 C): its parts, or NULL */
    int threads;
} GateJob;

void gate(const GateJob *job, int level);
void gate_backward(const GateJob *job, int level);

/* (x + the first half of h) times the mask, and skip + the second half of h. */
typedef struct {
    ptrdiff_t batch, frames, channels; /* C */
    Rows h;                 /* 2 C channels; of the backward pass the result */
    Rows x, skip;           /* skip is optional; of the backward pass the gradients */
    Rows next_x, next_skip; /* the results; unused in the backward pass */
    const float *mask;      /* (B, T) */
    int threads;
} ResidualJob;

void residual(const ResidualJob *job, int level);
void residual_backward(const ResidualJob *job, int level);

/* Dropout of ``count`` elements in the order of the memory. */
typedef struct {
    const void *x;
    void *out;
    ptrdiff_t count;
    int bf16;
    Dropout dropout;
    int threads;
} DropoutJob;

void dropout(const DropoutJob *job, int level);

#endif
