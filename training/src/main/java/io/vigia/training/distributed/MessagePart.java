package io.vigia.training.distributed;

import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * A part of a message between the coordinator and a worker. Flink sends such events by remote
 * calls, whose size is limited (10 MB unless configured), so long messages go in several.
 *
 * @param number of the part, from 0
 * @param parts how many there are
 * @param bytes of the message
 */
@SuppressWarnings("ArrayRecordComponent") // Sent and read, never compared.
record MessagePart(int number, int parts, byte[] bytes) implements OperatorEvent {}
