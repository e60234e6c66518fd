#include "operations.h"

#include <string.h>

#define OPERATION "gate.inc"
#include "each_level.inc"

void gate(const GateJob *job, int level) { CALL(level, gate, job); }

void gate_backward(const GateJob *job, int level) { CALL(level, gate_backward, job); }
