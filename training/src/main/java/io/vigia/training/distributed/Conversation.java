package io.vigia.training.distributed;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.InstantiationUtil;

/**
 * The workers as the coordinator sees them: one thread asks and waits, Flink's threads bring the
 * gateways and the answers.
 */
final class Conversation implements Workers {
  private static final Arrival END = new Arrival(-1, new byte[0]);

  private final SubtaskGateway[] gateways;
  private final Messages[] incoming;
  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final int partBytes;
  private final ClassLoader loader;
  private volatile Traffic traffic = Traffic.NONE;

  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  private record Arrival(int worker, byte[] message) {}

  /**
   * A conversation that nobody takes part in yet.
   *
   * @param workers how many will
   * @param partBytes largest part of a message
   * @param loader of the classes of answers
   */
  Conversation(int workers, int partBytes, ClassLoader loader) {
    this.gateways = new SubtaskGateway[workers];
    this.incoming = new Messages[workers];
    for (int i = 0; i < workers; i++) {
      incoming[i] = new Messages();
    }
    this.partBytes = partBytes;
    this.loader = loader;
  }

  /** A worker can be reached. */
  synchronized void connect(int worker, SubtaskGateway gateway) {
    gateways[worker] = gateway;
  }

  /** A worker has sent something. */
  void receive(int worker, MessagePart part) {
    incoming[worker].add(part).ifPresent(message -> arrivals.add(new Arrival(worker, message)));
  }

  /** No answer will come any more. */
  void end() {
    arrivals.add(END);
  }

  /** Waits until all workers have their rows. */
  void awaitReady() {
    answers();
  }

  @Override
  public int count() {
    return gateways.length;
  }

  @Override
  public <A extends Serializable> List<A> ask(Question<A> question) {
    byte[] message = bytes(question);
    for (MessagePart part : Messages.parts(message, partBytes)) {
      for (int i = 0; i < gateways.length; i++) {
        // Flink fails a task that an event does not reach.
        var unused = gateway(i).sendEvent(part);
      }
    }
    byte[][] answers = answers();
    long up = 0;
    List<A> read = new ArrayList<>();
    for (byte[] answer : answers) {
      up += answer.length;
      read.add(read(answer));
    }
    traffic = traffic.plus((long) message.length * answers.length, up);
    return read;
  }

  private synchronized SubtaskGateway gateway(int worker) {
    return gateways[worker];
  }

  private byte[][] answers() {
    byte[][] answers = new byte[gateways.length][];
    for (int i = 0; i < answers.length; i++) {
      Arrival arrival = take();
      if (arrival == END) {
        throw new ConversationEndedException();
      }
      answers[arrival.worker()] = arrival.message();
    }
    return answers;
  }

  private Arrival take() {
    try {
      return arrivals.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConversationEndedException();
    }
  }

  private static byte[] bytes(Question<?> question) {
    try {
      return InstantiationUtil.serializeObject(question);
    } catch (IOException e) {
      throw new FlinkRuntimeException("cannot send " + question, e);
    }
  }

  private <A extends Serializable> A read(byte[] answer) {
    try {
      return InstantiationUtil.deserializeObject(answer, loader);
    } catch (IOException | ClassNotFoundException e) {
      throw new FlinkRuntimeException("cannot read a worker's answer", e);
    }
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
