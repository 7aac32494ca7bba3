package io.vigia.training.learned;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.LearnedSpec.Grid;
import io.vigia.jobs.offline.GroupedTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.training.data.UnsuitableDataException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Fits the learned tables of a detector: over the features of the job itself, in as many passes as
 * tables are made of each other. All events of the range are looked at, also those that the model
 * is validated on: where cameras come one after the other, nothing would be known of the last.
 */
public final class LearnedPasses {
  private final OfflineRequest request;
  private final Consumer<String> progress;

  /**
   * The passes over the events of a request.
   *
   * @param progress receives lines about what is going on
   */
  public LearnedPasses(OfflineRequest request, Consumer<String> progress) {
    this.request = request;
    this.progress = progress;
  }

  /**
   * Fits the tables.
   *
   * @return the request with a folder whose {@code reference.avro} has the tables; the same one
   *     where the detector has none
   * @throws UnsuitableDataException when a table would be empty
   */
  public OfflineRequest run() {
    DetectorSpec spec = SpecFiles.of(request.detector()).spec();
    if (spec.tables().isEmpty()) {
      return request;
    }
    Dependencies dependencies = new Dependencies(spec);
    List<LearnedTable> fitted = new ArrayList<>();
    int passes =
        spec.tables().stream().mapToInt(table -> dependencies.pass(table)).max().orElseThrow();
    for (int pass = 1; pass <= passes; pass++) {
      int now = pass;
      List<LearnedSpec> tables =
          spec.tables().stream().filter(table -> dependencies.pass(table) == now).toList();
      progress.accept(
          "fitting "
              + String.join(", ", tables.stream().map(LearnedSpec::name).toList())
              + (passes > 1 ? " (pass " + pass + " of " + passes + ")" : ""));
      fitted.addAll(fit(tables, fitted));
    }
    return with(fitted);
  }

  private List<LearnedTable> fit(List<LearnedSpec> tables, List<LearnedTable> before) {
    Set<String> columns = new LinkedHashSet<>();
    Set<List<String>> ways = new LinkedHashSet<>();
    for (LearnedSpec table : tables) {
      columns.add(table.of());
      table.grid().map(Grid::of).ifPresent(columns::addAll);
      ways.add(table.by());
    }
    List<List<String>> by = List.copyOf(ways);
    GroupedTable data = OfflineJob.groups(with(before), List.copyOf(columns), by);
    List<LearnedTable> fitted = new ArrayList<>();
    for (LearnedSpec table : tables) {
      LearnedTable found = new TableFit(table, data, by.indexOf(table.by())).fit();
      if (found.values().values().stream().allMatch(value -> Double.isNaN(value))) {
        throw new UnsuitableDataException(
            "learned table '"
                + table.name()
                + "': '"
                + table.of()
                + "' is missing in all "
                + data.rows()
                + " events between --from and --to; do the fields of the features hold anything?");
      }
      fitted.add(found);
    }
    return fitted;
  }

  /** The request with these tables and no others. */
  private OfflineRequest with(List<LearnedTable> tables) {
    TreeMap<String, byte[]> files = new TreeMap<>(request.detector().asMap());
    files.put(DetectorFiles.REFERENCE, Reference.of(new LearnedTables(tables)).write());
    return request.with(new DetectorFiles(request.detector().origin(), files));
  }
}
