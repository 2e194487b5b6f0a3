/** What commands have in common. */
package org.sspi4j.tools.command;
