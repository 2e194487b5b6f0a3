/** {@code sspi account}: who is in a file of accounts, and who is added to it and removed from it. Hashes are never shown. */
package org.sspi4j.tools.account;
