package io.vigia.jobs.command;

import io.vigia.engine.spec.SpecException;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong in one line, without a stack trace: exit status 2 for wrong use, a refused
 * detector.yaml included, 1 where the work failed. {@code VIGIA_TRACE=1} in the environment shows
 * the stack.
 */
public final class Failures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    say(command, oneLine(e.getMessage()), e);
    if (e instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, command.getErr());
    }
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("see " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    say(command, describe(e), e);
    return e instanceof IllegalArgumentException || e instanceof SpecException || isNoSuchFile(e)
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static void say(CommandLine command, String message, Exception e) {
    PrintWriter err = command.getErr();
    err.println("vigia: " + message);
    if ("1".equals(System.getenv("VIGIA_TRACE"))) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private static boolean isNoSuchFile(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    return cause instanceof NoSuchFileException || cause instanceof FileNotFoundException;
  }

  /** What an exception says; the file exceptions of the JDK say only the file. */
  static String describe(Throwable thrown) {
    if (thrown instanceof SpecException) {
      // A line for each mistake in the file.
      return thrown.getMessage();
    }
    Throwable e = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return e.getMessage() + ": no such file; give an existing one";
    }
    if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": not permitted";
    }
    String message = thrown.getMessage() == null ? e.getMessage() : thrown.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : oneLine(message);
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
