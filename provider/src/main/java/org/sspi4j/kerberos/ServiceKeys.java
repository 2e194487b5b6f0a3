package org.sspi4j.kerberos;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.wire.DecodeException;

/**
 * Long-term keys by principal, version and type.
 *
 * @param sessionKeys of tickets that they opened
 */
record ServiceKeys(String origin, List<Entry> entries, SessionKeys sessionKeys) {
    /** @param kvno the key's version; 0 if nobody knows it, and then it fits every version */
    record Entry(Principal principal, long kvno, ProtocolKey key) {
        boolean is(Principal principal, EncryptionType type) {
            return key.type() == type && this.principal.sameAs(principal);
        }

        private boolean isSameAs(Entry other) {
            if (kvno != other.kvno || !is(other.principal, other.key.type())) {
                return false;
            }
            byte[] one = key.copyOfValue();
            byte[] two = other.key.copyOfValue();
            try {
                return MessageDigest.isEqual(one, two);
            } finally {
                Arrays.fill(one, (byte) 0);
                Arrays.fill(two, (byte) 0);
            }
        }

        @Override
        public String toString() {
            return principal + " version " + kvno + " " + key.type();
        }
    }

    ServiceKeys(String origin, List<Entry> entries) {
        this(origin, List.copyOf(entries), new SessionKeys());
    }

    /**
     * Keys of a keytab file; entries of types that are not permitted are left out.
     *
     * @param only whose keys to take; empty for all
     */
    static ServiceKeys of(String origin, Keytab keytab, Optional<Principal> only, List<EncryptionType> permitted)
            throws SspiException {
        var entries = new ArrayList<Entry>();
        for (var stored : keytab.entries()) {
            var type = EncryptionType.of(stored.key().etype()).filter(permitted::contains);
            if (type.isEmpty() || !CredentialSource.isName(stored.principal())) {
                continue;
            }
            var principal = new Principal(
                    new PrincipalName(NameType.NT_UNKNOWN, stored.principal().components()),
                    stored.principal().realm());
            if (only.map(principal::sameAs).orElse(true)) {
                entries.add(new Entry(principal, stored.kvno(), key(origin, type.get(), stored.key().value())));
            }
        }
        return new ServiceKeys(origin, entries);
    }

    private static ProtocolKey key(String origin, EncryptionType type, byte[] value) throws SspiException {
        try {
            return type.key(value);
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, origin + " has a damaged " + type + " key: " + e.getMessage(), e);
        }
    }

    /** The newest key of a principal and type. */
    Optional<ProtocolKey> latest(Principal principal, EncryptionType type) {
        Entry latest = null;
        for (var entry : entries) {
            if (entry.is(principal, type) && (latest == null || entry.kvno > latest.kvno)) {
                latest = entry;
            }
        }
        return Optional.ofNullable(latest).map(Entry::key);
    }

    /**
     * The keys that a ticket may be encrypted with: its server's, of its type and, if it says so, its version. The very version
     * comes first, then the newest.
     *
     * @throws SspiException SEC_E_WRONG_PRINCIPAL if the server is not one of ours; SEC_E_NO_CREDENTIALS if there is no key of
     *     the type or version
     */
    List<ProtocolKey> fitting(Ticket ticket) throws SspiException {
        var server = new Principal(ticket.sname(), ticket.realm());
        var type = EncryptionType.of(ticket.encPart().etype());
        var fitting = new ArrayList<Entry>(1);
        boolean known = false;
        for (var entry : entries) {
            if (entry.principal.sameAs(server)) {
                known = true;
                if (type.isPresent() && entry.key.type() == type.get() && isVersion(ticket, entry)) {
                    fitting.add(entry);
                }
            }
        }
        if (fitting.isEmpty()) {
            throw known ? noKey(ticket, server) : notOurs(ticket, server);
        }
        if (fitting.size() == 1) {
            return List.of(fitting.get(0).key);
        }
        fitting.sort(Comparator.comparing((Entry entry) -> !isExactly(ticket, entry))
                .thenComparing(Comparator.comparingLong(Entry::kvno).reversed()));
        return fitting.stream().map(Entry::key).toList();
    }

    private static boolean isExactly(Ticket ticket, Entry entry) {
        var kvno = ticket.encPart().kvno();
        return kvno.isPresent() && (kvno.getAsLong() & 0xFFFF_FFFFL) == entry.kvno;
    }

    /** Whether both hold the same keys of the same names and versions. */
    boolean holdsSame(ServiceKeys other) {
        return entries.size() == other.entries.size()
                && entries.stream().allMatch(entry -> other.entries.stream().anyMatch(entry::isSameAs));
    }

    /** Keytabs may hold the low 8 bits of a version only. */
    private static boolean isVersion(Ticket ticket, Entry entry) {
        if (ticket.encPart().kvno().isEmpty() || entry.kvno == 0) {
            return true;
        }
        long version = ticket.encPart().kvno().getAsLong() & 0xFFFF_FFFFL;
        return version == entry.kvno || (version & 0xFF) == entry.kvno;
    }

    private SspiException noKey(Ticket ticket, Principal server) {
        return new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS,
                "The ticket for " + Shown.of(server) + " is encrypted with " + description(ticket) + "; " + origin + " has "
                        + described(entries.stream().filter(entry -> entry.principal.sameAs(server)).toList())
                        + ": export the service's keys again, or, if it is not permitted, "
                        + EnctypeChoice.remedy(ticket.encPart().etype()));
    }

    private SspiException notOurs(Ticket ticket, Principal server) {
        return new SspiException(
                SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                "The ticket is for " + Shown.of(server) + " (" + description(ticket) + "); " + origin + " has " + described(entries)
                        + ": add the service's key, or let the client ask for another name");
    }

    static String description(Ticket ticket) {
        var kvno = ticket.encPart().kvno();
        int etype = ticket.encPart().etype();
        return (kvno.isPresent() ? "version " + (kvno.getAsLong() & 0xFFFF_FFFFL) : "a key of unknown version") + " of "
                + EncryptionType.of(etype).map(EncryptionType::toString).orElse("encryption type " + etype);
    }

    private static String described(List<Entry> entries) {
        if (entries.isEmpty()) {
            return "no key";
        }
        var some = entries.stream().limit(8).map(Entry::toString).collect(Collectors.joining(", "));
        return entries.size() > 8 ? some + " and " + (entries.size() - 8) + " more" : some;
    }

    void wipe() {
        entries.forEach(entry -> entry.key.close());
        sessionKeys.wipe();
    }
}
