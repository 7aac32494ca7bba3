package io.vigia.benchmarks.harness;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.schemas.Label;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Simulated payments, and the truth about them, as the bytes of their topics. */
public final class CardRecords {
  private final SingleObjectCodec<Transaction> payments =
      new SingleObjectCodec<>(Transaction.class);
  private final SingleObjectCodec<Label> labels = new SingleObjectCodec<>(Label.class);
  private final long delayMillis;

  /**
   * Records of a detector.
   *
   * @param labelDelay how long after a payment its truth becomes known
   */
  public CardRecords(Duration labelDelay) {
    this.delayMillis = labelDelay.toMillis();
  }

  /** A payment of a day. */
  public byte[] payment(CardDay day, int i) {
    return payments.encode(
        new Transaction(
            day.number(i),
            Instant.ofEpochMilli(day.timeMillis(i)),
            (long) day.customer(i),
            (long) day.terminal(i),
            day.amount(i)));
  }

  /** The truth about a fraud. */
  public byte[] fraud(CardDay day, int i) {
    return labels.encode(
        new Label(
            Long.toString(day.number(i)),
            Instant.ofEpochMilli(day.timeMillis(i)),
            Instant.ofEpochMilli(day.timeMillis(i) + delayMillis),
            Map.of(
                "customer",
                Integer.toString(day.customer(i)),
                "terminal",
                Integer.toString(day.terminal(i))),
            1.0));
  }
}
