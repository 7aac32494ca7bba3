package io.vigia.app.simulate.camera;

import io.vigia.app.simulate.Cells;
import io.vigia.app.simulate.EventBatch;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The boxes of some minutes, by frame, then camera. Boxes of later frames are kept for the next
 * minutes.
 */
public final class Boxes implements EventBatch {
  private static final Anomaly[] KINDS = Anomaly.values();
  private static final int INDEX_BITS = 28;
  private static final int CAMERA_BITS = 10;
  private static final int HOUR_LETTERS = "2024-01-01T00".length();

  private final List<Camera> cameras;
  private final long startMillis;
  private final int frameMillis;

  private int filled;
  private long[] frames = new long[1024];
  private int[] camera = new int[1024];
  private int[] tracks = new int[1024];
  // Left, upper, right, lower edge; confidence.
  private double[] numbers = new double[5 * 1024];
  private boolean[] objects = new boolean[1024];
  private byte[] kinds = new byte[1024];
  private long[] episodes = new long[1024];
  private boolean[] abnormalFrame = new boolean[1024];

  private int size;
  private long[] order = new long[1024];
  private long fromFrame;
  private long clipHour = Long.MIN_VALUE;
  private String clip;

  Boxes(List<Camera> cameras, long startMillis, int frameMillis) {
    this.cameras = cameras;
    this.startMillis = startMillis;
    this.frameMillis = frameMillis;
  }

  /** Adds a box of a frame that is not read yet; {@code kind} is null where nothing is planted. */
  void add(
      long frame,
      int cameraNumber,
      int track,
      double[] box,
      double confidence,
      boolean object,
      Anomaly kind,
      long episode) {
    if (filled == frames.length) {
      grow();
    }
    frames[filled] = frame;
    camera[filled] = cameraNumber;
    tracks[filled] = track;
    System.arraycopy(box, 0, numbers, 5 * filled, 4);
    numbers[5 * filled + 4] = confidence;
    objects[filled] = object;
    kinds[filled] = (byte) (kind == null ? -1 : kind.ordinal());
    episodes[filled] = kind == null ? -1 : episode;
    filled++;
  }

  private void grow() {
    int length = Math.multiplyExact(filled, 2);
    frames = Arrays.copyOf(frames, length);
    camera = Arrays.copyOf(camera, length);
    tracks = Arrays.copyOf(tracks, length);
    numbers = Arrays.copyOf(numbers, 5 * length);
    objects = Arrays.copyOf(objects, length);
    kinds = Arrays.copyOf(kinds, length);
    episodes = Arrays.copyOf(episodes, length);
  }

  /** Forgets the boxes that were read. */
  void forget(long beforeFrame) {
    int kept = 0;
    for (int i = 0; i < filled; i++) {
      if (frames[i] >= beforeFrame) {
        frames[kept] = frames[i];
        camera[kept] = camera[i];
        tracks[kept] = tracks[i];
        System.arraycopy(numbers, 5 * i, numbers, 5 * kept, 5);
        objects[kept] = objects[i];
        kinds[kept] = kinds[i];
        episodes[kept] = episodes[i];
        kept++;
      }
    }
    filled = kept;
    fromFrame = beforeFrame;
  }

  /** Puts the boxes up to a frame, exclusive, in order: these are the batch. */
  void upTo(long untilFrame) {
    order = order.length < filled ? new long[frames.length] : order;
    size = 0;
    for (int i = 0; i < filled; i++) {
      if (frames[i] < untilFrame) {
        order[size++] = ((frames[i] - fromFrame) << CAMERA_BITS | camera[i]) << INDEX_BITS | i;
      }
    }
    Arrays.sort(order, 0, size);
    abnormalFrame = abnormalFrame.length < size ? new boolean[order.length] : abnormalFrame;
    for (int from = 0, to; from < size; from = to) {
      boolean any = false;
      for (to = from; to < size && order[to] >>> INDEX_BITS == order[from] >>> INDEX_BITS; to++) {
        any |= kinds[at(to)] >= 0;
      }
      Arrays.fill(abnormalFrame, from, to, any);
    }
  }

  private int at(int index) {
    return (int) (order[index] & (1L << INDEX_BITS) - 1);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String id(int index) {
    return camera(index).name() + "-" + frame(index) + "-" + track(index);
  }

  @Override
  public long timeMillis(int index) {
    return startMillis + frame(index) * frameMillis;
  }

  @Override
  public int source(int index) {
    return camera[at(index)];
  }

  @Override
  public long episode(int index) {
    return episodes[at(index)];
  }

  /** Which camera saw it. */
  public Camera camera(int index) {
    return cameras.get(camera[at(index)]);
  }

  /** Number of the picture, since the beginning. */
  public long frame(int index) {
    return frames[at(index)];
  }

  /** The tracker's number, of this camera. */
  public int track(int index) {
    return tracks[at(index)];
  }

  /** An edge of the box in pixels: 0 left, 1 upper, 2 right, 3 lower. */
  public double edge(int index, int which) {
    return numbers[5 * at(index) + which];
  }

  /** Whether it is a thing and no person. */
  public boolean object(int index) {
    return objects[at(index)];
  }

  /** What was planted; null where nothing was. */
  public Anomaly kind(int index) {
    byte kind = kinds[at(index)];
    return kind < 0 ? null : KINDS[kind];
  }

  /** Whether any box of this frame of this camera is part of something planted. */
  public boolean abnormalFrame(int index) {
    return abnormalFrame[index];
  }

  /** The track; of a crowd, which nobody is alone, the camera. */
  @Override
  public String subject(int index) {
    String name = camera(index).name();
    return kind(index) == Anomaly.CROWD_SURGE ? name : name + "/" + track(index);
  }

  @Override
  public void event(int index, Cells out) throws IOException {
    out.text(id(index));
    out.text(camera(index).name());
    out.time(timeMillis(index));
    out.text(Integer.toString(track(index)));
    for (int edge = 0; edge < 4; edge++) {
      out.decimal(edge(index, edge), 1);
    }
    out.text(clip(timeMillis(index)));
    out.text(object(index) ? "object" : "person");
    out.decimal(numbers[5 * at(index) + 4], 2);
  }

  /** The recording of the hour. */
  private String clip(long millis) {
    if (Math.floorDiv(millis, 3_600_000) != clipHour) {
      clipHour = Math.floorDiv(millis, 3_600_000);
      clip = Instant.ofEpochMilli(millis).toString().substring(0, HOUR_LETTERS);
    }
    return clip;
  }

  @Override
  public void truth(int index, Cells out) throws IOException {
    out.whole(frame(index));
    out.whole(planted(index) ? 1 : 0);
    out.whole(abnormalFrame(index) ? 1 : 0);
    out.text(planted(index) ? kind(index).text() : "");
    out.whole(episode(index));
  }
}
