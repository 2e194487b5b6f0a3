/**
 * Where keys and tickets are kept: keytab files and credential cache files, as plain data. Bytes in, records out, and
 * passwords in for keys that a keytab is to have; who opens the file, and who makes keys and tickets of the data, is decided
 * elsewhere.
 *
 * <p>Read: keytab 0x0501 and 0x0502, credential cache files 1 to 4; the oldest formats in the byte order of this machine.
 * Written: keytab 0x0502 with 32-bit key versions, and cache file 4 with what programs remember in it. What was removed from a
 * file in place is not written again. Nothing here prints a key.
 *
 * @spec MIT krb5 formats/keytab_file_format, formats/ccache_file_format
 */
package org.sspi4j.kerberos.store;
