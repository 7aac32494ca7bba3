package io.vigia.training.compare;

import java.util.Locale;

/** What a comparison comes to, in one sentence. */
final class Verdict {
  private Verdict() {}

  static String of(Comparison found) {
    Comparison.Side a = found.a();
    Comparison.Side b = found.b();
    String winner =
        found.low() > 0
            ? "B is better"
            : found.high() < 0 ? "A is better" : "neither is better beyond chance";
    return String.format(
        Locale.ROOT,
        "%s: average precision of B is %+.4f to that of A (95 %% interval %+.4f to %+.4f), at %.2f"
            + " times the bytes and %.2f times the time a record in batches of %d.",
        winner,
        found.difference(),
        found.low(),
        found.high(),
        (double) b.bytes() / a.bytes(),
        b.fastestMicros() / a.fastestMicros(),
        b.timings().lastKey());
  }
}
