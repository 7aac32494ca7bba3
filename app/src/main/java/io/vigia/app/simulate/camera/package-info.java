/** People walking before cameras, as a tracker sees them, with planted anomalies. */
package io.vigia.app.simulate.camera;
