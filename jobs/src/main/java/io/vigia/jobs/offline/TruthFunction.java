package io.vigia.jobs.offline;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Joins the features of an event in range with its truth, which the source has put aside. */
final class TruthFunction extends RichFlatMapFunction<Row, LabelledRow> {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final int firstFeature;
  private final int width;
  private transient OfflineRun run;

  TruthFunction(OfflineRun run, RowLayout layout) {
    this.runId = run.id();
    this.firstFeature = layout.firstFeature();
    this.width = layout.featureCount();
  }

  @Override
  public void open(OpenContext context) {
    run = OfflineRun.find(runId);
  }

  @Override
  public void flatMap(Row row, Collector<LabelledRow> out) {
    if (run.inRange(row.time)) {
      LabelledRow labelled = new LabelledRow();
      labelled.id = row.id;
      labelled.place = row.offset;
      labelled.time = row.time;
      labelled.label = run.store().chunk(row.offset).labels[(int) (row.offset % ResultStore.CHUNK)];
      labelled.features = Arrays.copyOfRange(row.values, firstFeature, firstFeature + width);
      out.collect(labelled);
    }
  }
}
