/** Card payments with planted frauds. */
package io.vigia.app.simulate.card;
