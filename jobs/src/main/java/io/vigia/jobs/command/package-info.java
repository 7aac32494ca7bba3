/**
 * What the commands of several rooms share: options of files and times, output, and how failures
 * are told. The commands themselves stand in {@code app}, {@code training} and {@code benchmarks}.
 */
package io.vigia.jobs.command;
