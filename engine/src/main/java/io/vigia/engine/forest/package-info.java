/**
 * Random cut forests: the library's trees in a file of the detector folder, and a scorer of them.
 */
package io.vigia.engine.forest;
