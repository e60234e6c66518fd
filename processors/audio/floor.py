"""The floor of mel magnitudes, which is what silence is."""

MEL_FLOOR = 1e-5
