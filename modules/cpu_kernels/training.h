/* What a training step on a CPU does between its convolutions, and gradients of convolutions. */

#ifndef TRAINING_H
#define TRAINING_H

#include "kernels.h"

/* Dropout by sixteen random bits an element. An element's bits hang on the seed and on its place
alone, so that they can be drawn again in the backward pass, by any number of threads. */
typedef struct {
    uint64_t seed;
    int dropped; /* of 65536; 0: nothing is dropped */
} Drop;

enum { CHUNK = 64 }; /* frames that a thread takes at once */

/* B * T rows of elements, float or bfloat16. */
typedef struct {
    void *data; /* may be NULL */
    ptrdiff_t stride;
} Rows;

/* tanh(a) sigmoid(b), where dropout of 2 C channels, plus a condition, is a and b. */
typedef struct {
    ptrdiff_t batch, frames, channels; /* C */
    int half;                          /* whether rows are of bfloat16 */
    Rows x;                            /* 2 C channels */
    const float *condition;            /* (B, 2 C), or NULL */
    Drop drop;
    Rows out;          /* C channels; of the backward pass 2 C */
    Rows grad;         /* of the backward pass */
    float *by_condition; /* (B, chunks, 2 C): parts of the condition's gradient, or NULL */
    int threads;
} Gate;

/* The first half of h, plus x, times the mask; the second half plus a sum. */
typedef struct {
    ptrdiff_t batch, frames, channels;
    int half;
    Rows h;            /* 2 C channels; of the backward pass the result */
    Rows x, sum;       /* sum may be NULL; of the backward pass the gradients */
    Rows next_x, next_sum; /* the results; not of the backward pass */
    const float *mask; /* (B * T) */
    int threads;
} Join;

/* The gradient of a convolution's weight, as values at Winograd's points. */
typedef struct {
    const float *x, *grad; /* B * T rows of C and of O channels */
    ptrdiff_t x_stride, grad_stride;
    ptrdiff_t batch, frames, in_channels, out_channels;
    int kernel_size, dilation, points;
    const float *before, *after; /* (points, window) and (OUTPUTS, points) */
    int point_of_ones;           /* where the column of after is ones */
    float *values;               /* (points, O, C rounded up to PANEL) */
    float *bias;                 /* its gradient (O) */
    int threads;
} Gradient;

/* A weight by strides, (channels that come out, channels that go in, kernel_size). */
typedef struct {
    const float *data;
    ptrdiff_t out_stride, in_stride, tap_stride;
    ptrdiff_t out_channels, in_channels;
    int kernel_size, points;
    const float *spread; /* (points, kernel_size) */
    float *out;          /* (panels, points, C, PANEL), as kernels_convolve wants it */
    int threads;
} Weight;

void training_gate(const Gate *job, int level);
void training_gate_backward(const Gate *job, int level);
void training_join(const Join *job, int level);
void training_join_backward(const Join *job, int level);
/* count elements in the order of the memory. */
void training_drop(
    const void *x, void *out, ptrdiff_t count, int half, Drop drop, int threads, int level);
void training_pack(const Weight *job, int level);
/* -1: no memory, else 0. */
int training_gradient(const Gradient *job, int level);

#endif
