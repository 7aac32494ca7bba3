package io.vigia.jobs.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Label;
import io.vigia.schemas.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A small detector of payments, by rules unless a test passes a model, and payments for it. */
public final class TestDetector {
  /** Its description. */
  public static final String YAML =
      """
      detector: test-card
      event:
        schema: Transaction
        topic: transactions
        id: transaction_id
        time: tx_time
        out_of_orderness: 10s
        valid: {from: 2000-01-01, to: 2100-01-01, max_ahead: 1h}
        keys: {customer: customer_id, terminal: terminal_id}
      labels:
        topic: card-labels
        field: tx_fraud
        delay: 1d
      features:
        - {name: amount, field: tx_amount}
        - {name: customer_count_1d, key: customer, aggregate: count, window: 1d}
        - {name: customer_mean_1d, key: customer, aggregate: mean, of: tx_amount, window: 1d}
        - {name: terminal_count_1d, key: terminal, aggregate: count, window: 1d}
        - {name: terminal_risk_7d, key: terminal, aggregate: mean, of: label, window: 7d, delay: 1d}
      alerts:
        suppress: {key: customer, for: 1h}
      rules:
        - {name: large, when: "amount > 220.0", severity: high}
      """;

  /** The time of the first payment. */
  public static final Instant START = Instant.parse("2018-05-01T00:00:00Z");

  private TestDetector() {}

  /** Its folder, in memory. */
  public static DetectorFiles files() {
    return files(YAML);
  }

  /** A folder with this description. */
  public static DetectorFiles files(String yaml) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(UTF_8));
    return new DetectorFiles("test-card", files);
  }

  /** Its description. */
  public static SpecFiles spec() {
    return SpecFiles.of(files());
  }

  /** Its folder, on disk. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(DetectorFiles.SPEC), YAML);
    return folder;
  }

  /** A payment. */
  public static Transaction payment(
      long id, long secondsFromStart, long customer, long terminal, double amount) {
    return new Transaction(id, START.plusSeconds(secondsFromStart), customer, terminal, amount);
  }

  /** A payment as bytes. */
  public static byte[] bytes(
      long id, long secondsFromStart, long customer, long terminal, double amount) {
    return EmbeddedKafka.encode(payment(id, secondsFromStart, customer, terminal, amount));
  }

  /** The truth about a payment as bytes. */
  public static byte[] label(
      long id,
      long secondsFromStart,
      long knownAtSeconds,
      long customer,
      long terminal,
      double truth) {
    return EmbeddedKafka.encodeAny(
        new Label(
            Long.toString(id),
            START.plusSeconds(secondsFromStart),
            START.plusSeconds(knownAtSeconds),
            Map.of("customer", Long.toString(customer), "terminal", Long.toString(terminal)),
            truth));
  }

  /** Payments half a minute apart; one of eleven is large. */
  public static List<byte[]> payments(int count, long firstId, long seed) {
    Random random = new Random(seed);
    List<byte[]> payments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double amount = random.nextInt(11) == 0 ? 300 + random.nextInt(100) : random.nextInt(200);
      payments.add(bytes(firstId + i, i * 30L, random.nextInt(40), random.nextInt(25), amount));
    }
    return payments;
  }
}
