package org.sspi4j.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * SECPKG_ATTR_: what can be asked of a context, and the type of the answer. What only one package knows is in
 * {@link NegotiateAttribute}, {@link SchannelAttribute} and {@link CredSspAttribute}.
 *
 * @param <T> the structure of sspi.h
 */
public final class ContextAttribute<T> {
    /** SECPKG_ATTR_SIZES: how much room to leave. */
    public static final ContextAttribute<Sizes> SIZES = new ContextAttribute<>("SIZES", 0, Sizes.class, 16);
    /** SECPKG_ATTR_NAMES: who the client is. */
    public static final ContextAttribute<Names> NAMES = new ContextAttribute<>("NAMES", 1, Names.class, 8);
    /** SECPKG_ATTR_LIFESPAN: from when to when the context holds. */
    public static final ContextAttribute<Lifespan> LIFESPAN = new ContextAttribute<>("LIFESPAN", 2, Lifespan.class, 16);
    /** SECPKG_ATTR_DCE_INFO: what DCE RPC has to know of the client's rights. */
    public static final ContextAttribute<DceInfo> DCE_INFO = new ContextAttribute<>("DCE_INFO", 3, DceInfo.class, 16);
    /** SECPKG_ATTR_STREAM_SIZES: how much room to leave around what a stream carries. */
    public static final ContextAttribute<StreamSizes> STREAM_SIZES =
            new ContextAttribute<>("STREAM_SIZES", 4, StreamSizes.class, 20);
    /** SECPKG_ATTR_DATAGRAM_SIZES: another name of {@link #STREAM_SIZES}. */
    public static final ContextAttribute<StreamSizes> DATAGRAM_SIZES = STREAM_SIZES;
    /** SECPKG_ATTR_KEY_INFO: which algorithms protect messages. */
    public static final ContextAttribute<KeyInfo> KEY_INFO = new ContextAttribute<>("KEY_INFO", 5, KeyInfo.class, 32);
    /** SECPKG_ATTR_AUTHORITY: who says that the client is who it is. */
    public static final ContextAttribute<Authority> AUTHORITY =
            new ContextAttribute<>("AUTHORITY", 6, Authority.class, 8);
    /** SECPKG_ATTR_PASSWORD_EXPIRY: until when the client's password is good. */
    public static final ContextAttribute<PasswordExpiry> PASSWORD_EXPIRY =
            new ContextAttribute<>("PASSWORD_EXPIRY", 8, PasswordExpiry.class, 8);
    /** SECPKG_ATTR_SESSION_KEY: the key that both sides hold. */
    public static final ContextAttribute<SessionKey> SESSION_KEY =
            new ContextAttribute<>("SESSION_KEY", 9, SessionKey.class, 16);
    /** SECPKG_ATTR_PACKAGE_INFO: which package is in use. Also answered half-way. */
    public static final ContextAttribute<PackageInfo> PACKAGE_INFO =
            new ContextAttribute<>("PACKAGE_INFO", 10, PackageInfo.class, 8);
    /** SECPKG_ATTR_USER_FLAGS: what the authority says of the logon. */
    public static final ContextAttribute<UserFlags> USER_FLAGS =
            new ContextAttribute<>("USER_FLAGS", 11, UserFlags.class, 4);
    /** SECPKG_ATTR_NATIVE_NAMES: client and server as the ticket names them. */
    public static final ContextAttribute<NativeNames> NATIVE_NAMES =
            new ContextAttribute<>("NATIVE_NAMES", 13, NativeNames.class, 16);
    /** SECPKG_ATTR_FLAGS: what was granted. */
    public static final ContextAttribute<Flags> FLAGS = new ContextAttribute<>("FLAGS", 14, Flags.class, 4);
    /** SECPKG_ATTR_CREDENTIAL_NAME: whose credential this side used. */
    public static final ContextAttribute<CredentialName> CREDENTIAL_NAME =
            new ContextAttribute<>("CREDENTIAL_NAME", 16, CredentialName.class, 16);
    /** SECPKG_ATTR_TARGET_INFORMATION: the server's name as bytes. */
    public static final ContextAttribute<TargetInformation> TARGET_INFORMATION =
            new ContextAttribute<>("TARGET_INFORMATION", 17, TargetInformation.class, 16);
    /** SECPKG_ATTR_ACCESS_TOKEN: who an acceptor's client is. No privilege comes with it: acting with it is checked then. */
    public static final ContextAttribute<AccessToken> ACCESS_TOKEN =
            new ContextAttribute<>("ACCESS_TOKEN", 18, AccessToken.class, 8);
    /** SECPKG_ATTR_TARGET: the server that the context is with. */
    public static final ContextAttribute<Target> TARGET = new ContextAttribute<>("TARGET", 19, Target.class, 16);
    /** SECPKG_ATTR_AUTHENTICATION_ID: the logon session, in Windows' own use. */
    public static final ContextAttribute<Long> AUTHENTICATION_ID =
            new ContextAttribute<>("AUTHENTICATION_ID", 20, Long.class, 8);
    /** SECPKG_ATTR_LOGOFF_TIME: when the client has to be gone. */
    public static final ContextAttribute<LogoffTime> LOGOFF_TIME =
            new ContextAttribute<>("LOGOFF_TIME", 21, LogoffTime.class, 8);
    /**
     * SECPKG_ATTR_CLIENT_SPECIFIED_TARGET: the name under which an acceptor's client came to it; empty if it told none, or one from an
     * untrusted source ({@link ContextFlag#UNVERIFIED_TARGET_NAME}), which shows nothing.
     */
    public static final ContextAttribute<ClientSpecifiedTarget> CLIENT_SPECIFIED_TARGET =
            new ContextAttribute<>("CLIENT_SPECIFIED_TARGET", 27, ClientSpecifiedTarget.class, 8);
    /** SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS: whether the client has said all that it has to. Also answered half-way. */
    public static final ContextAttribute<LastClientTokenStatus> LAST_CLIENT_TOKEN_STATUS =
            new ContextAttribute<>("LAST_CLIENT_TOKEN_STATUS", 30, LastClientTokenStatus.class, 4);
    /** SECPKG_ATTR_CONTEXT_DELETED, in Windows' own use. */
    public static final ContextAttribute<Boolean> CONTEXT_DELETED =
            new ContextAttribute<>("CONTEXT_DELETED", 33, Boolean.class, 0);

    /** What a Kerberos context's ticket says beside the names. Not in the header, so that its number is -1. */
    public static final ContextAttribute<Ticket> TICKET = new ContextAttribute<>("TICKET", -1, Ticket.class, 0);

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
    public record SessionKey(int type, byte[] key) implements SecretStructure {
        @Override
        public void close() {
            Arrays.fill(key, (byte) 0);
        }

        @Override
        public String toString() {
            return "SessionKey[" + type + ", " + key.length + " bytes]";
        }
    }

    /**
     * SecPkgContext_DceInfo.
     *
     * @param authorizationService RPC_C_AUTHZ_NONE 0, RPC_C_AUTHZ_NAME 1: by the client's name, RPC_C_AUTHZ_DCE 2: by the PAC
     * @param pac what goes with it; empty if there is none. A copy
     */
    public record DceInfo(int authorizationService, byte[] pac) {
        public static final int RPC_C_AUTHZ_NONE = 0;
        public static final int RPC_C_AUTHZ_NAME = 1;
        public static final int RPC_C_AUTHZ_DCE = 2;

        @Override
        public String toString() {
            return "DceInfo[" + authorizationService + ", " + pac.length + " bytes]";
        }
    }

    /**
     * SecPkgContext_StreamSizes, in bytes.
     *
     * @param header what precedes the payload of a record
     * @param trailer what follows it
     * @param maximumMessage the largest payload of one record
     * @param buffers how many buffers EncryptMessage takes
     * @param blockSize what the length of a payload is best a multiple of
     */
    public record StreamSizes(int header, int trailer, int maximumMessage, int buffers, int blockSize) {}

    /**
     * SecPkgContext_KeyInfo: names and numbers are the package's own; of Kerberos those of the registries of RFC 3961.
     *
     * @param keySize of the session key, in bits
     */
    public record KeyInfo(
            String signatureAlgorithmName,
            String encryptAlgorithmName,
            int keySize,
            int signatureAlgorithm,
            int encryptAlgorithm) {}

    /** SecPkgContext_Authority: of Kerberos the client's realm. */
    public record Authority(String authorityName) {}

    /** SecPkgContext_PasswordExpiry: {@link Instant#MAX} if it never ends, or if nobody said. */
    public record PasswordExpiry(Instant passwordExpires) {}

    /** SecPkgContext_UserFlags: the flags of the authority's account of the logon; 0 if there is none. */
    public record UserFlags(int userFlags) {}

    /**
     * SecPkgContext_CredentialName.
     *
     * @param credentialType the package's own number for the kind of name; of Kerberos the name-type of RFC 4120 6.2
     */
    public record CredentialName(int credentialType, String credentialName) {}

    /**
     * SecPkgContext_TargetInformation.
     *
     * @param marshalledTargetInfo the server's name in UTF-16LE, a copy. Windows has a form of its own, which it keeps to itself
     */
    public record TargetInformation(byte[] marshalledTargetInfo) {
        @Override
        public String toString() {
            return "TargetInformation[" + marshalledTargetInfo.length + " bytes]";
        }
    }

    /** SecPkgContext_Target: the server's name. */
    public record Target(String target) {}

    /** SecPkgContext_LogoffTime. */
    public record LogoffTime(Instant logoffTime) {}

    /** SecPkgContext_ClientSpecifiedTarget: a service principal name. */
    public record ClientSpecifiedTarget(String targetName) {}

    /**
     * SecPkgContext_LastClientTokenStatus: whether the token that the client made last is the last one that it makes. The number of
     * the header is the ordinal.
     */
    public enum LastClientTokenStatus {
        YES,
        NO,
        MAYBE
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
    private final int size;

    ContextAttribute(String name, int number, Class<T> structure, int size) {
        this.name = name;
        this.number = number;
        this.structure = structure;
        this.size = size;
    }

    /** The attribute with this number of the headers; also those of {@link SchannelAttribute} and its like. */
    public static Optional<ContextAttribute<?>> of(int number) {
        return Optional.ofNullable(AttributeTable.BY_NUMBER.get(number));
    }

    /** The name of the header without SECPKG_ATTR_. */
    public String name() {
        return name;
    }

    /** The number of the header, which may be a negative one (0x80000080); -1 if the header has no such attribute. */
    public int number() {
        return number;
    }

    /** The type of the answer. */
    public Class<T> structure() {
        return structure;
    }

    /**
     * The bytes of the header's structure on 64-bit Windows, which cbBuffer of QueryContextAttributesEx has to be at least; 0 if
     * the header shows none. What it points to does not count.
     */
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return number == -1 ? name : "SECPKG_ATTR_" + name;
    }
}
