package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.security.sasl.Sasl;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SspiException;

/**
 * What the properties of {@code javax.security.sasl} ask for. JNDI hands over its whole environment, of which the rest is not looked at.
 *
 * @param qop what is acceptable, what is preferred first; not empty
 * @param maxBuffer the longest protected message that may be received, 1 to {@link #LARGEST_BUFFER}; empty if nothing was said
 * @param serverAuthentication whether the server has to prove who it is
 * @param bindings of the channel below
 */
record SaslProperties(
        List<QualityOfProtection> qop,
        OptionalInt maxBuffer,
        boolean serverAuthentication,
        Set<Policy> policies,
        Optional<ChannelBindings> bindings,
        Optional<SaslCredentials> credentials) {
    /** What three octets can say. */
    static final int LARGEST_BUFFER = 0xFFFFFF;
    static final int DEFAULT_BUFFER = 0x10000;

    /** Where the JDK's LDAP and HTTP clients leave the bindings of TLS: the prefix and the binding, in a byte array. */
    private static final String BINDINGS_OF_JDK = "jdk.internal.sasl.tlschannelbinding";

    /**
     * @param properties may be null
     * @throws SspiException SEC_E_QOP_NOT_SUPPORTED, SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS
     */
    static SaslProperties of(Map<String, ?> properties) throws SspiException {
        Map<String, ?> given = properties == null ? Map.of() : properties;
        var qop = given.get(Sasl.QOP);
        return new SaslProperties(
                QualityOfProtection.parse(qop == null ? "" : qop.toString()),
                maxBuffer(given.get(Sasl.MAX_BUFFER)),
                isTrue(given.get(Sasl.SERVER_AUTH)),
                Policy.demandedBy(given),
                bindings(given),
                credentials(given));
    }

    static boolean isTrue(Object value) {
        return value != null && Boolean.parseBoolean(value.toString());
    }

    /** Whether they have credentials that are not of this library: another provider may know what to do with them. */
    static boolean hasForeignCredentials(Map<String, ?> properties) {
        var credentials = properties == null || properties.get(SspiSasl.CREDENTIAL) != null ? null : properties.get(Sasl.CREDENTIALS);
        return credentials != null && !isOurs(credentials);
    }

    private static OptionalInt maxBuffer(Object value) throws SspiException {
        if (value == null) {
            return OptionalInt.empty();
        }
        try {
            int size = Integer.parseInt(value.toString());
            if (size > 0 && size <= LARGEST_BUFFER) {
                return OptionalInt.of(size);
            }
        } catch (NumberFormatException e) {
            throw notASize(value, e);
        }
        throw notASize(value, null);
    }

    private static SspiException notASize(Object value, NumberFormatException cause) {
        return new SspiException(
                SEC_E_INVALID_PARAMETER, Sasl.MAX_BUFFER + " is a number from 1 to " + LARGEST_BUFFER + " and not " + value, cause);
    }

    private static Optional<ChannelBindings> bindings(Map<String, ?> given) throws SspiException {
        var own = given.get(SspiSasl.CHANNEL_BINDINGS);
        if (own == null) {
            return ofJdk(given.get(BINDINGS_OF_JDK));
        }
        if (own instanceof ChannelBindings bindings) {
            return Optional.of(bindings);
        }
        throw new SspiException(
                SEC_E_INVALID_PARAMETER, SspiSasl.CHANNEL_BINDINGS + " is a ChannelBindings and not a " + own.getClass().getName());
    }

    private static Optional<ChannelBindings> ofJdk(Object value) throws SspiException {
        if (value == null || value instanceof byte[]) {
            return Optional.ofNullable((byte[]) value).map(ChannelBindings::of);
        }
        throw new SspiException(SEC_E_INVALID_PARAMETER, BINDINGS_OF_JDK + " is a byte[] and not a " + value.getClass().getName());
    }

    private static Optional<SaslCredentials> credentials(Map<String, ?> given) throws SspiException {
        var own = given.get(SspiSasl.CREDENTIAL);
        if (own != null && !isOurs(own)) {
            throw new SspiException(
                    SEC_E_UNKNOWN_CREDENTIALS, SspiSasl.CREDENTIAL + " is a CredHandle and not a " + own.getClass().getName());
        }
        var credentials = own == null ? given.get(Sasl.CREDENTIALS) : own;
        if (credentials instanceof CredHandle handle) {
            return Optional.of((packageName, use) -> Optional.of(handle));
        }
        return credentials instanceof SaslCredentials several ? Optional.of(several) : Optional.empty();
    }

    private static boolean isOurs(Object credentials) {
        return credentials instanceof CredHandle || credentials instanceof SaslCredentials;
    }
}
