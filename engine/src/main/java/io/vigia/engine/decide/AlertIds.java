package io.vigia.engine.decide;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/** Ids of alerts: the same event of the same detector gives the same id, run after run. */
public final class AlertIds {
  private static final Hasher128 HASHER = Hashing.xxh3_128();

  private AlertIds() {}

  /**
   * The 128-bit XXH3 hash (Y. Collet, xxHash) of the detector's name, a zero byte and the event's
   * id in UTF-8, as 32 lower-case hexadecimal digits, high bits first. Of a thousand million
   * alerts, two share an id with a probability of 1e-21.
   */
  public static String id(String detector, String eventId) {
    HashValue128 hash = HASHER.hashBytesTo128Bits((detector + '\0' + eventId).getBytes(UTF_8));
    return hex(hash.getMostSignificantBits()) + hex(hash.getLeastSignificantBits());
  }

  private static String hex(long bits) {
    return String.format("%016x", bits);
  }
}
