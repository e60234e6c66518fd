#include "training.h"

#if HAVE_KERNELS

#include <stdlib.h>
#include <string.h>

enum { WINDOWS = 128 }; /* whose values are kept together */

#define PADDED(channels) (((channels) + PANEL - 1) / PANEL * PANEL)

#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#define BLOCK 4
#include "vectors.inc"
#include "elementwise.inc"
#include "gradients.inc"
#include "vectors_end.inc"
#undef WIDTH
#undef BLOCK

#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDTH 16
#define BLOCK 8
#include "vectors.inc"
#include "elementwise.inc"
#include "gradients.inc"
#include "vectors_end.inc"

void training_gate(const Gate *job, int level) {
    (level >= 2 ? gate_avx512 : gate_avx2)(job);
}

void training_gate_backward(const Gate *job, int level) {
    (level >= 2 ? gate_backward_avx512 : gate_backward_avx2)(job);
}

void training_join(const Join *job, int level) {
    (level >= 2 ? join_avx512 : join_avx2)(job);
}

void training_join_backward(const Join *job, int level) {
    (level >= 2 ? join_backward_avx512 : join_backward_avx2)(job);
}

void training_drop(
    const void *x, void *out, ptrdiff_t count, int half, Drop drop, int threads, int level
) {
    (level >= 2 ? drop_avx512 : drop_avx2)(x, out, count, half, drop, threads);
}

void training_pack(const Weight *job, int level) {
    const ptrdiff_t panels = (job->out_channels + PANEL - 1) / PANEL;
#pragma omp parallel for num_threads(job->threads)
    for (ptrdiff_t panel = 0; panel < panels; panel++)
        (level >= 2 ? pack_panel_avx512 : pack_panel_avx2)(job, panel);
}

int training_gradient(const Gradient *job, int level) {
    const ptrdiff_t O = job->out_channels;
    /* Each point is a job of its own; more threads than points share the output channels. */
    const ptrdiff_t parts = (job->threads + job->points - 1) / job->points;
    const ptrdiff_t part_size = PADDED((O + parts - 1) / parts);
    const size_t size = sizeof(float) * WINDOWS * (PADDED(job->in_channels) + part_size);
    int problem = 0;
#pragma omp parallel for collapse(2) schedule(dynamic) num_threads(job->threads)
    for (int point = 0; point < job->points; point++)
        for (ptrdiff_t part = 0; part < parts; part++) {
            const ptrdiff_t first = part * part_size;
            if (first >= O) continue;
            void *memory = malloc(size + 63);
            if (!memory) {
                problem = -1;
                continue;
            }
            (level >= 2 ? gradient_of_point_avx512 : gradient_of_point_avx2)(
                job, point, first, O - first < part_size ? O - first : part_size,
                (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63));
            free(memory);
        }
    return problem;
}

#else

void training_gate(const Gate *job, int level) {}
void training_gate_backward(const Gate *job, int level) {}
void training_join(const Join *job, int level) {}
void training_join_backward(const Join *job, int level) {}
void training_drop(
    const void *x, void *out, ptrdiff_t count, int half, Drop drop, int threads, int level
) {}
void training_pack(const Weight *job, int level) {}
int training_gradient(const Gradient *job, int level) { return 0; }

#endif
