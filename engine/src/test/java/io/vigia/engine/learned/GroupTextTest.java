package io.vigia.engine.learned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GroupTextTest {

  @Test
  void isReadable() {
    assertThat(GroupText.of(List.of())).isEqualTo("*");
    assertThat(GroupText.of(List.of("cam-1"))).isEqualTo("cam-1");
    assertThat(GroupText.of(List.of("cam-1", "3", "-2"))).isEqualTo("cam-1|3|-2");
    assertThat(GroupText.of(List.of("*"))).isEqualTo("\\*");
  }

  @Provide
  Arbitrary<List<String>> parts() {
    return Arbitraries.strings().withChars("a|*\\ é").ofMaxLength(4).list().ofMaxSize(4);
  }

  @Property(seed = "20261124")
  void parts_come_back(@ForAll("parts") List<String> parts) {
    assertThat(GroupText.parts(GroupText.of(parts))).isEqualTo(parts);
  }
}
