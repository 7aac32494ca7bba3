/** Public data of sensors: what our detectors and simple rivals find in it. */
package io.vigia.benchmarks.sensors;
