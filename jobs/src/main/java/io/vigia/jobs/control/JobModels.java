package io.vigia.jobs.control;

import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.types.Hashes;
import io.vigia.jobs.types.SpecFiles;
import java.io.Serializable;
import java.util.Optional;

/**
 * The models that a job may score by: that of the folder it was started with, and those of folders
 * that commands bring.
 */
public final class JobModels implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final String tables;
  private final ModelSource own;
  private final String base;
  private final KnownModel known;
  private final Precision precision;
  private final int batchSize;

  /**
   * The models of a job.
   *
   * @param files the folder that it was started with
   * @param own the model that it was started with; {@code null} where only rules decide
   * @param precision which graph of a folder scores
   * @param batchSize largest batch that will be scored
   */
  public JobModels(DetectorFiles files, ModelSource own, Precision precision, int batchSize) {
    this.spec = SpecFiles.of(files);
    this.tables = Reference.tables(files).hash();
    this.own = own;
    this.base = Hashes.sha256(files.files());
    this.known = own == null ? null : known(files);
    this.precision = precision;
    this.batchSize = batchSize;
  }

  /**
   * What is known of the own model without loading it, which may fail while the job has to go on.
   */
  private KnownModel known(DetectorFiles files) {
    byte[] graph = modelFile(spec.spec()).map(file -> files.files().get(file)).orElse(null);
    byte[] card = files.files().get(DetectorFiles.CARD);
    if (graph == null || card == null) {
      ModelSource.Loaded loaded = own.load();
      return new KnownModel(
          loaded.ref().getSha256(), loaded.ref().getVersion(), loaded.threshold());
    }
    ModelCard read = ModelCard.read(card, files.origin() + "/" + DetectorFiles.CARD);
    return new KnownModel(
        Sha256.of(graph), read.version(), Detector.threshold(files, spec.spec(), read));
  }

  /** Name of the file by whose hash a model is called. */
  static Optional<String> modelFile(DetectorSpec spec) {
    return spec.model().map(model -> model.file());
  }

  /** The detector. */
  public SpecFiles spec() {
    return spec;
  }

  /** Hash of the learned tables that the job computes features with. */
  String tables() {
    return tables;
  }

  /** What holds before any command. */
  public ControlState initial() {
    return ControlState.initial(base, Optional.ofNullable(known), spec.spec().rules());
  }

  /** Stands for the folder that the job was started with. */
  public String base() {
    return base;
  }

  /** Whether a model is the one that the job was started with. */
  public boolean isOwn(String sha256) {
    return known != null && known.sha256().equals(sha256);
  }

  /** The model that the job was started with; empty where only rules decide. */
  public Optional<ModelSource> own() {
    return Optional.ofNullable(own);
  }

  /** The model of a folder that a command brought. */
  public FolderModel of(DetectorFiles folder) {
    return new FolderModel(folder, precision, batchSize);
  }
}
