package io.vigia.jobs.testing;

import io.vigia.engine.score.Scorer;
import io.vigia.jobs.scoring.ModelSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model that brings its task down once, after some rows; a file remembers that it did. */
public final class FailingOnce implements ModelSource {
  private static final long serialVersionUID = 1L;

  private final ModelSource model;
  private final int afterRows;
  private final String marker;

  /**
   * The model.
   *
   * @param model what scores
   * @param afterRows rows of a task before it fails
   * @param marker file that is made when it fails
   */
  public FailingOnce(ModelSource model, int afterRows, Path marker) {
    this.model = model;
    this.afterRows = afterRows;
    this.marker = marker.toString();
  }

  @Override
  public Loaded load() {
    Loaded loaded = model.load();
    return new Loaded(
        loaded.tier(),
        loaded.admission(),
        loaded.threshold(),
        loaded.ref(),
        loaded.usual(),
        capacity -> new FailingScorer(loaded.scorers().apply(capacity)));
  }

  private final class FailingScorer implements Scorer {
    private final Scorer scorer;
    private int rows;

    FailingScorer(Scorer scorer) {
      this.scorer = scorer;
    }

    @Override
    public int width() {
      return scorer.width();
    }

    @Override
    public int capacity() {
      return scorer.capacity();
    }

    @Override
    public void put(int row, double[] values, int from) {
      scorer.put(row, values, from);
    }

    @Override
    public void run(int count) {
      rows += count;
      if (rows > afterRows) {
        failOnce();
      }
      scorer.run(count);
    }

    private void failOnce() {
      try {
        Files.createFile(Path.of(marker));
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      // What a model throws is answered by the ladder; this is no failure of a model.
      throw new AssertionError("fails once, on purpose");
    }

    @Override
    public double score(int row) {
      return scorer.score(row);
    }

    @Override
    public void close() {
      scorer.close();
    }
  }
}
