package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigia.engine.SharedData;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Holds the feature program against the 15 features that the <i>Fraud Detection Handbook</i>
 * publishes for a week of its data, and the state of its customers against its bounds.
 */
class HandbookFeaturesTest {
  private static final long START = 1_522_540_800L * Specs.SECOND; // 2018-04-01T00:00:00Z
  private static final long DELAY = 7 * Specs.DAY;

  private static final String YAML =
      """
      detector: handbook
      event:
        schema: Transaction
        topic: transactions
        id: transaction_id
        time: tx_time
        keys: {customer: customer_id, terminal: terminal_id}
      labels: {topic: card-labels, field: tx_fraud, delay: 7d}
      model: {file: model.onnx}
      features:
        - {name: amount, field: tx_amount}
        - {name: weekend, calendar: weekend}
        - {name: night, calendar: hours 0-6}
        - {name: cn1, key: customer, aggregate: count, window: 1d}
        - {name: cm1, key: customer, aggregate: mean, of: tx_amount, window: 1d}
        - {name: cn7, key: customer, aggregate: count, window: 7d}
        - {name: cm7, key: customer, aggregate: mean, of: tx_amount, window: 7d}
        - {name: cn30, key: customer, aggregate: count, window: 30d}
        - {name: cm30, key: customer, aggregate: mean, of: tx_amount, window: 30d}
        - {name: tn1, key: terminal, aggregate: count, window: 1d, delay: 7d}
        - {name: tr1, key: terminal, aggregate: mean, of: label, window: 1d, delay: 7d}
        - {name: tn7, key: terminal, aggregate: count, window: 7d, delay: 7d}
        - {name: tr7, key: terminal, aggregate: mean, of: label, window: 7d, delay: 7d}
        - {name: tn30, key: terminal, aggregate: count, window: 30d, delay: 7d}
        - {name: tr30, key: terminal, aggregate: mean, of: label, window: 30d, delay: 7d}
      """;

  /** Published column by feature. */
  private static final Map<String, String> PUBLISHED = new LinkedHashMap<>();

  static {
    PUBLISHED.put("amount", "tx_amount");
    PUBLISHED.put("weekend", "tx_during_weekend");
    PUBLISHED.put("night", "tx_during_night");
    for (int days : new int[] {1, 7, 30}) {
      PUBLISHED.put("cn" + days, "customer_id_nb_tx_" + days + "day_window");
      PUBLISHED.put("cm" + days, "customer_id_avg_amount_" + days + "day_window");
      PUBLISHED.put("tn" + days, "terminal_id_nb_tx_" + days + "day_window");
      PUBLISHED.put("tr" + days, "terminal_id_risk_" + days + "day_window");
    }
  }

  /** The shared events, column by column, in the order of time, then id. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Transactions(
      int count,
      long[] id,
      long[] time,
      long[] customer,
      long[] terminal,
      double[] amount,
      boolean[] fraud) {}

  private final FeatureProgram program =
      FeatureProgram.compile(
          DetectorSpecReader.read(
              new DetectorFiles(
                  "handbook",
                  new TreeMap<>(
                      Map.of(DetectorFiles.SPEC, YAML.getBytes(StandardCharsets.UTF_8))))));
  private final RowLayout layout = program.layout();

  @Test
  void features_and_state_of_the_published_week() throws IOException {
    Optional<Path> events = SharedData.find("card-fraud/transactions-2018-04-01_2018-08-14.csv.gz");
    Optional<Path> features =
        SharedData.find("card-fraud/reference-features-2018-08-08_2018-08-14.csv.gz");
    assumeTrue(
        events.isPresent() && features.isPresent(),
        "skipped: shared/data/card-fraud is not beside this checkout");
    Transactions transactions = read(events.get());
    Map<Long, double[]> expected = published(features.get());
    KeyedStage customers = program.stages().get(0);
    KeyedStage terminals = program.stages().get(1);
    Map<Long, KeyState> customerStates = new HashMap<>();
    Map<Long, KeyState> terminalStates = new HashMap<>();
    int[] equal = new int[PUBLISHED.size()];
    int compared = 0;
    int labelled = 0;
    for (int i = 0; i < transactions.count(); i++) {
      for (; transactions.time()[labelled] + DELAY <= transactions.time()[i]; labelled++) {
        terminals.onLabel(
            Specs.label(
                transactions.id()[labelled],
                transactions.time()[labelled],
                transactions.fraud()[labelled] ? 1 : 0),
            terminalStates.get(transactions.terminal()[labelled]));
      }
      Row row = row(transactions, i);
      program.begin(row);
      customers.onEvent(
          row,
          customerStates.computeIfAbsent(transactions.customer()[i], key -> customers.newState()));
      terminals.onEvent(
          row,
          terminalStates.computeIfAbsent(transactions.terminal()[i], key -> terminals.newState()));
      double[] wanted = expected.get(row.id);
      if (wanted != null) {
        compared++;
        int column = 0;
        for (String name : PUBLISHED.keySet()) {
          double value = row.values[layout.slot(name)];
          // The handbook writes the risk of a terminal without transactions as 0; ours is missing.
          double found = Double.isNaN(value) ? 0 : value;
          boolean same =
              Math.abs(found - wanted[column]) <= 1e-6 * Math.max(1, Math.abs(wanted[column]));
          equal[column++] += same ? 1 : 0;
        }
      }
    }
    report(equal, compared);
    assertThat(compared).isEqualTo(67_080);
    int column = 0;
    for (String name : PUBLISHED.keySet()) {
      assertThat(equal[column++] / (double) compared).as(name).isGreaterThanOrEqualTo(0.999);
    }
    assertThat(sizes("customer, heap", heapBytes(customerStates)))
        .satisfies(HandbookFeaturesTest::withinBounds);
    assertThat(sizes("customer, serialized", serializedBytes(customers, customerStates)))
        .satisfies(HandbookFeaturesTest::withinBounds);
    sizes("terminal, heap", heapBytes(terminalStates));
    sizes("terminal, serialized", serializedBytes(terminals, terminalStates));
  }

  private static void withinBounds(int[] sizes) {
    assertThat(sizes[sizes.length / 2]).as("median").isLessThanOrEqualTo(1_024);
    assertThat(sizes[sizes.length - 1]).as("maximum").isLessThanOrEqualTo(2_048);
  }

  private static void report(int[] equal, int compared) {
    int column = 0;
    for (String name : PUBLISHED.values()) {
      System.out.printf(
          "%-40s %8.4f %% of %d%n", name, 100.0 * equal[column++] / compared, compared);
    }
  }

  private static int[] sizes(String what, int[] sizes) {
    Arrays.sort(sizes);
    System.out.printf(
        "state of a %s: median %d, maximum %d bytes (%d keys)%n",
        what, sizes[sizes.length / 2], sizes[sizes.length - 1], sizes.length);
    return sizes;
  }

  private static int[] heapBytes(Map<Long, KeyState> states) {
    return states.values().stream().mapToInt(KeyState::heapBytes).toArray();
  }

  private static int[] serializedBytes(KeyedStage stage, Map<Long, KeyState> states)
      throws IOException {
    int[] sizes = new int[states.size()];
    int next = 0;
    for (KeyState state : states.values()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      stage.write(state, new DataOutputStream(bytes));
      sizes[next++] = bytes.size();
    }
    return sizes;
  }

  private Row row(Transactions transactions, int i) {
    Row row = new Row();
    row.id = transactions.id()[i];
    row.time = transactions.time()[i];
    row.keys = new long[] {transactions.customer()[i], transactions.terminal()[i]};
    row.values = new double[layout.width()];
    row.values[layout.fieldSlot("tx_amount")] = transactions.amount()[i];
    return row;
  }

  private static Transactions read(Path file) throws IOException {
    List<String> lines;
    try (BufferedReader reader = open(file)) {
      assertThat(reader.readLine())
          .isEqualTo(
              "transaction_id,tx_time_seconds,customer_id,terminal_id,tx_amount,tx_fraud,"
                  + "tx_fraud_scenario");
      lines = reader.lines().toList();
    }
    int count = lines.size();
    Transactions read =
        new Transactions(
            count,
            new long[count],
            new long[count],
            new long[count],
            new long[count],
            new double[count],
            new boolean[count]);
    for (int i = 0; i < count; i++) {
      String[] cells = lines.get(i).split(",");
      read.id()[i] = Long.parseLong(cells[0]);
      read.time()[i] = START + Long.parseLong(cells[1]) * Specs.SECOND;
      read.customer()[i] = Long.parseLong(cells[2]);
      read.terminal()[i] = Long.parseLong(cells[3]);
      read.amount()[i] = Double.parseDouble(cells[4]);
      read.fraud()[i] = cells[5].equals("1");
    }
    for (int i = 1; i < count; i++) {
      assertThat(read.time()[i]).isGreaterThanOrEqualTo(read.time()[i - 1]);
    }
    return read;
  }

  private static Map<Long, double[]> published(Path file) throws IOException {
    Map<Long, double[]> rows = new HashMap<>();
    try (BufferedReader reader = open(file)) {
      List<String> header = List.of(reader.readLine().split(","));
      int[] columns = PUBLISHED.values().stream().mapToInt(header::indexOf).toArray();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",");
        double[] values = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
          values[i] = Double.parseDouble(cells[columns[i]]);
        }
        rows.put(Long.parseLong(cells[0]), values);
      }
    }
    return rows;
  }

  private static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }
}
