package io.vigia.jobs.files;

import io.vigia.schemas.*;
import java.io.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;

public final class EventFiles implements AutoCloseable {
  private final BufferedReader r;
  private String line;
  private long n;
  private final String f;
  private final String[] h;

  EventFiles(Path p) {
    try {
      f = p.toString();
      InputStream in = Files.newInputStream(p);
      if (f.endsWith(".gz")) in = new java.util.zip.GZIPInputStream(in, 65536);
      r = new BufferedReader(new InputStreamReader(in));
      h = r.readLine().split(",");
      line = r.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static EventFiles open(
      io.vigia.engine.spec.DetectorSpec spec, List<Path> files, FileOptions options) {
    return new EventFiles(files.get(0));
  }

  public boolean hasNext() {
    return line != null;
  }

  public FileEvent next() {
    try {
      String[] c = line.split(",");
      line = r.readLine();
      Map<String, String> m = new HashMap<>();
      for (int i = 0; i < h.length; i++) m.put(h[i], c[i]);
      Transaction t =
          new Transaction(
              Long.parseLong(m.get("transaction_id")),
              Instant.parse("2018-04-01T00:00:00Z")
                  .plusSeconds(Long.parseLong(m.get("tx_time_seconds"))),
              Long.parseLong(m.get("customer_id")),
              Long.parseLong(m.get("terminal_id")),
              Double.parseDouble(m.get("tx_amount")));
      var b = Transaction.getEncoder().encode(t);
      byte[] a = new byte[b.remaining()];
      b.get(a);
      return new FileEvent(
          f, n++, a, Double.parseDouble(m.getOrDefault("tx_fraud", "NaN")), null, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      r.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
