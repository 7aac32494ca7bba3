package io.vigia.engine.row;

import io.vigia.engine.expr.Slots;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Which number of a {@link Row} stands at which slot: first the event's number-like fields in the
 * order of the schema, then the model's inputs in the order of the detector, then the features that
 * are none ({@code input: false}).
 *
 * <p>Number-like are numeric, boolean (0 or 1), enum (ordinal) and timestamp fields (microseconds
 * since 1970), and nullable ones of these (null = NaN). A string field has a slot too, with a
 * 53-bit hash of its text, which serves {@code distinct} and equality. An array of numbers has as
 * many slots as the feature that reads it is wide.
 */
public final class RowLayout implements Slots {
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Integer> fieldSlots = new HashMap<>();
  private final Map<String, Integer> arrays = new HashMap<>();
  private final List<String> featureNames = new ArrayList<>();
  private final List<String> helperNames = new ArrayList<>();
  private final List<String> keyNames = new ArrayList<>();
  private final List<String> textFields = new ArrayList<>();
  private final List<Boolean> wholeKeys = new ArrayList<>();
  private final int firstFeature;
  private final int width;

  private RowLayout(DetectorSpec spec) {
    int slot = 0;
    for (FeatureSpec feature : spec.features()) {
      if (feature instanceof FeatureSpec.Field field && field.width() > 1) {
        arrays.put(field.field(), field.width());
      }
    }
    for (Schema.Field field : spec.event().schema().getFields()) {
      slots.put(field.name(), slot);
      fieldSlots.put(field.name(), slot);
      slot += arrays.getOrDefault(field.name(), 1);
      if (isText(field.schema())) {
        textFields.add(field.name());
      }
    }
    firstFeature = slot;
    for (FeatureSpec feature : spec.inputs()) {
      slot = place(feature, slot, featureNames);
    }
    for (FeatureSpec feature : spec.features()) {
      if (spec.helpers().contains(feature.name())) {
        slot = place(feature, slot, helperNames);
      }
    }
    width = slot;
    spec.event()
        .keys()
        .forEach(
            key -> {
              keyNames.add(key.name());
              wholeKeys.add(KeyReaders.isWhole(spec.event().schema(), key.parts()));
            });
  }

  /** Gives a feature its slots; answers the next free one. */
  private int place(FeatureSpec feature, int slot, List<String> names) {
    slots.put(feature.name(), slot);
    int next = slot;
    for (String name : feature.numberNames()) {
      slots.put(name, next++);
      names.add(name);
    }
    return next;
  }

  /** The layout of a detector's rows. */
  public static RowLayout of(DetectorSpec spec) {
    return new RowLayout(spec);
  }

  private static boolean isText(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().stream().anyMatch(RowLayout::isText);
    }
    return schema.getType() == Schema.Type.STRING;
  }

  /** Slot of a field of the event, the first one of an array; -1 where there is none. */
  public int fieldSlot(String field) {
    return fieldSlots.getOrDefault(field, -1);
  }

  /** How many slots a field of the event has: the length of an array that a feature reads, or 1. */
  public int fieldWidth(String field) {
    return arrays.getOrDefault(field, 1);
  }

  /**
   * Slot of a field, a feature or a number of an array feature; of an array its first one; -1 where
   * there is none.
   */
  @Override
  public int slot(String name) {
    return slots.getOrDefault(name, -1);
  }

  /** Length of {@link Row#values}. */
  public int width() {
    return width;
  }

  /** First slot of the features: of the model's inputs, which the others follow. */
  public int firstFeature() {
    return firstFeature;
  }

  /** The model's inputs by name, an array feature as {@code name_0, name_1, …}. */
  public List<String> featureNames() {
    return List.copyOf(featureNames);
  }

  /** Number of the model's inputs. */
  public int featureCount() {
    return featureNames.size();
  }

  /**
   * All that is computed of an event, from {@link #firstFeature} on: the model's inputs, then the
   * features that are none.
   */
  public List<String> computedNames() {
    List<String> names = new ArrayList<>(featureNames);
    names.addAll(helperNames);
    return names;
  }

  /** The detector's keys in their order. */
  public List<String> keyNames() {
    return List.copyOf(keyNames);
  }

  /** Index of a key in {@link Row#keys}; -1 where there is none. */
  public int keyIndex(String key) {
    return keyNames.indexOf(key);
  }

  /**
   * The number of a key by its text, as {@link Row#keys} has it.
   *
   * @throws NumberFormatException when the key is a whole number and the text is none
   */
  public long keyNumber(int keyIndex, String text) {
    return wholeKeys.get(keyIndex) ? Long.parseLong(text) : Keys.hash(text);
  }

  /** String fields in the order of {@link Row#texts}. */
  @Override
  public List<String> textFields() {
    return List.copyOf(textFields);
  }

  @Override
  public double textNumber(String text) {
    return Keys.textNumber(text);
  }
}
