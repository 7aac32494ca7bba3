/**
 * Static quantisation of networks to eight bits after training: an fp32 ONNX graph in, the same
 * graph with quantise-dequantise pairs out, which ONNX Runtime fuses into integer kernels.
 */
package io.vigia.training.quantize;
