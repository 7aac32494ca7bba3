package io.vigia.training.distributed;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.LabelledRow;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.flink.util.InstantiationUtil;

/** Workers in the test's own thread; questions and answers travel as bytes all the same. */
final class LocalWorkers implements Workers, AutoCloseable {
  private final List<Worker> workers;
  private Traffic traffic = Traffic.NONE;

  private LocalWorkers(List<Worker> workers) {
    this.workers = workers;
  }

  /**
   * Deals out the rows of a table, the last ones first, since no order is promised.
   *
   * @param worker the worker of a row
   */
  static LocalWorkers of(FeatureTable table, int count, IntUnaryOperator worker) {
    List<Shard> shards = IntStream.range(0, count).mapToObj(i -> new Shard(table.width())).toList();
    for (int row = table.rows() - 1; row >= 0; row--) {
      LabelledRow labelled = new LabelledRow();
      labelled.place = row;
      labelled.time = table.times()[row];
      labelled.label = table.labels()[row];
      labelled.features =
          Arrays.copyOfRange(table.values(), row * table.width(), (row + 1) * table.width());
      shards.get(worker.applyAsInt(row)).add(labelled);
    }
    return new LocalWorkers(
        IntStream.range(0, count)
            .mapToObj(i -> new Worker(i, shards.get(i).table(table.names())))
            .toList());
  }

  @Override
  public int count() {
    return workers.size();
  }

  @Override
  public <A extends Serializable> List<A> ask(Question<A> question) {
    try {
      byte[] down = InstantiationUtil.serializeObject(question);
      long up = 0;
      List<A> answers = new ArrayList<>();
      for (Worker worker : workers) {
        Question<A> copy = InstantiationUtil.deserializeObject(down, getClass().getClassLoader());
        byte[] answer = InstantiationUtil.serializeObject(copy.ask(worker));
        up += answer.length;
        answers.add(InstantiationUtil.deserializeObject(answer, getClass().getClassLoader()));
      }
      traffic = traffic.plus((long) down.length * workers.size(), up);
      return answers;
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }
}
