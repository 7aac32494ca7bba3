package io.vigia.jobs.control;

import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.control.ModelShelf;
import io.vigia.engine.control.RefusedException;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.DetectorException;
import io.vigia.engine.model.Reference;
import io.vigia.engine.model.SampleBudget;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.SpecException;
import io.vigia.jobs.scoring.FolderModel;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Fetches folders and checks them as a job checks its own before the start: hashes, features,
 * golden vectors, admission gate. Keeps the bytes of those at hand. One thread may load while
 * another one reads what is at hand.
 */
public final class FolderShelf implements ModelShelf {
  private final JobModels models;
  private final Map<String, DetectorFiles> folders = new ConcurrentSkipListMap<>();

  /**
   * A shelf with what a checkpoint kept.
   *
   * @param models the models of the job
   * @param kept SHA-256 of models and their folders
   */
  public FolderShelf(JobModels models, Map<String, DetectorFiles> kept) {
    this.models = models;
    folders.putAll(kept);
  }

  @Override
  public KnownModel load(String uri, String sha256) throws RefusedException {
    DetectorFiles files = RemoteFolder.fetch(uri);
    Detector detector;
    try {
      checkFits(uri, DetectorSpecReader.read(files), files, sha256);
      detector = models.of(files).detector();
    } catch (SpecException | DetectorException e) {
      throw new RefusedException(e.getMessage(), e);
    }
    folders.put(sha256, files);
    return new KnownModel(sha256, detector.modelRef().getVersion(), detector.threshold());
  }

  private void checkFits(String uri, DetectorSpec found, DetectorFiles files, String sha256)
      throws RefusedException {
    DetectorSpec expected = models.spec().spec();
    if (!found.name().equals(expected.name())) {
      throw new RefusedException(
          uri + ": is of detector '" + found.name() + "', this job is '" + expected.name() + "'");
    }
    String features = FeatureHash.of(expected);
    if (!FeatureHash.of(found).equals(features)) {
      throw new RefusedException(
          uri
              + ": features_hash is "
              + FeatureHash.of(found)
              + ", expected "
              + features
              + ": the model is for other features than this job computes; start a job of its own"
              + " for it");
    }
    if (!found.tables().isEmpty() && !Reference.tables(files).hash().equals(models.tables())) {
      throw new RefusedException(
          uri
              + ": its learned tables ("
              + found.tables().stream().map(LearnedSpec::name).collect(Collectors.joining(", "))
              + ") are others than those this job computes features with, and a model sees what it"
              + " was trained on; restart the job with this folder: the state of its keys stays"
              + " readable");
    }
    String file =
        JobModels.modelFile(found)
            .orElseThrow(() -> new RefusedException(uri + ": has no model, only rules"));
    byte[] bytes = files.files().get(file);
    String hash = bytes == null ? "not there" : Sha256.of(bytes);
    if (!hash.equals(sha256)) {
      throw new RefusedException(
          uri
              + "/"
              + file
              + ": SHA-256 is "
              + hash
              + ", the command expects "
              + sha256
              + ": the folder is another one, or damaged; copy it again");
    }
  }

  @Override
  public double threshold(String sha256, double alertsPerDay) throws RefusedException {
    FolderModel model;
    if (models.isOwn(sha256)) {
      model =
          models
              .own()
              .filter(FolderModel.class::isInstance)
              .map(FolderModel.class::cast)
              .orElseThrow(
                  () ->
                      new RefusedException(
                          "the job's own model has no sample to choose a threshold on; set one by"
                              + " SET_THRESHOLD"));
    } else {
      model = models.of(folders.get(sha256));
    }
    try {
      return SampleBudget.of(model.detector()).threshold(alertsPerDay);
    } catch (DetectorException | IllegalStateException e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  /** Forgets the folders of models that are no longer at hand. */
  public void keep(ControlState state) {
    folders.keySet().removeIf(sha256 -> state.known(sha256).isEmpty());
  }

  /** SHA-256 of the models that were loaded, and their folders. */
  public Map<String, DetectorFiles> folders() {
    return folders;
  }
}
