/* Convolutions over time on a CPU, with what surrounds them done in the same pass.

Rows are frames, channels of a frame side by side. Compiled for several instruction sets at once;
the best one that the processor has is chosen when the library is loaded. */

#ifndef KERNELS_H
#define KERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_KERNELS 1
#else
#define HAVE_KERNELS 0
#endif

enum { PANEL = 32 };   /* output channels whose weights lie side by side */
enum { OUTPUTS = 4 };  /* frames that Winograd's algorithm computes together */
enum { MAX_WINDOW = 16 }; /* frames that they depend on */

enum Activation { NO_ACTIVATION, RELU, GELU, GATE };

/* What happens to a product of input and weights before it is stored. With GATE the first half of
the channels goes through tanh and is multiplied by the sigmoid of the second. */
typedef struct {
    int activation;
    const float *bias;      /* (halves, panels, PANEL) */
    const float *condition; /* (B, O), added before the activation, or NULL */
    const float *add;       /* rows of results that are added after it, or NULL */
    ptrdiff_t add_stride;   /* between rows, in elements, as all strides */
    const float *mask;      /* (B * T), multiplies at last, or NULL */
    void *out;              /* rows of float, or of bfloat16 */
    ptrdiff_t out_stride;
    int out_half;           /* whether it is bfloat16 */
} Finish;

typedef struct {
    const void *x; /* B * T rows of C floats, or of bfloat16 */
    ptrdiff_t x_stride;
    int x_half;
    ptrdiff_t batch, frames, in_channels, out_channels;
    int kernel_size, dilation;
    /* (halves, panels, points or taps, C, PANEL), for bfloat16 (halves, panels, points or taps,
    C / 2, PANEL, 2); two halves with GATE, else one. */
    const void *weight;
    const float *before; /* Winograd's matrices (points, window) and (OUTPUTS, points), or NULL */
    const float *after;
    int points; /* 0: all products of kernel and input */
    int window; /* kernel_size + OUTPUTS - 1 */
    float slope; /* of a leaky ReLU that the input goes through; 1: none */
    int threads;
    Finish finish;
} Convolution;

/* What the processor has; 0: nothing that these are made for, 1: AVX2, 2: AVX-512, 3: AVX-512 with
bfloat16. */
int kernels_level(void);

/* level at most kernels_level(); ``half``, at level 3, has products in bfloat16 and sums in float.
-1: no memory, else 0. */
int kernels_convolve(const Convolution *job, int half, int level);

#endif
