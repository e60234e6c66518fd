#include "operations.h"

#define OPERATION "weight_packing.inc"
#include "each_level.inc"

void weight_packing(const WeightPackingJob *job, int level) { CALL(level, pack_panels, job); }
