/** How results are written to disk. */
package io.vigia.app.io;
