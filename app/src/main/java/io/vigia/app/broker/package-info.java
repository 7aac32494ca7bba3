/** A Kafka broker inside the process. */
package io.vigia.app.broker;
