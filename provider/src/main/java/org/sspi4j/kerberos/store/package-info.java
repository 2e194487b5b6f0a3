/**
 * Where keys and tickets are kept: keytab files and credential cache files, as plain data. Bytes in, records out; who
 * opens the file, and who makes keys and tickets of the data, is decided elsewhere.
 *
 * <p>Read: keytab 0x0502, FILE credential cache 3 and 4. Refused with a clear text: keytab 0x0501 and caches 1 and 2,
 * whose byte order is that of the machine that wrote them. Writing is left out. Nothing here prints a key.
 *
 * @spec MIT krb5 formats/keytab_file_format, formats/ccache_file_format
 */
package org.sspi4j.kerberos.store;
