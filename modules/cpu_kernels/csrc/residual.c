#include "operations.h"

#define OPERATION "residual.inc"
#include "each_level.inc"

void residual(const ResidualJob *job, int level) { CALL(level, residual, job); }

void residual_backward(const ResidualJob *job, int level) {
    CALL(level, residual_backward, job);
}
