#include "operations.h"

#if HAVE_KERNELS

#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#else
static int omp_get_thread_num(void) { return 0; }
#endif

enum { TILE = 64 }; /* windows whose values at the points are kept together, at most */
enum { MAX_POINTS = 32 };

/* So many that they stay in a cache of the second level. */
#define TILE_SIZE(job) tile_size((job)->points * (job)->in_channels)
static ptrdiff_t tile_size(ptrdiff_t floats) {
    const ptrdiff_t most = (96 << 10) / floats;
    return most > TILE ? TILE : most < 12 ? 12 : most;
}

#define WINDOW(job) ((job)->kernel_size + OUTPUTS - 1)
#define REACH(job) ((ptrdiff_t)(job)->dilation * ((job)->kernel_size - 1))
#define GATE_PARTS(job) ((job)->epilogue.activation == GATE ? 2 : 1)
/* Whether the input is read from a copy, which has zeros around it and is of the right type. */
#define IS_COPIED(job, in_bf16) \
    (REACH(job) > 0 || (job)->slope != 1 || ((in_bf16) && !(job)->x.bf16))

#define OPERATION "convolution.inc"
#include "each_level.inc"

#define NAME(name) name##_bf16
#define TARGET __attribute__((target("avx512bf16," AVX512_FEATURES)))
#define WIDTH 16
#define BF16 1
#include "vectors.inc"
#include "convolution.inc"
#include "vectors_end.inc"

static void convolve_directly(const ConvolutionJob *job, int level, void *padded) {
    if (job->bf16)
        convolve_directly_bf16(job, padded);
    else
        CALL(level, convolve_directly, job, padded);
}

static void convolve_by_points(
    const ConvolutionJob *job, int level, void *values, float *products
) {
    if (job->bf16)
        convolve_by_points_bf16(job, values, products);
    else
        CALL(level, convolve_by_points, job, values, products);
}

int convolution(const ConvolutionJob *job, int level) {
    const size_t element = job->bf16 ? sizeof(uint16_t) : sizeof(float);
    size_t inputs = 0, products = 0;
    if (job->points) {
        inputs = element * job->points * TILE * job->in_channels * job->threads;
        products = sizeof(float) * 2 * job->points * TILE * PANEL * job->threads;
    } else if (IS_COPIED(job, job->bf16)) {
        inputs = element * job->batch * (job->frames + REACH(job)) * job->in_channels;
    }
    char *memory = NULL;
    if (inputs) {
        memory = malloc(inputs + products + 128);
        if (!memory) return -1;
    }
    void *first = (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
    float *second = (float *)(((uintptr_t)first + inputs + 63) & ~(uintptr_t)63);
    if (job->points)
        convolve_by_points(job, level, first, second);
    else
        convolve_directly(job, level, first);
    free(memory);
    return 0;
}

#else

int convolution(const ConvolutionJob *job, int level) { return 0; }

#endif
