package io.vigia.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static final ModelCard CARD =
      DetectorFixture.card().withHashes(Map.of("model.onnx", "b".repeat(64)));

  @Test
  void golden_text() {
    assertThat(new String(CARD.write(), UTF_8))
        .isEqualTo(
            """
            {
              "name": "tiny",
              "version": "2018-08-07",
              "detector": "tiny",
              "features": [ "f0", "f1", "f2", "f3" ],
              "features_hash": "%s",
              "training_data": {
                "files": [ {
                  "name": "events.csv.gz",
                  "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                } ],
                "from": "2018-05-08T00:00:00Z",
                "to": "2018-08-01T00:00:00Z",
                "events": 1000,
                "positives": 12
              },
              "seed": 42,
              "network": {
                "kind": "classifier",
                "hidden": [ 32, 16 ],
                "calibration": "platt"
              },
              "pca": {
                "components": 8,
                "explained_variance": 0.9975,
                "whiten": false
              },
              "threshold": {
                "value": 0.625,
                "chosen_by": "budget 100/PT24H on the last week"
              },
              "scores": {
                "usual": 0.125
              },
              "metrics": {
                "int8": {
                  "data": "2018-08-01 to 2018-08-08",
                  "events": 100,
                  "positives": 5,
                  "values": {
                    "auc_roc": 0.875,
                    "average_precision": 0.7
                  }
                }
              },
              "costs": {
                "int8": {
                  "bytes": 2048,
                  "parameters": 900,
                  "multiply_adds": 850
                }
              },
              "tools": {
                "onnxruntime": "1.28.0",
                "vigia": "0.1.0"
              },
              "hashes": {
                "model.onnx": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
              }
            }
            """
                .formatted(CARD.featuresHash()));
  }

  @Test
  void reads_what_it_wrote() {
    assertThat(ModelCard.read(CARD.write(), "card")).isEqualTo(CARD);
    assertThat(ModelCard.read(CARD.toJson().getBytes(UTF_8), "card")).isEqualTo(CARD);
    assertThat(CARD.toJson()).doesNotContain("\n");
  }

  @Test
  void fields_of_a_newer_version_are_skipped_and_optional_ones_may_lack() {
    String json = CARD.toJson().replace("\"seed\":42", "\"seed\":42,\"carbon\":{\"grams\":3}");
    assertThat(ModelCard.read(json.getBytes(UTF_8), "card")).isEqualTo(CARD);
    String shorter =
        CARD.toJson()
            .replaceAll("\"pca\":\\{[^}]*},\"threshold\":\\{[^}]*},\"scores\":\\{[^}]*},", "");
    ModelCard card = ModelCard.read(shorter.getBytes(UTF_8), "card");
    assertThat(card.pca()).isNull();
    assertThat(card.threshold()).isNull();
    assertThat(card.scores()).isNull();
  }

  @Test
  void missing_fields_are_named() {
    String json =
        CARD.toJson().replace("\"version\":", "\"vers\":").replace("\"positives\":12", "\"p\":12");
    assertThatThrownBy(() -> ModelCard.read(json.getBytes(UTF_8), "models/x/model-card.json"))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            "models/x/model-card.json: no field version, training_data.positives; a model card has"
                + " them, write it with 'vigia train'");
  }

  @Test
  void what_is_no_card_is_refused() {
    refused("").hasMessage("card: found nothing, expected a JSON object: a model card");
    refused("[1]").hasMessage("card: found a JSON array, expected a JSON object: a model card");
    refused("{\"name\": ")
        .hasMessageStartingWith("card: expected a model card in JSON, found: Unexpected end");
    refused(CARD.toJson().replace("\"seed\":42", "\"seed\":\"many\""))
        .hasMessageStartingWith("card: expected a model card in JSON, found: ")
        .hasMessageContaining("\"many\"");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      String json) {
    return assertThatThrownBy(() -> ModelCard.read(json.getBytes(UTF_8), "card"))
        .isInstanceOf(DetectorException.class);
  }
}
