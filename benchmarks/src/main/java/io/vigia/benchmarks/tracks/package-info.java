/** People tracked by cameras: how well anomalies are told apart, rivals on the same features. */
package io.vigia.benchmarks.tracks;
