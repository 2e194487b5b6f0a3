package org.sspi4j.gss;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What a credential has for one mechanism and one use.
 *
 * @param wanted the name that the application asked for; empty for whatever there is
 * @param asks what an acceptor's contexts ask for besides what those of GSS-API do
 */
record Element(
        Mechanism mechanism, boolean initiates, CredHandle handle, Optional<SspiGssName> wanted, Set<ContextFlag> asks) {
    /**
     * What an acceptor has where no credential was given.
     *
     * @throws GSSException NO_CRED
     */
    static Element ofDefaultAcceptor(Settings settings, Mechanism mechanism) throws GSSException {
        if (!mechanism.isAcceptedByDefault()) {
            throw GssStatus.NO_CRED.saying("The client speaks " + mechanism.packageName() + ", which is accepted only where somebody says"
                    + " so: create the credential to accept with for the mechanism " + mechanism.oid() + " or of a handle, or accept with"
                    + " the Subject of a login with package=NTLM");
        }
        return acquire(settings, mechanism, false, null);
    }

    /**
     * @param name null for the caller's own
     * @throws GSSException NO_CRED, also if there are credentials of another name only
     */
    static Element acquire(Settings settings, Mechanism mechanism, boolean initiates, SspiGssName name)
            throws GSSException {
        var use = initiates ? CredentialUse.OUTBOUND : CredentialUse.INBOUND;
        var element = new Element(
                mechanism, initiates, handle(settings, mechanism, use, name), Optional.ofNullable(name), Set.of());
        try {
            element.checkName();
        } catch (GSSException e) {
            element.handle.close();
            throw e;
        }
        return element;
    }

    /** The same within SPNEGO; empty if SPNEGO cannot be made of it. */
    Optional<Element> in(Mechanism spnego) {
        try {
            return Optional.of(new Element(spnego, initiates, handle.within(spnego.packageName()), wanted, asks));
        } catch (SspiException e) {
            return Optional.empty();
        }
    }

    private static CredHandle handle(Settings settings, Mechanism mechanism, CredentialUse use, SspiGssName name)
            throws GSSException {
        try {
            var identity = use.isInbound() && name != null ? serverOf(settings, mechanism, name) : null;
            return settings.acquire(mechanism, use, identity);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    /**
     * The default keytab's keys of one principal, or the user's accounts behind one target name; null to let the Subject or the default
     * decide.
     */
    private static Identity serverOf(Settings settings, Mechanism mechanism, SspiGssName name) throws GSSException {
        if (Sspi.effectiveSubject().isPresent() || name.isOfAnyHost()) {
            return null;
        }
        if (mechanism.isNtlm()) {
            return NtlmCred.builder().targetNames(name.target()).build();
        }
        if (!mechanism.hasKerberosNames()) {
            return null;
        }
        return Identity.keytab(name.canonicalize(mechanism.oid()).toString(), settings.defaultKeytab());
    }

    private void checkName() throws GSSException {
        var held = handle.name();
        if (wanted.isPresent() && held.isPresent() && !wanted.get().isFulfilledBy(held.get(), mechanism)) {
            throw GssStatus.NO_CRED.saying(
                    "There are credentials of " + held.get() + " and none of " + wanted.get());
        }
    }

    /**
     * Credentials that are tied to no name, such as a keytab of many services, are found out when a client has named one.
     *
     * @throws GSSException FAILURE with SEC_E_WRONG_PRINCIPAL
     */
    void checkServer(CtxtHandle context) throws GSSException, SspiException {
        if (!isOfItsName()) {
            var server = EstablishedContext.server(mechanism.spoken(context), context);
            if (server.isEmpty() || !wanted.get().isFulfilledBy(server.get(), mechanism)) {
                throw GssStatus.FAILURE.saying(
                        SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                        server.map(name -> "The client asked for " + name)
                                        .orElse("The client asked for nobody, or by a name that it does not vouch for")
                                + ", the credentials are those of " + wanted.get());
            }
        }
    }

    /** Whether the credential is of the name that was wanted, so that nobody has to look whom a client names. */
    boolean isOfItsName() {
        return initiates || wanted.isEmpty() || handle.name().isPresent();
    }

    /** Whose it is; empty if it is tied to no name. */
    Optional<SspiGssName> name(Settings settings) throws GSSException {
        var held = handle.name();
        if (held.isPresent()) {
            return Optional.of(SspiGssName.of(settings, mechanism, held.get()));
        }
        return wanted.isPresent() && !wanted.get().isOfAnyHost()
                ? Optional.of(wanted.get().canonicalize(mechanism.oid()))
                : Optional.empty();
    }

    /** In seconds, 0 if it has ended. */
    int remainingLifetime(Instant now) {
        return seconds(now, handle.expiry());
    }

    static int seconds(Instant now, Instant expiry) {
        if (expiry.equals(Instant.MAX)) {
            return GSSCredential.INDEFINITE_LIFETIME;
        }
        return (int) Math.max(0, Math.min(Duration.between(now, expiry).toSeconds(), Integer.MAX_VALUE - 1));
    }
}
