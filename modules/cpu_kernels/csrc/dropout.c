#include "operations.h"

#define OPERATION "dropout.inc"
#include "each_level.inc"

void dropout(const DropoutJob *job, int level) { CALL(level, dropout, job); }
