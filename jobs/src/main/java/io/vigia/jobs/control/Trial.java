package io.vigia.jobs.control;

import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import java.util.Map;
import java.util.Optional;

/**
 * Who is compared with whom: what tells the counts of one comparison from those of another.
 *
 * @param active the model that answers
 * @param challenge the model beside it
 */
public record Trial(Serving active, Challenge challenge) {
  static final String CHALLENGER = "challenger_sha256";
  private static final String THRESHOLD = "threshold";
  private static final String CHALLENGER_THRESHOLD = "challenger_threshold";
  private static final String SINCE = "since";

  /** What is compared in a state, if anything. */
  public static Optional<Trial> of(ControlState state) {
    return state
        .challenger()
        .flatMap(beside -> state.active().map(active -> new Trial(active, beside)));
  }

  /** As tags of samples. */
  public Map<String, String> tags() {
    return Map.of(
        Acknowledgement.MODEL,
        active.model(),
        THRESHOLD,
        Double.toString(active.threshold()),
        CHALLENGER,
        challenge.model(),
        CHALLENGER_THRESHOLD,
        Double.toString(challenge.threshold()),
        SINCE,
        Long.toString(challenge.since()));
  }

  /** Reads what {@link #tags} wrote. */
  public static Trial of(Map<String, String> tags) {
    return new Trial(
        new Serving(tags.get(Acknowledgement.MODEL), Double.parseDouble(tags.get(THRESHOLD))),
        new Challenge(
            tags.get(CHALLENGER),
            Double.parseDouble(tags.get(CHALLENGER_THRESHOLD)),
            Long.parseLong(tags.get(SINCE))));
  }
}
