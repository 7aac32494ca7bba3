package io.vigia.training.report;

import java.util.List;

/** Writes HTML that is XML too: every text escaped, every element closed. */
final class Html {
  private final StringBuilder out = new StringBuilder(1 << 16);

  /** Text or attribute value with what means something to XML escaped. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** What XML 1.0 can hold; control characters and lone surrogates it cannot. */
  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /** Markup as it is, written by us. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** An element with text in it. */
  Html element(String name, String text) {
    out.append('<').append(name).append('>').append(escape(text));
    out.append("</").append(name).append(">\n");
    return this;
  }

  Html heading(String text) {
    return element("h2", text);
  }

  Html paragraph(String text) {
    return element("p", text);
  }

  /** A table that scrolls where it is too wide; the first column is text, the others numbers. */
  Html table(List<String> head, List<List<String>> rows) {
    out.append("<div class=\"scroll\"><table>\n<thead><tr>");
    head.forEach(cell -> out.append("<th>").append(escape(cell)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(escape(cell)).append("</td>"));
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
