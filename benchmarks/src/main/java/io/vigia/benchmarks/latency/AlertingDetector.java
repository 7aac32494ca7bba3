package io.vigia.benchmarks.latency;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The detector that is measured, with one rule for all others: payments above an amount alert, as
 * many of them as are needed to see the latencies' tail. Alerts are not held back, so that each of
 * these payments gives one. Model, features and reasons are the detector's own.
 *
 * @param files the folder
 * @param amount payments above it alert
 */
record AlertingDetector(DetectorFiles files, double amount) {
  /** Name of the rule. */
  static final String RULE = "measured";

  private static final Pattern SUPPRESS = Pattern.compile("(?m)^ +suppress:.*\\R");
  private static final Pattern RULES = Pattern.compile("(?ms)^rules:.*");
  private static final int DAYS = 3;

  /**
   * The detector of a folder with another rule.
   *
   * @param share of the payments that the rule hits, above 0; 1 for all
   */
  static AlertingDetector of(DetectorFiles folder, double share) {
    double amount = share >= 1 ? -1 : amountOf(share);
    byte[] before = folder.files().get(DetectorFiles.SPEC);
    String yaml = new String(before, StandardCharsets.UTF_8);
    Matcher rules = RULES.matcher(SUPPRESS.matcher(yaml).replaceAll(""));
    if (!rules.find()) {
      throw new IllegalArgumentException(
          folder.origin() + ": no 'rules' in detector.yaml; expected them as its last section");
    }
    String rule = "rules:\n  - {name: " + RULE + ", when: \"tx_amount > " + amount + "\"}\n";
    byte[] after =
        rules.replaceAll(Matcher.quoteReplacement(rule)).getBytes(StandardCharsets.UTF_8);
    TreeMap<String, byte[]> files = new TreeMap<>(folder.files());
    files.put(DetectorFiles.SPEC, after);
    // The card names the hash of each file.
    files.computeIfPresent(
        DetectorFiles.CARD,
        (name, card) ->
            new String(card, StandardCharsets.UTF_8)
                .replace(Sha256.of(before), Sha256.of(after))
                .getBytes(StandardCharsets.UTF_8));
    return new AlertingDetector(new DetectorFiles(folder.origin(), files), amount);
  }

  /** The amount that a share of the simulated payments exceeds. */
  private static double amountOf(double share) {
    CardSimulator simulator = new CardSimulator(CardParameters.defaults(), PacedFeed.SEED);
    double[] amounts = new double[0];
    for (int i = 0; i < DAYS; i++) {
      CardDay day = simulator.next();
      int known = amounts.length;
      amounts = Arrays.copyOf(amounts, known + day.size());
      for (int j = 0; j < day.size(); j++) {
        amounts[known + j] = day.amount(j);
      }
    }
    Arrays.sort(amounts);
    return amounts[(int) ((1 - share) * (amounts.length - 1))];
  }
}
