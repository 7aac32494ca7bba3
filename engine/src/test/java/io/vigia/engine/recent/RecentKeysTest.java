package io.vigia.engine.recent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecentKeysTest {

  private static List<Long> inOrder(RecentKeys keys) {
    List<Long> order = new ArrayList<>();
    for (int slot = keys.oldest(); slot != RecentKeys.NONE; slot = keys.newer(slot)) {
      order.add(keys.key(slot));
    }
    return order;
  }

  private static void use(RecentKeys keys, long key, int most) {
    int slot = keys.find(key);
    if (slot != RecentKeys.NONE) {
      keys.renew(slot);
      return;
    }
    if (keys.size() == most) {
      keys.remove(keys.oldest());
    }
    keys.add(key);
  }

  /** Against the JDK's linked map in the order of access; keys that collide, and few slots. */
  @Property(tries = 300, seed = "7")
  void keepsTheOrderOfUseLikeALinkedMap(
      @ForAll @Size(min = 1, max = 400) List<@IntRange(min = 0, max = 40) Integer> uses,
      @ForAll @IntRange(min = 1, max = 20) int most,
      @ForAll @IntRange(min = 0, max = 60) int bits) {
    RecentKeys keys = new RecentKeys();
    Map<Long, Boolean> expected =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > most;
          }
        };
    for (int use : uses) {
      // Keys far apart and near, negative ones among them.
      long key = (long) (use - 20) << bits;
      use(keys, key, most);
      expected.merge(key, true, Boolean::logicalOr);
      assertThat(keys.size()).isEqualTo(expected.size()).isLessThanOrEqualTo(keys.capacity());
    }
    assertThat(inOrder(keys)).containsExactlyElementsOf(expected.keySet());
    for (long key : expected.keySet()) {
      assertThat(keys.key(keys.find(key))).isEqualTo(key);
    }
  }

  @Test
  void slotsStayWhereTheyAreWhileOthersComeAndGo() {
    RecentKeys keys = new RecentKeys();
    int slot = keys.add(7);
    for (long other = 100; other < 1000; other++) {
      use(keys, other, 50);
      keys.renew(slot);
      assertThat(keys.find(7)).isEqualTo(slot);
    }
    assertThat(keys.capacity()).isEqualTo(64);
    keys.remove(slot);
    assertThat(keys.find(7)).isEqualTo(RecentKeys.NONE);
    assertThat(keys.size()).isEqualTo(49);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    RecentKeys keys = new RecentKeys();
    keys.add(1);
    keys.add(2);
    RecentKeys copy = keys.copy();
    keys.remove(keys.oldest());
    keys.add(3);
    copy.renew(copy.oldest());
    assertThat(inOrder(copy)).containsExactly(2L, 1L);
    assertThat(inOrder(keys)).containsExactly(2L, 3L);
  }
}
