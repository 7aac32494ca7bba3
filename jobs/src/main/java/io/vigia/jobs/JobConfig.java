package io.vigia.jobs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a job's options: presets, then a file ({@code --config FILE}, YAML or {@code .properties}),
 * then the command line; later ones win. Unknown names are refused.
 */
public final class JobConfig {

  private JobConfig() {}

  /**
   * Reads the command line of a job's main.
   *
   * @param arguments {@code --name value} or {@code --name=value}
   * @param presets values that hold unless given
   * @throws IllegalArgumentException on wrong use; the message says what to write instead
   */
  public static Configuration parse(String[] arguments, Map<String, String> presets) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        throw new IllegalArgumentException(
            "'" + argument + "': expected --name value; options: " + names());
      }
      int equal = argument.indexOf('=');
      if (equal > 0) {
        given.put(argument.substring(2, equal), argument.substring(equal + 1));
      } else if (i + 1 < arguments.length) {
        given.put(argument.substring(2), arguments[++i]);
      } else {
        throw new IllegalArgumentException(
            argument + " has no value; write " + argument + " VALUE");
      }
    }
    Map<String, String> values = new LinkedHashMap<>(presets);
    String file = given.remove("config");
    if (file != null) {
      values.putAll(read(Path.of(file)));
    }
    values.putAll(given);
    return checked(values);
  }

  private static Configuration checked(Map<String, String> values) {
    Configuration configuration = new Configuration();
    values.forEach(
        (name, value) -> {
          boolean known =
              name.startsWith(JobOptions.KAFKA.key() + ".")
                  || JobOptions.all().stream().anyMatch(option -> option.key().equals(name));
          if (!known) {
            throw new IllegalArgumentException(
                "unknown option '" + name + "'; options: " + names());
          }
          configuration.setString(name, value);
        });
    for (ConfigOption<?> option : JobOptions.all()) {
      try {
        configuration.getOptional(option);
      } catch (IllegalArgumentException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "option '%s' is '%s': %s",
                option.key(),
                values.get(option.key()),
                cause.getMessage()),
            e);
      }
    }
    return configuration;
  }

  private static Map<String, String> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Map<String, String> values = new LinkedHashMap<>();
      if (file.toString().endsWith(".properties")) {
        Properties properties = new Properties();
        properties.load(reader);
        properties
            .stringPropertyNames()
            .forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
      }
      Object tree =
          new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromReader(reader);
      if (tree == null) {
        return values;
      }
      if (!(tree instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException(file + ": expected a list of 'option: value'");
      }
      flatten("", map, values);
      return values;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": no such file; give --config an existing one", e);
    } catch (IOException | YamlEngineException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void flatten(String prefix, Map<?, ?> tree, Map<String, String> into) {
    tree.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(prefix + name + ".", inner, into);
          } else {
            into.put(prefix + name, String.valueOf(value));
          }
        });
  }

  private static String names() {
    StringBuilder names = new StringBuilder("--config");
    JobOptions.all().forEach(option -> names.append(", --").append(option.key()));
    return names.toString();
  }
}
