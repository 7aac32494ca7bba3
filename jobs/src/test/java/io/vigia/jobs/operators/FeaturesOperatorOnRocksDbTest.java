package io.vigia.jobs.operators;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** State as bytes in RocksDB, with incremental checkpoints. */
class FeaturesOperatorOnRocksDbTest extends AbstractFeaturesOperatorContract {
  @Override
  StateBackend backend() {
    return new EmbeddedRocksDBStateBackend(true);
  }

  @Override
  StateBackend otherBackend() {
    return new HashMapStateBackend();
  }
}
