package io.vigia.schemas;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecordBase;

/** A record with a version before the current one, such as the topics' records will have. */
public class Sample extends SpecificRecordBase {
  private static final long serialVersionUID = 1L;

  /** The current schema; version 1 is a resource of the tests. */
  public static final Schema SCHEMA$ =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Sample", "namespace": "io.vigia.schemas", "fields": [
                {"name": "added", "type": "double", "default": 0.5},
                {"name": "id", "type": "long"},
                {"name": "label", "type": ["null", "string"], "default": null}
              ]}
              """);

  private final Object[] values = new Object[3];

  /** As Avro makes it. */
  public Sample() {}

  /** A record of these values. */
  public Sample(double added, long id, String label) {
    values[0] = added;
    values[1] = id;
    values[2] = label;
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return values[field];
  }

  @Override
  public void put(int field, Object value) {
    values[field] = value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sample sample && GenericData.get().compare(this, sample, SCHEMA$) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode((long) values[1]);
  }
}
