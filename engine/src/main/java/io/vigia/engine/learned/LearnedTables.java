package io.vigia.engine.learned;

import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.LearnedSpec;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The learned tables of a detector, as its features use them.
 *
 * @param tables those that training has fitted; of one that is not among them nothing is known
 */
public record LearnedTables(List<LearnedTable> tables) implements Serializable {
  /** Nothing is known yet. */
  public static final LearnedTables NONE = new LearnedTables(List.of());

  public LearnedTables {
    // A list that can travel in a job's graph.
    tables = new ArrayList<>(tables);
  }

  /** A table, ready to be looked at; NaN for all events where it has not been fitted. */
  public TableLookup lookup(LearnedSpec spec, RowLayout layout) {
    LearnedTable known =
        tables.stream()
            .filter(table -> table.name().equals(spec.name()))
            .findFirst()
            .orElseGet(
                () ->
                    new LearnedTable(
                        spec.name(), new TreeMap<>(Map.of(GroupText.ALL, Double.NaN))));
    return TableLookup.of(spec, known, layout);
  }

  /** SHA-256 of the numbers, in hexadecimal: what a model was trained with and must run with. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LearnedTable table : tables) {
        update(digest, table.name());
        table
            .values()
            .forEach(
                (group, value) -> {
                  update(digest, group);
                  digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
                });
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
