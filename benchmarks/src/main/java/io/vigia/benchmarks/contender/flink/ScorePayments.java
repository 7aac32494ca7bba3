package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.RecordModel;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.SpecFiles;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Scores each payment by a call of the model. */
final class ScorePayments extends RichMapFunction<Payment, Payment> {
  private static final long serialVersionUID = 1L;

  private final DetectorFiles files;
  private transient RecordModel model;

  ScorePayments(DetectorFiles files) {
    this.files = files;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    model = new RecordModel(files, SpecFiles.of(files).layout());
  }

  @Override
  public Payment map(Payment payment) throws Exception {
    payment.score = model.score(payment.values);
    return payment;
  }

  @Override
  public void close() throws Exception {
    if (model != null) {
      model.close();
    }
  }
}
