package io.vigia.engine.model;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The files of a detector folder as a whole: do they belong together? */
record Folder(DetectorFiles files) {

  String origin() {
    return files.origin();
  }

  /** A file of the folder, for messages. */
  String path(String file) {
    return files.origin() + "/" + file;
  }

  /**
   * The bytes of a file that the detector needs.
   *
   * @throws DetectorException when it is not there
   */
  byte[] bytes(String file) {
    byte[] bytes = files.files().get(file);
    if (bytes == null) {
      throw new DetectorException(
          path(file)
              + ": not there; the folder has "
              + files.files().keySet()
              + "; make the whole of it with 'vigia train'");
    }
    return bytes;
  }

  /**
   * The model card, after it has been held against detector and files.
   *
   * @param features the inputs that the detector's features make
   */
  ModelCard card(DetectorSpec spec, List<String> features, ModelSpec model) {
    String path = path(DetectorFiles.CARD);
    ModelCard card = ModelCard.read(bytes(DetectorFiles.CARD), path);
    if (!card.detector().equals(spec.name())) {
      throw new DetectorException(
          path
              + ": is of detector '"
              + card.detector()
              + "', expected '"
              + spec.name()
              + "', as "
              + DetectorFiles.SPEC
              + " says");
    }
    checkHashes(card.hashes(), model);
    checkFeatures(path, card.features(), features);
    String hash = FeatureHash.of(spec);
    if (!card.featuresHash().equals(hash)) {
      throw new DetectorException(
          path
              + ": features_hash is "
              + card.featuresHash()
              + ", expected "
              + hash
              + " of the"
              + " features in "
              + DetectorFiles.SPEC
              + ": they have the same names but are computed"
              + " otherwise than in training; train again");
    }
    return card;
  }

  private void checkHashes(SortedMap<String, String> hashes, ModelSpec model) {
    for (String file : List.of(DetectorFiles.SPEC, DetectorFiles.REFERENCE, model.file())) {
      if (!hashes.containsKey(file)) {
        throw unlisted(file);
      }
    }
    for (Map.Entry<String, String> entry : hashes.entrySet()) {
      String found = Sha256.of(bytes(entry.getKey()));
      if (!found.equals(entry.getValue())) {
        throw new DetectorException(
            path(entry.getKey())
                + ": SHA-256 is "
                + found
                + ", expected "
                + entry.getValue()
                + ", as "
                + DetectorFiles.CARD
                + " says: the file was changed after training;"
                + " restore it or train again");
      }
    }
    for (String file : files.files().keySet()) {
      if ((file.endsWith(".onnx") || file.endsWith(".avsc")) && !hashes.containsKey(file)) {
        throw unlisted(file);
      }
    }
  }

  private DetectorException unlisted(String file) {
    return new DetectorException(
        path(DetectorFiles.CARD)
            + ": no hash of "
            + file
            + " under 'hashes', expected one of every file of the detector; write the folder with"
            + " 'vigia train'");
  }

  private static void checkFeatures(String path, List<String> found, List<String> expected) {
    if (found.equals(expected)) {
      return;
    }
    int i = 0;
    while (i < found.size() && i < expected.size() && found.get(i).equals(expected.get(i))) {
      i++;
    }
    throw new DetectorException(
        path
            + ": the model was trained on "
            + found.size()
            + " features, "
            + DetectorFiles.SPEC
            + " makes "
            + expected.size()
            + "; the first difference is number "
            + (i + 1)
            + ": found "
            + at(found, i)
            + ", expected "
            + at(expected, i)
            + "; train the model for these features");
  }

  private static String at(List<String> names, int i) {
    return i < names.size() ? "'" + names.get(i) + "'" : "none";
  }

  /** The reference data, whose features and tables have to be the detector's. */
  Reference reference(DetectorSpec spec, List<String> features) {
    String path = path(DetectorFiles.REFERENCE);
    Reference reference = Reference.read(bytes(DetectorFiles.REFERENCE), path);
    checkFeatures(
        path, reference.features().stream().map(Reference.Feature::name).toList(), features);
    List<String> tables = reference.tables().stream().map(LearnedTable::name).toList();
    for (LearnedSpec table : spec.tables()) {
      if (!tables.contains(table.name())) {
        throw new DetectorException(
            path
                + ": no learned table '"
                + table.name()
                + "', which "
                + DetectorFiles.SPEC
                + " asks for; found "
                + tables
                + "; train again");
      }
    }
    return reference;
  }

  /** The detector's own threshold, or the one that training chose for its budget. */
  double threshold(DetectorSpec spec, ModelCard card) {
    if (spec.alerts().threshold().isPresent()) {
      return spec.alerts().threshold().getAsDouble();
    }
    if (card.threshold() == null) {
      throw new DetectorException(
          path(DetectorFiles.CARD)
              + ": no threshold, and "
              + DetectorFiles.SPEC
              + " gives none under 'alerts'; give one there, or a budget, and train");
    }
    double threshold = card.threshold().value();
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new DetectorException(
          path(DetectorFiles.CARD)
              + ": threshold.value is "
              + threshold
              + ", expected a number from 0 to 1");
    }
    return threshold;
  }
}
