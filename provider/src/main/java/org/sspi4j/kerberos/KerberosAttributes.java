package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;

/**
 * What an established context says of itself, but for what its messages take.
 *
 * @param token of an acceptor's client; an initiator has none
 * @param type of the key that protects messages
 * @param passwordExpiry of an initiator's user, as the KDC said
 */
record KerberosAttributes(
        TicketFacts ticket, Optional<ClientToken> token, EncryptionType type, Optional<Instant> passwordExpiry) {
    private static final Map<ContextAttribute<?>, Function<KerberosAttributes, ?>> OF_BOTH_SIDES = Map.ofEntries(
            Map.entry(ContextAttribute.NAMES, KerberosAttributes::names),
            Map.entry(ContextAttribute.LIFESPAN, KerberosAttributes::lifespan),
            Map.entry(ContextAttribute.DCE_INFO, KerberosAttributes::dceInfo),
            Map.entry(ContextAttribute.KEY_INFO, KerberosAttributes::keyInfo),
            Map.entry(ContextAttribute.AUTHORITY, its -> new ContextAttribute.Authority(its.ticket.client().realm())),
            Map.entry(
                    ContextAttribute.PASSWORD_EXPIRY,
                    its -> new ContextAttribute.PasswordExpiry(its.passwordExpiry.orElse(Instant.MAX))),
            Map.entry(ContextAttribute.PACKAGE_INFO, its -> KerberosPackage.INFO),
            Map.entry(ContextAttribute.USER_FLAGS, its -> new ContextAttribute.UserFlags(0)),
            Map.entry(ContextAttribute.NATIVE_NAMES, KerberosAttributes::nativeNames),
            Map.entry(ContextAttribute.CREDENTIAL_NAME, KerberosAttributes::credentialName),
            Map.entry(ContextAttribute.TARGET_INFORMATION, KerberosAttributes::targetInformation),
            Map.entry(ContextAttribute.TARGET, its -> new ContextAttribute.Target(its.ticket.server().toString())),
            Map.entry(ContextAttribute.LAST_CLIENT_TOKEN_STATUS, its -> ContextAttribute.LastClientTokenStatus.YES),
            Map.entry(ContextAttribute.TICKET, its -> its.ticket.toAttribute()));

    private static final Map<ContextAttribute<?>, Function<KerberosAttributes, ?>> OF_ACCEPTORS = Map.of(
            ContextAttribute.ACCESS_TOKEN, its -> its.token.orElseThrow().token(),
            ContextAttribute.CLIENT_SPECIFIED_TARGET, KerberosAttributes::clientSpecifiedTarget);

    /** @throws SspiException SEC_E_UNSUPPORTED_FUNCTION */
    <T> T answer(ContextAttribute<T> attribute) throws SspiException {
        var answer = OF_BOTH_SIDES.get(attribute);
        if (answer == null && token.isPresent()) {
            answer = OF_ACCEPTORS.get(attribute);
        }
        if (answer == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "A Kerberos context of an " + (token.isPresent() ? "acceptor" : "initiator") + " does not tell " + attribute);
        }
        return attribute.structure().cast(answer.apply(this));
    }

    private ContextAttribute.Names names() {
        return new ContextAttribute.Names(token.map(ClientToken::userName).orElse(ticket.client().toString()));
    }

    private ContextAttribute.Lifespan lifespan() {
        return new ContextAttribute.Lifespan(ticket.starttime(), ticket.endtime());
    }

    /** As long as nobody reads PACs here there is the name alone to go by. */
    private ContextAttribute.DceInfo dceInfo() {
        return new ContextAttribute.DceInfo(ContextAttribute.DceInfo.RPC_C_AUTHZ_NAME, new byte[0]);
    }

    private ContextAttribute.NativeNames nativeNames() {
        return new ContextAttribute.NativeNames(ticket.client().toString(), ticket.server().toString());
    }

    private ContextAttribute.TargetInformation targetInformation() {
        return new ContextAttribute.TargetInformation(ticket.server().toString().getBytes(UTF_16LE));
    }

    private ContextAttribute.KeyInfo keyInfo() {
        return new ContextAttribute.KeyInfo(
                checksumName(), type.toString(), type.keyLength() * Byte.SIZE, type.checksumType(), type.number());
    }

    /**
     * The registered name.
     *
     * @spec RFC 3961 8
     * @spec RFC 3962 7
     * @spec RFC 8009 8
     * @spec RFC 6803 9
     * @spec RFC 4757 4
     */
    private String checksumName() {
        return switch (type) {
            case AES256_CTS_HMAC_SHA1_96 -> "hmac-sha1-96-aes256";
            case AES128_CTS_HMAC_SHA1_96 -> "hmac-sha1-96-aes128";
            case AES256_CTS_HMAC_SHA384_192 -> "hmac-sha384-192-aes256";
            case AES128_CTS_HMAC_SHA256_128 -> "hmac-sha256-128-aes128";
            case CAMELLIA256_CTS_CMAC -> "cmac-camellia256";
            case CAMELLIA128_CTS_CMAC -> "cmac-camellia128";
            case RC4_HMAC -> "hmac-md5";
        };
    }

    /** Of this side's own credential. */
    private ContextAttribute.CredentialName credentialName() {
        var own = token.isPresent() ? ticket.server() : ticket.client();
        return new ContextAttribute.CredentialName(own.name().nameType(), own.toString());
    }

    /** The name on the ticket is what the client asked its KDC for, as it wrote it: class, host, and what follows. */
    private ContextAttribute.ClientSpecifiedTarget clientSpecifiedTarget() {
        return new ContextAttribute.ClientSpecifiedTarget(String.join("/", ticket.server().name().nameString()));
    }
}
