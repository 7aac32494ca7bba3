/** Tables that training fits and the job reads: groups of events, the numbers known of them. */
package io.vigia.engine.learned;
