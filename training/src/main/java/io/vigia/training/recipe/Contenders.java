package io.vigia.training.recipe;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.training.calibrate.Calibration;
import io.vigia.training.calibrate.IsotonicCalibration;
import io.vigia.training.calibrate.PlattCalibration;
import io.vigia.training.data.LearningData;
import io.vigia.training.onnx.DetectorGraph;
import io.vigia.training.report.Contender;
import io.vigia.training.report.OnnxSource;
import io.vigia.training.teacher.Teacher;
import java.util.ArrayList;
import java.util.List;

/** The models of a training as graphs, and what they are compared by. */
final class Contenders {
  private final LearningData data;
  private final TrainingSpec spec;
  private final List<Contender> contenders = new ArrayList<>();

  Contenders(LearningData data, TrainingSpec spec) {
    this.data = data;
    this.spec = spec;
  }

  /** A student's graphs. */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  record Graphs(Calibration calibration, byte[] fp32, byte[] int8) {}

  /** Exports a student: calibrated on the validation events, in floating point and in int8. */
  Graphs graphs(Student student) {
    int[] rows = data.split().validation();
    double[] logits =
        student.network().logits(student.reduction().apply(data.table(), rows), rows.length);
    double[] truth = data.truth(rows);
    Calibration calibration =
        switch (spec.calibration()) {
          case PLATT -> PlattCalibration.fit(logits, truth);
          case ISOTONIC -> IsotonicCalibration.fit(logits, truth);
        };
    DetectorGraph graph = new DetectorGraph(student.reduction(), student.network(), calibration);
    byte[] fp32 = graph.fp32();
    byte[] int8 = Int8.of(fp32, graph.floatNodes(), data, spec);
    return new Graphs(calibration, fp32, int8);
  }

  /** How much average precision int8 loses on the validation events. */
  double loss(Graphs graphs) {
    int[] rows = data.split().validation();
    double[] truth = data.truth(rows);
    return Metrics.of(Scores.of(graphs.fp32(), "fp32", data.table(), rows), truth)
            .averagePrecision()
        - Metrics.of(Scores.of(graphs.int8(), "int8", data.table(), rows), truth)
            .averagePrecision();
  }

  void add(Teacher teacher, double seconds) {
    contenders.add(
        new Contender(
            "teacher",
            teacher.parameters(),
            teacher.bytes().length,
            teacher.comparisons(),
            seconds,
            teacher.source()));
  }

  void add(String name, Student student, byte[] graph) {
    contenders.add(
        new Contender(
            name,
            student.parameters(),
            graph.length,
            student.multiplyAdds(),
            student.seconds(),
            new OnnxSource(graph, name, data.table().width())));
  }

  List<Contender> all() {
    return contenders;
  }
}
