package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlantedFraudsTest {
  private static final long DAY = 86_400_000L;

  private final PlantedFrauds frauds = new PlantedFrauds();

  @Test
  void anAlertFindsAllFraudsOfItsCardOnItsDay() {
    frauds.planted(0, "7", 10 * DAY);
    frauds.planted(0, "7", 11 * DAY - 1);
    frauds.planted(0, "7", 11 * DAY);
    frauds.planted(0, "8", 10 * DAY + 5);

    frauds.alerted("7", 10 * DAY + 100);
    frauds.alerted("7", 10 * DAY + 200);

    assertThat(frauds.planted()).isEqualTo(4);
    assertThat(frauds.found()).isEqualTo(2);
  }

  @Test
  void aFraudCountsWhetherItsAlertComesBeforeOrAfterIt() {
    frauds.alerted("7", 3 * DAY);
    frauds.planted(0, "7", 3 * DAY + 1);

    assertThat(frauds.found()).isEqualTo(1);
  }

  @Test
  void aFalseAlarmFindsNothing() {
    frauds.planted(0, "7", DAY);
    frauds.alerted("9", DAY);
    frauds.alerted("7", 2 * DAY);

    assertThat(frauds.found()).isZero();
  }
}
