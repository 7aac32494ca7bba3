package io.vigia.training.learned;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependenciesTest {

  @Test
  void aTableComesAfterThoseItIsMadeOf() {
    String yaml =
        """
        detector: d
        event: {schema: Transaction, topic: t, id: transaction_id, time: tx_time,
                keys: {customer: customer_id}}
        model: {pca: none}
        features:
          - {name: amount, field: tx_amount}
          - {name: beyond, expr: "tx_amount > usual ? 1.0 : 0.0"}
          - {name: often, key: customer, aggregate: mean, of: amount, where: "beyond > 0", window: 1h}
          - {name: z, standard: {of: often, by: customer}}
          - {name: other, standard: {of: amount}}
        learned:
          - {name: usual, by: customer, of: amount, statistic: mean}
          - {name: at_z, by: customer, grid: {of: [z], cell: 1}, of: amount, statistic: mean}
        """;
    DetectorSpec spec =
        DetectorSpecReader.read(
            new DetectorFiles(
                "d",
                new TreeMap<>(Map.of(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8)))));
    Dependencies dependencies = new Dependencies(spec);
    assertThat(
            spec.tables().stream()
                .collect(Collectors.toMap(table -> table.name(), dependencies::pass)))
        .isEqualTo(
            Map.of(
                "usual", 1, "z.mean", 2, "z.std", 2, "at_z", 3, "other.mean", 1, "other.std", 1));
  }
}
