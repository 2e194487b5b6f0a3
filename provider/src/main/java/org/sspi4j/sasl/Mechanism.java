package org.sspi4j.sasl;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SspiException;

/** The mechanisms, by strength. */
enum Mechanism {
    /** Before {@link #GS2_KRB5}: "-PLUS" binds the context to its channel. */
    GS2_KRB5_PLUS("GS2-KRB5-PLUS", "Kerberos", EnumSet.of(Policy.NOPLAINTEXT, Policy.NOACTIVE, Policy.NOANONYMOUS)),
    GSSAPI("GSSAPI", "Kerberos", EnumSet.of(Policy.NOPLAINTEXT, Policy.NOACTIVE, Policy.NOANONYMOUS)),
    GS2_KRB5("GS2-KRB5", "Kerberos", EnumSet.of(Policy.NOPLAINTEXT, Policy.NOACTIVE, Policy.NOANONYMOUS)),
    /** It may come to NTLM, so that it promises no more than that. */
    GSS_SPNEGO("GSS-SPNEGO", "Negotiate", EnumSet.of(Policy.NOPLAINTEXT, Policy.NOANONYMOUS)),
    /** Who sees an exchange can try passwords on it. */
    NTLM("NTLM", "NTLM", EnumSet.of(Policy.NOPLAINTEXT, Policy.NOANONYMOUS));

    private final String text;
    private final String packageName;
    private final Set<Policy> promises;

    Mechanism(String text, String packageName, Set<Policy> promises) {
        this.text = text;
        this.packageName = packageName;
        this.promises = promises;
    }

    /** The name that is registered with IANA, or in use. */
    String text() {
        return text;
    }

    /** The security package that makes its contexts. */
    String packageName() {
        return packageName;
    }

    /** Names of mechanisms have one case. */
    static Optional<Mechanism> of(String text) {
        for (var each : values()) {
            if (each.text.equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Those that are installed and promise what is demanded; what the properties say else does not count. */
    static String[] names(Map<String, ?> properties) {
        var demanded = Policy.demandedBy(properties == null ? Map.of() : properties);
        return Stream.of(values())
                .filter(each -> each.promises(demanded) && each.isInstalled())
                .map(Mechanism::text)
                .toArray(String[]::new);
    }

    /** Whether its security package is there. */
    boolean isInstalled() {
        try {
            Sspi.querySecurityPackageInfo(packageName);
            return true;
        } catch (SspiException e) {
            return false;
        }
    }

    boolean promises(Set<Policy> demanded) {
        return promises.containsAll(demanded);
    }

    /** GS2 has none on purpose, NTLM no message to agree on one. */
    boolean hasSecurityLayers() {
        return this == GSSAPI || this == GSS_SPNEGO;
    }

    boolean isGs2() {
        return this == GS2_KRB5 || this == GS2_KRB5_PLUS;
    }

    /** Whether a client of it can say whom it wants to act as. */
    boolean carriesAuthorizationIds() {
        return this != GSS_SPNEGO && this != NTLM;
    }

    /** Whether a client of it can know who the server is. */
    boolean authenticatesServers() {
        return this != NTLM;
    }

    /**
     * Whether a client can be asked to do it so.
     *
     * @param authorizationId empty for none: who wants to act as somebody else is not to act as itself instead
     */
    boolean fitsClient(SaslProperties properties, String authorizationId) {
        return fits(properties)
                && (authenticatesServers() || !properties.serverAuthentication())
                && (carriesAuthorizationIds() || authorizationId.isEmpty());
    }

    /** Whether a server can be asked to do it so. */
    boolean fits(SaslProperties properties) {
        return promises(properties.policies())
                && (hasSecurityLayers() || properties.qop().contains(QualityOfProtection.AUTH))
                && (this != GS2_KRB5_PLUS || hasNamed(properties.bindings()))
                && isInstalled();
    }

    private static boolean hasNamed(Optional<ChannelBindings> bindings) {
        return bindings.map(Gs2Header::name).filter(name -> name.matches(Gs2Header.BINDING_NAME)).isPresent();
    }
}
