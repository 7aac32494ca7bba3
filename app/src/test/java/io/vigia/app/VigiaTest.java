package io.vigia.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VigiaTest {

  @Test
  void helpListsAllCommandsThoseOfOtherModulesToo() {
    Run run = Run.of("--help");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("demo", "simulate", "score", "features", "evaluate", "model", "train", "bench")
        .contains("0 done, 1 the work failed, 2 wrong use");
  }

  @Test
  void aMisspeltCommandIsWrongUseWithWhatWasMeant() {
    Run run = Run.of("simulat");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("Unmatched argument at index 0: 'simulat'", "Did you mean: vigia simulate")
        .contains("see vigia --help");
  }

  @Test
  void aMisspeltOptionIsWrongUseWithWhatWasMeant() {
    Run run = Run.of("demo", "--no-browsr");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Possible solutions: --no-browser");
  }

  @Test
  void noCommandIsWrongUse() {
    Run run = Run.of();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Missing required subcommand", "see vigia --help");
  }
}
