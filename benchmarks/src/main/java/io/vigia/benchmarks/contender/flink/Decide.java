package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.Alarms;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.schemas.Alert;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Makes alerts of what was scored, and counts it.
 *
 * @param <T> a scored event
 */
final class Decide<T> extends RichFlatMapFunction<T, Alert> {
  private static final long serialVersionUID = 1L;

  private final DetectorFiles files;
  private final String topic;
  private final MapFunction<T, Row> rows;
  private transient Alarms alarms;
  private transient Counts counts;

  Decide(DetectorFiles files, String topic, MapFunction<T, Row> rows) {
    this.files = files;
    this.topic = topic;
    this.rows = rows;
  }

  @Override
  public void open(OpenContext context) {
    alarms = new Alarms(Detector.open(files, Precision.FP32), topic);
    counts = new Counts(getRuntimeContext());
  }

  @Override
  public void flatMap(T event, Collector<Alert> out) throws Exception {
    Row row = rows.map(event);
    counts.add(row.score);
    if (alarms.isCandidate(row)) {
      out.collect(alarms.alert(row));
    }
  }

  @Override
  public void close() {
    if (alarms != null) {
      alarms.close();
    }
  }
}
