#include "kernels.h"

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

#define PADDED(channels) (((channels) + PANEL - 1) / PANEL * PANEL)
#define REACH(job) ((ptrdiff_t)(job)->dilation * ((job)->kernel_size - 1))
#define HALVES(job) ((job)->finish.activation == GATE ? 2 : 1)
/* Whether the input is read from a copy, which has zeros around it and is of the right type. */
#define IS_COPIED(job, half) (REACH(job) > 0 || (job)->slope != 1 || ((half) && !(job)->x_half))

#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#define ROWS 3
#define HALF 0
#include "vectors.inc"
#include "loops.inc"
#include "vectors_end.inc"

#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDTH 16
#define ROWS 12
#define HALF 0
#include "vectors.inc"
#include "loops.inc"
#include "vectors_end.inc"

#define NAME(name) name##_half
#define TARGET __attribute__((target("avx512bf16,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDTH 16
#define ROWS 12
#define HALF 1
#include "vectors.inc"
#include "loops.inc"
#include "vectors_end.inc"

int kernels_level(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
        return 1;
    return __builtin_cpu_supports("avx512bf16") ? 3 : 2;
}

int kernels_convolve(const Convolution *job, int half, int level) {
    const size_t element = half ? sizeof(uint16_t) : sizeof(float);
    size_t inputs = 0, products = 0;
    if (job->points) {
        inputs = element * job->points * TILE * job->in_channels * job->threads;
        products = sizeof(float) * 2 * job->points * TILE * PANEL * job->threads;
    } else if (IS_COPIED(job, half)) {
        inputs = element * job->batch * (job->frames + REACH(job)) * job->in_channels;
    }
    char *memory = NULL;
    if (inputs) {
        memory = malloc(inputs + products + 128);
        if (!memory) return -1;
    }
    void *first = (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
    float *second = (float *)(((uintptr_t)first + inputs + 63) & ~(uintptr_t)63);
    if (!job->points)
        (half ? convolve_directly_half(job, first)
         : level >= 2 ? convolve_directly_avx512(job, first)
                      : convolve_directly_avx2(job, first));
    else
        (half ? convolve_by_points_half(job, first, second)
         : level >= 2 ? convolve_by_points_avx512(job, first, second)
                      : convolve_by_points_avx2(job, first, second));
    free(memory);
    return 0;
}

#else

int kernels_level(void) { return 0; }
int kernels_convolve(const Convolution *job, int half, int level) { return 0; }

#endif
