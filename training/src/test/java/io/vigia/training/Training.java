package io.vigia.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A small detector, its data, and runs of {@code vigia train} whose output is caught. */
public final class Training {
  /** The description of the detector. */
  public static final String SPEC =
      """
      detector: small
      event:
        schema: Transaction
        topic: transactions
        id: transaction_id
        time: tx_time
        out_of_orderness: 10s
        keys: {customer: customer_id, terminal: terminal_id}
      labels:
        topic: card-labels
        field: tx_fraud
        delay: 1d
      features:
        - {name: amount, field: tx_amount}
        - {name: customer_count_1d, key: customer, aggregate: count, window: 1d}
        - {name: customer_mean_1d, key: customer, aggregate: mean, of: tx_amount, window: 1d}
        - {name: amount_to_mean, ratio: {of: amount, to: customer_mean_1d}}
        - {name: terminal_risk_7d, key: terminal, aggregate: mean, of: label, window: 7d, delay: 1d}
      model:
        file: model.onnx
        pca: {variance: 0.999}
        network: {kind: classifier, hidden: [16, 8]}
      alerts:
        budget: 20/day
        suppress: {key: customer, for: 24h}
      """;

  private Training() {}

  /** What a run left behind. */
  record Run(int exit, String out, String err) {}

  /** Runs {@code vigia train} as its process would. */
  static Run run(Object... arguments) {
    return command(Stream.concat(Stream.of("train"), Arrays.stream(arguments)).toArray());
  }

  /** Runs a command as its process would. */
  static Run command(Object... arguments) {
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
    ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
      int exit = TrainingMain.run(texts);
      return new Run(
          exit,
          caughtOut.toString(StandardCharsets.UTF_8),
          caughtErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** A folder with a description. */
  public static Path detector(Path folder, String spec) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("detector.yaml"), spec);
    return folder;
  }

  /** Payments five minutes apart; frauds are several times what their card pays, or stolen. */
  public static Path payments(Path file, int rows, double share) throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    StringBuilder csv =
        new StringBuilder("transaction_id,tx_time,customer_id,terminal_id,tx_amount,tx_fraud\n");
    for (int i = 0; i < rows; i++) {
      int customer = random.nextInt(40);
      boolean isFraud = random.nextDouble() < share;
      double usual = 10 + 2 * customer;
      double amount = usual * (isFraud ? random.nextDouble(1.8, 5) : random.nextDouble(0.5, 2.2));
      csv.append(i)
          .append(',')
          .append(1_522_540_800_000L + i * 300_000L)
          .append(',')
          .append(customer)
          .append(',')
          .append(random.nextInt(25))
          .append(',')
          .append(Math.round(amount * 100) / 100.0)
          .append(',')
          .append(isFraud ? 1 : 0)
          .append('\n');
    }
    return Files.writeString(file, csv);
  }
}
