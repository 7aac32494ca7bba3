/** Holds scores against the truth. */
package io.vigia.app.evaluate;
