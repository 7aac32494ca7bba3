/** The command lines of vigia: options, messages, exit statuses. */
package io.vigia.app.command;
