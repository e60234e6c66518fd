"""Speaking with an exported voice: onnxruntime, numpy and the text front end, without torch."""
