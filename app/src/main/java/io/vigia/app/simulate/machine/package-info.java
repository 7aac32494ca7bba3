/** Machines with several sensors each, with planted faults. */
package io.vigia.app.simulate.machine;
