package io.vigia.engine.expr;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** A small event schema with two features behind its fields, and rows of it. */
final class TestSlots implements Slots {
  static final Schema SCHEMA =
      SchemaBuilder.record("TestEvent")
          .fields()
          .requiredDouble("a")
          .requiredDouble("b")
          .requiredInt("c")
          .optionalDouble("d")
          .requiredBoolean("flag")
          .requiredString("currency")
          .optionalString("merchant")
          .name("channel")
          .type(SchemaBuilder.enumeration("Channel").symbols("CHIP", "SWIPE", "ONLINE"))
          .noDefault()
          .name("embedding")
          .type(SchemaBuilder.array().items().floatType())
          .noDefault()
          .endRecord();

  static final List<String> NAMES =
      List.of(
          "a", "b", "c", "d", "flag", "currency", "merchant", "channel", "embedding", "f1", "f2");

  @Override
  public int slot(String name) {
    return NAMES.indexOf(name);
  }

  @Override
  public List<String> textFields() {
    return List.of("currency", "merchant");
  }

  @Override
  public double textNumber(String text) {
    return text == null ? Double.NaN : Hashing.xxh3_64().hashCharsToLong(text) >>> 11;
  }

  static ExpressionCompiler compiler() {
    return ExpressionCompiler.of(new TestSlots(), SCHEMA);
  }

  static List<String> visible() {
    List<String> names = new ArrayList<>(NAMES);
    names.add(ExpressionCompiler.SCORE);
    return names;
  }

  /** An event; the numbers stand for a, b, c, d, f1, f2, flag, in this order. */
  static Operands event(String currency, String merchant, int channel, double... numbers) {
    double[] values = new double[NAMES.size()];
    double[] given = Arrays.copyOf(numbers, 7);
    System.arraycopy(given, 0, values, 0, 4);
    values[9] = given[4];
    values[10] = given[5];
    values[4] = given[6];
    TestSlots slots = new TestSlots();
    values[5] = slots.textNumber(currency);
    values[6] = slots.textNumber(merchant);
    values[7] = channel < 0 ? Double.NaN : channel;
    return new Event(values, new String[] {currency, merchant}, 0.75);
  }

  record Event(double[] values, String[] texts, double score) implements Operands {}
}
