/** Keys by the order in which they were used last, so that the one not used for longest can go. */
package io.vigia.engine.recent;
