/** Simulated streams with planted frauds. */
package io.vigia.app.simulate;
