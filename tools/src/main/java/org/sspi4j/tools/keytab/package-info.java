/** {@code sspi keytab}: what is in a keytab file, and what is added to it and removed from it. Keys are never shown. */
package org.sspi4j.tools.keytab;
