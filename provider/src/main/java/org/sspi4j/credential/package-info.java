/**
 * Whose credentials are meant when nobody says so, and where they are kept: credential caches of the types FILE, DIR, KCM and
 * MEMORY, each read and written as a file of version 4. KEYRING and API caches are left out: they need native calls.
 *
 * <p>Files are locked as MIT krb5 locks them (fcntl), added to at the end, and otherwise replaced as a whole by a file that was
 * written beside them, of the same owner, group and mode. New files, and caches that are saved anew, are their writer's alone.
 * Keytabs are added to at the end too, and what is removed from them is overwritten where it was.
 *
 * @spec MIT krb5 basic/ccache_def, formats/ccache_file_format, include/kcm.h
 */
package org.sspi4j.credential;
