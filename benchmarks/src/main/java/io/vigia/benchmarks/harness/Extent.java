package io.vigia.benchmarks.harness;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the topics are read.
 *
 * @param events payments up to there
 * @param eventEnds offset behind the last payment, of each partition
 * @param labelEnd offset behind the last label
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Extent(int events, long[] eventEnds, long labelEnd) {

  /** Where the reading of the payments stops. */
  public Map<TopicPartition, Long> eventEnds(FilledTopics topics) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < eventEnds.length; partition++) {
      ends.put(new TopicPartition(topics.events(), partition), eventEnds[partition]);
    }
    return ends;
  }

  /** Where the reading of the labels stops. */
  public Map<TopicPartition, Long> labelEnds(FilledTopics topics) {
    return Map.of(new TopicPartition(topics.labels(), 0), labelEnd);
  }
}
