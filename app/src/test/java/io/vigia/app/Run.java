package io.vigia.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command said. */
public record Run(int status, String out, String err) {

  /** Runs a command in this process. */
  public static Run of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int status = Vigia.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new Run(status, out.toString(), err.toString());
  }

  /** The last line of standard output: with {@code --json}, the object. */
  public String last() {
    List<String> lines = out.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
