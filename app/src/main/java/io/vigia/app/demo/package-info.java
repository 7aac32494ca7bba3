/** Everything in one process: broker, cluster, simulated payments, the job, and who was found. */
package io.vigia.app.demo;
