package io.vigia.jobs.operators;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** State as objects on the heap, changed in place. */
class FeaturesOperatorOnHeapTest extends AbstractFeaturesOperatorContract {
  @Override
  StateBackend backend() {
    return new HashMapStateBackend();
  }

  @Override
  StateBackend otherBackend() {
    return new EmbeddedRocksDBStateBackend(true);
  }
}
