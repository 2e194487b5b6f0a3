package org.sspi4j.gss;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What an established context knows.
 *
 * @param spoken what it is inside: what SPNEGO chose, or the mechanism itself
 * @param target whom an initiator named; empty for an acceptor, and for one that was imported
 * @param granted what is true of it
 */
record EstablishedContext(
        Settings settings,
        Mechanism mechanism,
        Mechanism spoken,
        CtxtHandle handle,
        Optional<String> target,
        Set<ContextFlag> granted,
        Instant expiry,
        Messages messages) {
    static EstablishedContext of(
            Settings settings,
            Mechanism mechanism,
            CtxtHandle handle,
            Optional<String> target,
            Set<ContextFlag> granted,
            Instant expiry)
            throws SspiException {
        var spoken = mechanism.spoken(handle);
        var messages = new Messages(
                new Protection(handle), granted.contains(ContextFlag.CONFIDENTIALITY), spoken.sealsAll());
        return new EstablishedContext(settings, mechanism, spoken, handle, target, granted, expiry, messages);
    }

    /** One that another process exported. */
    static EstablishedContext imported(Settings settings, InterProcessToken token) throws GSSException {
        var mechanism = settings.mechanisms().of(token.mechanism());
        if (!mechanism.oid().equals(token.mechanism())) {
            throw GssStatus.DEFECTIVE_TOKEN.saying(
                    "The exported context names " + token.mechanism() + ", and this library exports such contexts as " + mechanism.oid());
        }
        try {
            var handle = settings.imported(mechanism, token.context());
            try {
                return of(
                        settings,
                        mechanism,
                        handle,
                        Optional.empty(),
                        handle.query(ContextAttribute.FLAGS).flags(),
                        handle.query(ContextAttribute.LIFESPAN).expiry());
            } catch (SspiException e) {
                handle.close();
                throw e;
            }
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    InterProcessToken export() throws GSSException {
        try {
            return new InterProcessToken(mechanism.oid(), settings.exported(handle));
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    boolean isExportable() throws GSSException {
        try {
            return handle.isExportable();
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    <T> T query(ContextAttribute<T> attribute) throws GSSException {
        try {
            return handle.query(attribute);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    GSSName srcName() throws GSSException {
        if (granted.contains(ContextFlag.NULL_SESSION)) {
            return SspiGssName.anonymous(settings);
        }
        return named(spoken.isNtlm() ? query(ContextAttribute.NAMES).userName() : query(ContextAttribute.NATIVE_NAMES).clientName());
    }

    GSSName targName() throws GSSException {
        try {
            var server = target.isPresent() && spoken.isNtlm() ? target : server(spoken, handle);
            return named(server.orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The client has not said whom it wanted to reach, or does not vouch for the name")));
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    /** The server's name, as an acceptor's client wrote it; empty if it named none, or none that it vouches for. */
    static Optional<String> server(Mechanism spoken, CtxtHandle handle) throws SspiException {
        var name = spoken.isNtlm()
                ? handle.query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName()
                : handle.query(ContextAttribute.NATIVE_NAMES).serverName();
        return Optional.of(name).filter(known -> !known.isEmpty());
    }

    private GSSName named(String name) throws GSSException {
        return SspiGssName.of(settings, spoken, name);
    }

    /** In seconds, 0 if it has ended. */
    int lifetime() {
        return Element.seconds(settings.clock().instant(), expiry);
    }

    /** null if the client delegated none. */
    GSSCredential delegCred() throws GSSException {
        if (!granted.contains(ContextFlag.DELEGATE)) {
            return null;
        }
        try {
            var client = Identity.of(handle.accessToken().subject());
            var credential = settings.acquire(mechanism, CredentialUse.OUTBOUND, client);
            return Extension.credential(settings, mechanism, credential, Set.of());
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    void end() {
        handle.close();
    }
}
