package io.vigia.benchmarks.contender.flink;

import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import org.apache.flink.api.java.functions.KeySelector;

/** The key by which alerts are held back; a number, as in the card payments. */
final class AlertedKey implements KeySelector<Alert, Long> {
  private static final long serialVersionUID = 1L;

  private final String name;

  AlertedKey(SpecFiles spec) {
    this.name = spec.spec().alerts().suppress().orElseThrow().key();
  }

  @Override
  public Long getKey(Alert alert) {
    return Long.valueOf(alert.getKeys().get(name));
  }
}
