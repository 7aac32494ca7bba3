package io.vigia.training;

import io.vigia.training.quantize.Agreement;
import io.vigia.training.quantize.FusionCheck;
import io.vigia.training.quantize.Quantized;
import io.vigia.training.quantize.Quantized.Fate;
import io.vigia.training.quantize.Stopwatch;
import io.vigia.training.quantize.WeightBits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code vigia model quantize} found, as lines for people and an object for programs. */
record QuantizeResult(
    int fp32Bytes,
    Quantized made,
    WeightBits weights,
    FusionCheck fusion,
    Map<String, Agreement> calibration,
    Map<String, Agreement> heldOut,
    Stopwatch.Times times) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(format("size: %,d bytes of %,d, ratio %.3f", made.onnx().length, fp32Bytes, ratio()));
    lines.add(
        format(
            "nodes: %d in integers, %d passing integers on, %d absorbed, %d in float; weights of %d"
                + " bits",
            made.count(Fate.INTEGER),
            made.count(Fate.PASSED),
            made.count(Fate.ABSORBED),
            made.count(Fate.FLOAT),
            bits()));
    reasons().forEach((reason, count) -> lines.add(format("  in float: %s (%d)", reason, count)));
    lines.add(
        fusion.isFused()
            ? format("fused: all, %d integer kernels", fusion.integerKernels())
            : "not fused: " + String.join(", ", fusion.unfused()));
    calibration.forEach((name, found) -> lines.add(agreement(name, "calibration", found)));
    heldOut.forEach((name, found) -> lines.add(agreement(name, "held out", found)));
    lines.add(
        format(
            "time of one input on one thread, median of %d rounds in turn after %d to warm up: fp32"
                + " %.1f µs, int8 %.1f µs, %.2f times as fast",
            Stopwatch.ROUNDS,
            Stopwatch.WARM_UP,
            times.fp32Micros(),
            times.int8Micros(),
            times.speedup()));
    return lines;
  }

  Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("fp32_bytes", fp32Bytes);
    object.put("int8_bytes", made.onnx().length);
    object.put("size_ratio", ratio());
    object.put("weight_bits", bits());
    object.put("nodes_integer", made.count(Fate.INTEGER));
    object.put("nodes_passed", made.count(Fate.PASSED));
    object.put("nodes_absorbed", made.count(Fate.ABSORBED));
    object.put("nodes_float", made.count(Fate.FLOAT));
    object.put("float_reasons", reasons());
    object.put("fused", fusion.isFused());
    object.put("unfused", fusion.unfused());
    object.put("operators", fusion.operators());
    object.put("calibration", agreements(calibration));
    object.put("held_out", agreements(heldOut));
    object.put("fp32_us", times.fp32Micros());
    object.put("int8_us", times.int8Micros());
    object.put("speedup", times.speedup());
    return object;
  }

  private double ratio() {
    return made.onnx().length / (double) fp32Bytes;
  }

  private int bits() {
    return weights == WeightBits.EIGHT ? 8 : 7;
  }

  private Map<String, Integer> reasons() {
    Map<String, Integer> reasons = new TreeMap<>();
    made.nodes().stream()
        .filter(node -> node.fate() == Fate.FLOAT)
        .forEach(node -> reasons.merge(node.operator() + ": " + node.reason(), 1, Integer::sum));
    return reasons;
  }

  private static String agreement(String name, String what, Agreement found) {
    return format(
        "%s, %d inputs %s: cosine %.5f (lowest %.5f), signal to noise %.1f dB",
        name, found.inputs(), what, found.cosine(), found.lowestCosine(), found.decibels());
  }

  private static Map<String, Object> agreements(Map<String, Agreement> found) {
    Map<String, Object> all = new TreeMap<>();
    found.forEach(
        (name, agreement) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("inputs", agreement.inputs());
          one.put("cosine", finite(agreement.cosine()));
          one.put("lowest_cosine", finite(agreement.lowestCosine()));
          one.put("decibels", finite(agreement.decibels()));
          all.put(name, one);
        });
    return all;
  }

  /** JSON has no number that is not finite: null stands for it. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
