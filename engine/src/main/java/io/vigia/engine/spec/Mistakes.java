package io.vigia.engine.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The mistakes found in a file so far, so that all of them are reported at once. */
final class Mistakes {
  /** More are not reported: by then the file is something else than a detector. */
  private static final int MAX_REPORTED = 50;

  private final String file;
  private final List<Mistake> found = new ArrayList<>();

  private record Mistake(int line, String text) {}

  Mistakes(String file) {
    this.file = file;
  }

  /**
   * Notes a mistake.
   *
   * @param line where, from 1
   * @param text what was found, what was expected, what to do
   */
  void add(int line, String text) {
    found.add(new Mistake(line, text.replaceAll("[\\r\\n]+", " ")));
  }

  /** Throws what was found, in the order of the file. */
  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    // The sort is stable: mistakes of one line stay in the order in which they were found.
    String message =
        found.stream()
            .sorted(Comparator.comparingInt(Mistake::line))
            .limit(MAX_REPORTED)
            .map(mistake -> file + ":" + mistake.line() + ": " + mistake.text())
            .collect(Collectors.joining("\n"));
    if (found.size() > MAX_REPORTED) {
      message += "\n" + file + ": and " + (found.size() - MAX_REPORTED) + " more";
    }
    throw new SpecException(message);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }
}
