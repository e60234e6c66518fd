#include "operations.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOWS = 128 }; /* whose values are kept together */

#define OPERATION "convolution_gradient.inc"
#include "each_level.inc"

int convolution_gradient(const ConvolutionGradientJob *job, int level) {
    const ptrdiff_t O = job->out_channels;
    /* Each point is computed by itself; more threads than points share the output channels. */
    const ptrdiff_t shares = (job->threads + job->points - 1) / job->points;
    const ptrdiff_t share_size = PADDED((O + shares - 1) / shares);
    const size_t size = sizeof(float) * WINDOWS * (PADDED(job->in_channels) + share_size);
    int problem = 0;
#pragma omp parallel for collapse(2) schedule(dynamic) num_threads(job->threads)
    for (int point = 0; point < job->points; point++)
        for (ptrdiff_t share = 0; share < shares; share++) {
            const ptrdiff_t first = share * share_size;
            if (first >= O) continue;
            void *memory = malloc(size + 63);
            if (!memory) {
                problem = -1;
                continue;
            }
            CALL(level, gradient_of_point, job, point, first,
                 O - first < share_size ? O - first : share_size,
                 (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63));
            free(memory);
        }
    return problem;
}
