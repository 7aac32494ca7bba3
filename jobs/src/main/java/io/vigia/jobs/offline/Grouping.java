package io.vigia.jobs.offline;

import io.vigia.engine.learned.Group;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The groups that the events of a run belong to, by several ways to group them. */
final class Grouping {
  private final List<Group> groups = new ArrayList<>();
  private final List<Map<Long, Optional<List<String>>>> parts = new ArrayList<>();

  Grouping(RowLayout layout, List<List<String>> by) {
    for (List<String> names : by) {
      groups.add(new Group(layout, names));
      parts.add(new ConcurrentHashMap<>());
    }
  }

  /** How many ways there are. */
  int size() {
    return groups.size();
  }

  /** Writes the numbers of an event's groups, one for each way. */
  void put(Row row, long[] numbers, int from) {
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      long number = group.number(row);
      numbers[from + i] = number;
      parts.get(i).computeIfAbsent(number, absent -> Optional.ofNullable(group.parts(row)));
    }
  }

  /** The parts of the groups that were seen, by their number; without those that lack a part. */
  List<Map<Long, List<String>>> parts() {
    List<Map<Long, List<String>>> known = new ArrayList<>();
    for (Map<Long, Optional<List<String>>> seen : parts) {
      Map<Long, List<String>> whole = new ConcurrentHashMap<>();
      seen.forEach((number, found) -> found.ifPresent(there -> whole.put(number, there)));
      known.add(whole);
    }
    return known;
  }
}
