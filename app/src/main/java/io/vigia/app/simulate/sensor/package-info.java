/** Sensors that measure one value each, with planted faults. */
package io.vigia.app.simulate.sensor;
