/** Simulated streams with planted anomalies, and files of them. */
package io.vigia.app.simulate;
