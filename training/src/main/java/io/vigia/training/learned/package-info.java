/** Fits learned tables: in which order, and what is usual in each group. */
package io.vigia.training.learned;
