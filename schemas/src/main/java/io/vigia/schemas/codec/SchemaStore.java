package io.vigia.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The schemas that a record may have been written with, by their CRC-64-AVRO fingerprint: the
 * current one and the versions before it.
 */
public final class SchemaStore {
  private static final String HISTORY = "/io/vigia/schemas/history/";

  private final Schema current;
  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  private SchemaStore(Schema current, List<Schema> older) {
    this.current = current;
    older.forEach(this::add);
    add(current);
  }

  private void add(Schema schema) {
    byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  /** The current schema, and the committed versions where it is one of vigia's records. */
  public static SchemaStore of(Schema current) {
    boolean isOurs = "io.vigia.schemas".equals(current.getNamespace());
    return new SchemaStore(current, isOurs ? committed(current.getName()) : List.of());
  }

  /** The committed versions of one of vigia's records, version 1 first. */
  public static List<Schema> committed(String name) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String file = HISTORY + name + ".v" + (versions.size() + 1) + ".avsc";
      try (InputStream in = SchemaStore.class.getResourceAsStream(file)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
  }

  /** The schema that records are written with now. */
  public Schema current() {
    return current;
  }

  /** All schemas a record may have been written with. */
  public List<Schema> all() {
    return List.copyOf(byFingerprint.values());
  }

  /** The schema of a fingerprint. */
  public Optional<Schema> find(long fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }
}
