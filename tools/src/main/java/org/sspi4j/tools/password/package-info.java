/** Where commands take passwords from: a file, or the console. Never an argument, which everybody on the machine can read. */
package org.sspi4j.tools.password;
