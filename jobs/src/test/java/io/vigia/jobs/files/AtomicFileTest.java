package io.vigia.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesTheFileWhenTheNewOneIsComplete() throws IOException {
    Path out = Files.writeString(folder.resolve("out.csv"), "old");

    AtomicFile.write(
        out,
        part -> {
          Files.writeString(part, "new");
          assertThat(Files.readString(out)).isEqualTo("old");
        });

    assertThat(Files.readString(out)).isEqualTo("new");
    assertThat(names()).containsExactly("out.csv");
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
    Path out = Files.writeString(folder.resolve("out.csv"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    out,
                    part -> {
                      Files.writeString(part, "half");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(Files.readString(out)).isEqualTo("old");
    assertThat(names()).containsExactly("out.csv");
  }

  @Test
  void isReadableByWhoeverMayReadAnOrdinaryNewFile() throws IOException {
    Path ordinary = Files.createFile(folder.resolve("ordinary"));
    Path out = folder.resolve("deep/out.csv");

    AtomicFile.write(out, part -> Files.writeString(part, "new"));

    assertThat(Files.getPosixFilePermissions(out))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }
}
