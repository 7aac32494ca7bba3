package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateTest {
  @TempDir Path folder;

  @Test
  void writesTheFileAndSaysHowMany() throws IOException {
    Path file = folder.resolve("deep/card.csv");
    Run run =
        Run.of(
            "simulate",
            "card",
            "--days",
            2,
            "--seed",
            7,
            "--out",
            file,
            "--customers",
            50,
            "--start",
            "2020-02-29",
            "--json");
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    long lines = Files.lines(file).count() - 1;
    assertThat(run.last())
        .matches("\\{\"file\":\".*card.csv\",\"events\":" + lines + ",\"frauds\":\\d+}");
    assertThat(Files.readAllLines(file).get(1)).contains(",2020-02-29T");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate cart --out x.csv | vigia: Unmatched arguments from index 1: 'cart', '--out', 'x.csv'; Did you mean: simulate card or simulate camera?; see vigia simulate --help",
        "simulate camera --customers 5 --out x.csv | vigia: Unknown options: '--customers', '5'; see vigia simulate camera --help",
        "simulate card --out x.txt | vigia: --out x.txt: expected a name that ends in .csv, .csv.gz or .avro",
        "simulate card --days 0 --out x.csv | vigia: --days is 0; expected 1 or more",
        "simulate card --radius -1 --out x.csv | vigia: --radius is -1; expected 0 to 200",
        "simulate card --days 3 | vigia: Missing required option: '--out=FILE'; see vigia simulate card --help",
        "simulate card --out x.csv --days many | vigia: Invalid value for option '--days': 'many' is not an int; see vigia simulate card --help",
        "smulate card | vigia: Unmatched arguments from index 0: 'smulate', 'card'; Did you mean: vigia simulate or vigia evaluate or vigia features?; see vigia --help",
      })
  void wrongUseIsToldInOneLineWithStatusTwo(String arguments, String message) {
    Run run = Run.of((Object[]) arguments.strip().split(" "));
    assertThat(run.err().strip().replace("\n", "; ")).isEqualTo(message);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void noCommandIsWrongUse() {
    Run run = Run.of();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("vigia: Missing required subcommand");
  }

  @Test
  void everyCommandHasHelp() {
    Run run = Run.of("simulate", "--help");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("card", "camera", "sensor", "machine");
    assertThat(Run.of("simulate", "card", "--help").out())
        .contains("--customers", "Number of customers", "--seed", "--json");
    assertThat(Run.of("simulate", "camera", "--help").out())
        .contains("--cameras", "--people-per-hour", "--seed", "--json");
  }
}
