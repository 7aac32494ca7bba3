package io.vigia.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/** Holds the table of options in the guide against the code. */
class JobOptionsDocTest {
  private static final String BEGIN = "<!-- options: begin -->\n";
  private static final String END = "<!-- options: end -->";

  private static String table() {
    StringBuilder table =
        new StringBuilder("| option | default | meaning |\n| --- | --- | --- |\n");
    for (ConfigOption<?> option : JobOptions.all()) {
      table
          .append("| `")
          .append(option.key())
          .append("` | ")
          .append(value(option))
          .append(" | ")
          .append(new HtmlFormatter().format(option.description()))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String value(ConfigOption<?> option) {
    Object value = option.defaultValue();
    if (value == null || Map.of().equals(value)) {
      return "";
    }
    if (value instanceof Duration duration) {
      return "`" + text(duration) + "`";
    }
    return "`" + value.toString().toLowerCase(Locale.ROOT) + "`";
  }

  private static String text(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  @Test
  void theGuideHasTheOptionsOfTheCode() throws Exception {
    Path guide = Path.of("..", "docs", "guide", "jobs.md");
    String text = Files.readString(guide);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (System.getenv("VIGIA_WRITE_DOCS") != null) {
      Files.writeString(guide, text.substring(0, begin) + table() + text.substring(end));
      text = Files.readString(guide);
      end = text.indexOf(END);
    }
    assertThat(text.substring(begin, end))
        .as("docs/guide/jobs.md; with VIGIA_WRITE_DOCS=1 this test writes it anew")
        .isEqualTo(table());
  }
}
