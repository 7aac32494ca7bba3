/** Small helpers for messages. */
package io.vigia.engine.text;
