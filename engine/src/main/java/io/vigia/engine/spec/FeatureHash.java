package io.vigia.engine.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Identifies what the features of a detector are computed from and how, so that state and models
 * are used only with the features they were made for. Changes of topics, alerts, rules, corners of
 * zones or comments leave it as it is.
 */
public final class FeatureHash {
  private FeatureHash() {}

  /** SHA-256 of the canonical text of event schema, keys and features: 64 hexadecimal digits. */
  public static String of(DetectorSpec spec) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] text = canonicalText(spec).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** One fact a line; a record's own text would change with the names of its components. */
  static String canonicalText(DetectorSpec spec) {
    EventSpec event = spec.event();
    StringJoiner lines = new StringJoiner("\n", "vigia-features-1\n", "\n");
    lines.add("schema " + SchemaNormalization.toParsingForm(event.schema()));
    lines.add("id " + event.idField());
    Schema time = event.schema().getField(event.timeField()).schema();
    // The parsing form drops logical types, and milliseconds are not microseconds.
    lines.add("time " + event.timeField() + " " + time);
    event.keys().forEach(key -> lines.add("key " + key.name() + " " + key.parts()));
    spec.features()
        .forEach(
            feature -> {
              boolean isHelper = spec.helpers().contains(feature.name());
              lines.add((isHelper ? "helper " : "feature ") + text(feature));
            });
    return lines.toString();
  }

  private static String text(FeatureSpec feature) {
    String name = feature.name() + " ";
    if (feature instanceof FeatureSpec.Field f) {
      return name + "field " + f.field() + " " + f.width();
    } else if (feature instanceof FeatureSpec.Calendar f) {
      return name + "calendar " + f.kind() + " " + f.fromHour() + " " + f.toHour();
    } else if (feature instanceof FeatureSpec.Aggregate f) {
      return name + text(f);
    } else if (feature instanceof FeatureSpec.Ratio f) {
      return name + "ratio " + f.of() + " " + f.to();
    } else if (feature instanceof FeatureSpec.Difference f) {
      return name + "difference " + f.of() + " " + f.to();
    } else if (feature instanceof FeatureSpec.Log1p f) {
      return name + "log1p " + f.of();
    } else if (feature instanceof FeatureSpec.Hypot f) {
      return name + "hypot " + f.of();
    } else if (feature instanceof FeatureSpec.Inside f) {
      // Which zones, not where they lie: that is configuration, as rules are.
      return name + "inside " + f.zones().stream().map(ZoneSpec::name).toList() + " " + f.of();
    } else if (feature instanceof FeatureSpec.Expr f) {
      return name + "expr " + f.source();
    } else if (feature instanceof FeatureSpec.Learned f) {
      return name + text(f.table());
    } else if (feature instanceof FeatureSpec.Standard f) {
      return name
          + "standard "
          + f.of()
          + " by="
          + f.by()
          + (f.clip().isPresent() ? " clip=" + f.clip().getAsDouble() : "")
          + " shrink="
          + f.shrink();
    }
    throw new IllegalStateException("no text for " + feature);
  }

  /** How a table is made; what is in it is no part of how features are computed. */
  private static String text(LearnedSpec table) {
    return "learned "
        + table.statistic().yaml()
        + " "
        + table.of()
        + " by="
        + table.by()
        + table
            .grid()
            .map(grid -> " grid=" + grid.of() + "/" + grid.cell() + "/" + grid.smooth())
            .orElse("")
        + " shrink="
        + table.shrink();
  }

  private static String text(FeatureSpec.Aggregate f) {
    StringJoiner text = new StringJoiner(" ");
    text.add("aggregate").add(f.key()).add(f.function().name().toLowerCase(Locale.ROOT));
    f.of().ifPresent(of -> text.add("of=" + of));
    if (f.width() > 1) {
      text.add("width=" + f.width());
    }
    f.window().ifPresent(window -> text.add("window=" + window.toMillis()));
    text.add("delay=" + f.delay().toMillis());
    f.where().ifPresent(where -> text.add("where=" + where));
    f.season().ifPresent(season -> text.add("season=" + season.toMillis()));
    f.around().ifPresent(around -> text.add("around=" + around.toMillis()));
    text.add("n=" + f.n());
    f.halfLife().ifPresent(halfLife -> text.add("half_life=" + halfLife.toMillis()));
    f.over().ifPresent(over -> text.add("over=" + over.toMillis()));
    if (f.memory() > 0) {
      text.add("memory=" + f.memory());
    }
    f.tail()
        .ifPresent(
            tail ->
                text.add("tail=" + tail.share())
                    .add("clip=" + tail.clip())
                    .add("patience=" + tail.patience())
                    .add("warm_up=" + tail.warmUp()));
    f.tail()
        .flatMap(FeatureSpec.Aggregate.Tail::prior)
        .ifPresent(prior -> text.add("prior=" + prior));
    return text.toString();
  }
}
