package org.sspi4j.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A keytab file: whose keys are in it, and how they come and go. Keys are never shown. Services that use the file find a new
 * key when they need it, and refuse one that is gone a second later at most; nobody has to restart them.
 *
 * <p>Each call reads or changes the file as it is then, under the lock that MIT krb5 takes, and as MIT krb5 changes it: entries are added
 * at the end, and those that are removed are overwritten with zeros and leave holes, so that the file does not become shorter. A new one
 * has mode 600. What is added is in format 2; a file of format 1 is replaced by one of format 2 then, with its owner, group and mode.
 *
 * <p>Calls of one process take turns. Against other processes the lock holds as long as nobody in this one closes the same file: POSIX
 * drops all record locks of a process with the first of its descriptors of the file. An acceptor of this JVM that looks at the keytab
 * during a change does that, and so does whatever else reads it here. Where other programs change the file too, change it from a process
 * that does nothing else with it.
 *
 * <p>{@code org.sspi4j.Keytabs} opens one.
 *
 * @spec MIT krb5 formats/keytab_file_format
 */
public interface KeytabFile {
    /**
     * What is known of a key.
     *
     * @param principal as people write it, with the realm; in one line, whatever is in the name: what would not stay in it is
     *     written {@code \n}, {@code \t}, {@code \b}, {@code \0}, or by the numbers of its UTF-16 units, such as
     *     <code>&#92;u001b</code>
     * @param kvno the key's version, 0 to 2^32 - 1; 0 if nobody knew it, then it fits every version
     * @param etype the encryption type's assigned number
     * @param etypeName its registered name; its number if it is not known here
     * @param timestamp when the entry was made; empty if it does not say
     */
    record Entry(String principal, long kvno, int etype, String etypeName, Optional<Instant> timestamp) {}

    Path path();

    /**
     * What is in the file, in its order.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if it is not there or cannot be read
     */
    List<Entry> entries() throws SspiException;

    /**
     * Adds the keys of a password: one of each type, in the place of one of the same principal, version and type if there is
     * one. The file is made if it is not there. Whether the KDC has the same keys is not asked: they are if it made its own of
     * this password, with this salt.
     *
     * @param principal with its realm, such as {@code HTTP/web.example.com@EXAMPLE.COM}, as {@link #entries} names it; no KDC knows
     *     somebody whose name has an empty part, which is refused here
     * @param kvno 0 to 2^32 - 1
     * @param etypes registered names or their aliases, or a family such as {@code aes}; at least one
     * @param salt empty for the default one, of realm and name (RFC 4120 4). Active Directory has another one for computers, and
     *     for accounts that were renamed
     * @return the entries that were added
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS for a principal that is none; SEC_E_ALGORITHM_MISMATCH for an encryption
     *     type that is not known here; SEC_E_NO_CREDENTIALS if the file cannot be read or written
     * @throws IllegalArgumentException for another version, and for no encryption type
     */
    List<Entry> add(String principal, long kvno, List<String> etypes, Secret password, Optional<String> salt)
            throws SspiException;

    /**
     * Removes a principal's keys. The file stays, also if nothing is left in it; where there is nothing to remove it is not
     * touched.
     *
     * @param principal as {@link #entries} names it
     * @param kvno only those of this version
     * @param etype only those of this type (or family); a number for one that is not known here
     * @return the entries that were removed, maybe none
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS for a principal that is none; SEC_E_ALGORITHM_MISMATCH for an encryption
     *     type that is none; SEC_E_NO_CREDENTIALS if the file is not there, or cannot be read or written
     */
    List<Entry> remove(String principal, OptionalLong kvno, Optional<String> etype) throws SspiException;
}
