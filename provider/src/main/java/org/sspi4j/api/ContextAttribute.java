package org.sspi4j.api;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * SECPKG_ATTR_: what can be asked of a context, and the type of the answer.
 *
 * @param <T> the structure of sspi.h
 */
public final class ContextAttribute<T> {
    /** SECPKG_ATTR_SIZES: how much room to leave. */
    public static final ContextAttribute<Sizes> SIZES = new ContextAttribute<>("SIZES", 0, Sizes.class);
    /** SECPKG_ATTR_NAMES: who the client is. */
    public static final ContextAttribute<Names> NAMES = new ContextAttribute<>("NAMES", 1, Names.class);
    /** SECPKG_ATTR_LIFESPAN: from when to when the context holds. */
    public static final ContextAttribute<Lifespan> LIFESPAN = new ContextAttribute<>("LIFESPAN", 2, Lifespan.class);
    /** SECPKG_ATTR_SESSION_KEY: the key that both sides hold. */
    public static final ContextAttribute<SessionKey> SESSION_KEY =
            new ContextAttribute<>("SESSION_KEY", 9, SessionKey.class);
    /** SECPKG_ATTR_PACKAGE_INFO: which package is in use. Also answered half-way. */
    public static final ContextAttribute<PackageInfo> PACKAGE_INFO =
            new ContextAttribute<>("PACKAGE_INFO", 10, PackageInfo.class);
    /** SECPKG_ATTR_NATIVE_NAMES: client and server as the ticket names them. */
    public static final ContextAttribute<NativeNames> NATIVE_NAMES =
            new ContextAttribute<>("NATIVE_NAMES", 13, NativeNames.class);
    /** SECPKG_ATTR_FLAGS: what was granted. */
    public static final ContextAttribute<Flags> FLAGS = new ContextAttribute<>("FLAGS", 14, Flags.class);

    /** What a Kerberos context's ticket says beside the names. Not in the header, so that its number is -1. */
    public static final ContextAttribute<Ticket> TICKET = new ContextAttribute<>("TICKET", -1, Ticket.class);

    /**
     * SecPkgContext_Sizes, in bytes.
     *
     * @param maxToken the largest token of the handshake
     * @param maxSignature the largest signature
     * @param blockSize what the length of a message is rounded up to by padding; 1 if it is not
     * @param securityTrailer how much room EncryptMessage needs in its TOKEN buffer
     */
    public record Sizes(int maxToken, int maxSignature, int blockSize, int securityTrailer) {}

    /** SecPkgContext_Names: the client's name. */
    public record Names(String userName) {}

    /** SecPkgContext_Lifespan. */
    public record Lifespan(Instant start, Instant expiry) {}

    /** SecPkgContext_NativeNames. */
    public record NativeNames(String clientName, String serverName) {}

    /** SecPkgContext_Flags. */
    public record Flags(Set<ContextFlag> flags) {
        public Flags {
            flags = Set.copyOf(flags);
        }
    }

    /**
     * SecPkgContext_SessionKey: a copy of the key. Whoever asks for it has to wipe it.
     *
     * @param type the package's own number for the kind of key, such as a Kerberos encryption type; 0 if it has none
     */
    public record SessionKey(int type, byte[] key) {
        @Override
        public String toString() {
            return "SessionKey[" + type + ", " + key.length + " bytes]";
        }
    }

    /**
     * What a ticket says beside the names.
     *
     * @param flags the TicketFlags, flag 0 in the highest bit
     * @param authTime when the client proved who it is to its KDC
     * @param authorizationData what KDC and client say of the client's rights, as an acceptor reads it; empty for an initiator,
     *     which cannot read its ticket
     * @spec RFC 4120 5.3
     */
    public record Ticket(int flags, Instant authTime, List<Authorization> authorizationData) {
        public Ticket {
            authorizationData = List.copyOf(authorizationData);
        }
    }

    /**
     * One element of AuthorizationData.
     *
     * @param type ad-type
     * @param data ad-data, a copy
     * @spec RFC 4120 5.2.6
     */
    public record Authorization(int type, byte[] data) {
        @Override
        public String toString() {
            return "Authorization[" + type + ", " + data.length + " bytes]";
        }
    }

    private final String name;
    private final int number;
    private final Class<T> structure;

    private ContextAttribute(String name, int number, Class<T> structure) {
        this.name = name;
        this.number = number;
        this.structure = structure;
    }

    /** The name of the header without SECPKG_ATTR_. */
    public String name() {
        return name;
    }

    /** The number of the header; -1 if the header has no such attribute. */
    public int number() {
        return number;
    }

    /** The type of the answer. */
    public Class<T> structure() {
        return structure;
    }

    @Override
    public String toString() {
        return number < 0 ? name : "SECPKG_ATTR_" + name;
    }
}
