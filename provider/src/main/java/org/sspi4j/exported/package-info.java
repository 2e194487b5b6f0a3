/**
 * Contexts between ExportSecurityContext and ImportSecurityContext: sealed with a key that only their user can read, and imported
 * once.
 *
 * <p>The key is in a file, {@link org.sspi4j.config.ContextKeyFile}, that the first export makes. Each context is sealed with a key
 * derived from it and from the export's random id, by AES-256-GCM over all that stands before it. Whoever has the bytes and not the
 * key file learns the package's name, the flags and a time, and can change nothing unnoticed.
 *
 * <p>What was imported is noted beside the key file, for all processes of the user, until it could not be imported any more: when the
 * context ends, but at least an hour and at most seven days after the export; Kerberos contexts end with their ticket, and a context
 * without an end has the seven days. That memory is as good as its folder: a copy of the key in
 * another folder has a memory of its own, whoever puts an older copy of it back, from a backup or
 * with a virtual machine, can have a context imported again. So can who sets the clock back by more than a day. An import that is
 * noted and fails later, as for a key of a type that is not permitted, has used up the export.
 *
 * <p>Statuses: SEC_E_NOT_OWNER and SEC_E_NO_CREDENTIALS as ImportSecurityContext documents them, for another key and for none. A
 * second import is SEC_E_OUT_OF_SEQUENCE, which is what a replayed handshake is here too; no documented status says it, and GSS-API's
 * DUPLICATE_TOKEN comes of it. A change is SEC_E_INVALID_TOKEN, one in the key's id SEC_E_NOT_OWNER. An export without a usable key
 * file is SEC_E_CANNOT_PACK.
 *
 * @spec SP800-38D; RFC 5869
 */
package org.sspi4j.exported;
