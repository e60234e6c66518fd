"""Export of voices to ONNX, in the form that Piper, sherpa-onnx and OnnxVoice read."""
