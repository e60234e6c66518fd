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

enum { TILE = 64 }; /* windows whose values at the points are kept together */

#define PADDED(channels) (((channels) + PANEL - 1) / PANEL * PANEL)

#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#define ROWS 3
#include "loops.inc"
#undef NAME
#undef TARGET
#undef WIDTH
#undef ROWS

#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDTH 16
#define ROWS 12
#include "loops.inc"
#undef NAME
#undef TARGET

#define HALF
#define NAME(name) name##_half
#define TARGET __attribute__((target("avx512bf16,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#include "loops.inc"

int kernels_level(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
        return 1;
    return __builtin_cpu_supports("avx512bf16") ? 3 : 2;
}

static size_t scratch_size(const Convolution *job, int half) {
    const ptrdiff_t reach = (ptrdiff_t)job->dilation * (job->kernel_size - 1);
    const ptrdiff_t frames = job->batch * (job->frames + reach);
    if (half) return sizeof(uint16_t) * frames * job->in_channels;
    if (!job->points) return reach ? sizeof(float) * frames * job->in_channels : 0;
    return sizeof(float) * job->points * TILE * (job->in_channels + 2 * PANEL * job->threads);
}

int kernels_convolve(const Convolution *job, int half, int level) {
    const size_t size = scratch_size(job, half);
    void *memory = size ? malloc(size + 63) : NULL;
    if (size && !memory) return -1;
    void *scratch = (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
    if (half)
        convolve_half_half(job, scratch);
    else if (level >= 2)
        (job->points ? convolve_by_points_avx512 : convolve_directly_avx512)(job, scratch);
    else
        (job->points ? convolve_by_points_avx2 : convolve_directly_avx2)(job, scratch);
    free(memory);
    return 0;
}

#else

int kernels_level(void) { return 0; }
int kernels_convolve(const Convolution *job, int half, int level) { return 0; }

#endif
