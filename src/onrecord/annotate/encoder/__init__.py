"""The encoder: windows, model files and ONNX sessions that the learned layers share."""
