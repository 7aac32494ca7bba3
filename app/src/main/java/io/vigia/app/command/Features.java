package io.vigia.app.command;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.jobs.command.DataOptions;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.files.AtomicFile;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia features}. */
@Command(
    name = "features",
    description =
        "Writes the features of events: event_id and one column a feature, the model's inputs first."
            + " Needs no model; what is made of learned tables stays empty without the"
            + " reference.avro of a trained folder.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Features implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write: .csv or .csv.gz.")
  private Path out;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    if (!out.toString().endsWith(".csv") && !out.toString().endsWith(".csv.gz")) {
      throw new IllegalArgumentException(
          "--out " + out + ": expected a name that ends in .csv or .csv.gz");
    }
    OfflineRequest request = data.request(Precision.INT8);
    noteMissingTables(request.detector());
    FeatureTable table;
    try (Working working = Working.on(terminal, "computing features")) {
      table = OfflineJob.allFeatures(request);
    }
    AtomicFile.write(out, part -> write(table, part));
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("file", out.toString());
    results.put("events", table.rows());
    results.put("features", table.width());
    terminal.results(results);
    return 0;
  }

  /** Without the tables that training fits, what is made of them is missing. */
  private void noteMissingTables(DetectorFiles files) {
    List<LearnedSpec> tables = DetectorSpecReader.read(files).tables();
    if (!tables.isEmpty() && !files.files().containsKey(DetectorFiles.REFERENCE)) {
      terminal
          .err()
          .println(
              files.origin()
                  + ": no "
                  + DetectorFiles.REFERENCE
                  + ", so what is made of its learned tables ("
                  + tables.stream().map(LearnedSpec::name).collect(Collectors.joining(", "))
                  + ") stays empty; 'vigia train' makes them");
      terminal.err().flush();
    }
  }

  private void write(FeatureTable table, Path part) throws IOException {
    OutputStream file = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(
                out.toString().endsWith(".gz") ? new GZIPOutputStream(file) : file,
                StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder("event_id");
      table.names().forEach(name -> line.append(',').append(name));
      writer.append(line.append('\n'));
      for (int row = 0; row < table.rows(); row++) {
        line.setLength(0);
        text(table.eventIds()[row], line);
        for (int column = 0; column < table.width(); column++) {
          line.append(',');
          double value = table.value(row, column);
          if (!Double.isNaN(value)) {
            line.append(value);
          }
        }
        writer.append(line.append('\n'));
      }
    }
  }

  /** Quoted where CSV (RFC 4180) asks for it. */
  private static void text(String text, StringBuilder line) {
    if (text.matches("[^,\"\r\n]*")) {
      line.append(text);
    } else {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }
}
