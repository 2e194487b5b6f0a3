package org.sspi4j.gss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ietf.jgss.GSSException;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/**
 * A context on its way: one token in, one token out, until it is established. One call at a time.
 *
 * @spec RFC 2743 2.2.1, 2.2.2
 */
final class Opening {
    private final Settings settings;
    private final Optional<SspiGssName> peer;
    private final Optional<SspiGssCredential> credential;
    private Optional<Mechanism> mechanism;
    private Optional<Element> element = Optional.empty();
    private CtxtHandle handle;
    private volatile List<Decision> decisions = List.of();

    private Opening(
            Settings settings,
            Optional<SspiGssName> peer,
            Optional<Mechanism> mechanism,
            Optional<SspiGssCredential> credential) {
        this.settings = settings;
        this.peer = peer;
        this.mechanism = mechanism;
        this.credential = credential;
    }

    /** @param credential empty for the caller's own, which is looked for when the first token is made */
    static Opening initiator(
            Settings settings, SspiGssName peer, Mechanism mechanism, Optional<SspiGssCredential> credential) {
        return new Opening(settings, Optional.of(peer), Optional.of(mechanism), credential);
    }

    /** The first token tells the mechanism. */
    static Opening acceptor(Settings settings, Optional<SspiGssCredential> credential) {
        return new Opening(settings, Optional.empty(), Optional.empty(), credential);
    }

    boolean isInitiator() {
        return peer.isPresent();
    }

    /** Empty for an acceptor that has had no token yet. */
    Optional<Mechanism> mechanism() {
        return mechanism;
    }

    /** What was decided in the calls of {@link #next} so far. */
    List<Decision> decisions() {
        return decisions;
    }

    ContextResult next(byte[] token, Requests requests) throws GSSException, SspiException {
        try {
            if (element.isEmpty()) {
                begin(token);
            }
            var result = step(token, requests);
            decisions = handle.decisions();
            return result;
        } catch (SspiException e) {
            decisions = e.decisions();
            throw e;
        }
    }

    private void begin(byte[] token) throws GSSException {
        if (mechanism.isEmpty()) {
            mechanism = Optional.of(settings.mechanisms().ofToken(token));
        }
        element = Optional.of(
                credential.isPresent()
                        ? credential.get().element(mechanism.get(), isInitiator())
                        : isInitiator()
                                ? Element.acquire(settings, mechanism.get(), true, null)
                                : Element.ofDefaultAcceptor(settings, mechanism.get()));
    }

    private ContextResult step(byte[] token, Requests requests) throws GSSException, SspiException {
        var input = new ArrayList<SecBuffer>(List.of(SecBuffer.token(token)));
        requests.bindings(settings.absentAddress()).map(SecBuffer::channelBindings).ifPresent(input::add);
        var credentials = element.orElseThrow();
        var result = isInitiator()
                ? Sspi.initializeSecurityContext(
                        credentials.handle(), handle, peer.orElseThrow().target(), requests.ofInitiator(), input)
                : Sspi.acceptSecurityContext(credentials.handle(), handle, Requests.ofAcceptor(credentials.asks()), input);
        handle = result.context();
        return switch (result.status()) {
            case SEC_E_OK, SEC_I_CONTINUE_NEEDED -> result;
            case SEC_I_COMPLETE_NEEDED, SEC_I_COMPLETE_AND_CONTINUE -> Sspi.completeAuthToken(handle, result.token());
            case SEC_E_INCOMPLETE_MESSAGE -> throw GssStatus.DEFECTIVE_TOKEN.saying(
                    result.status(), "The token ends too early");
            default -> throw GssStatus.NO_CRED.saying(result.status(), "The peer wants other credentials");
        };
    }

    /** After a result that is complete: the handle goes over to the established context. */
    EstablishedContext established(ContextResult result) throws GSSException, SspiException {
        element.orElseThrow().checkServer(handle);
        var target = peer.isPresent() ? Optional.of(peer.get().target()) : Optional.<String>empty();
        var established =
                EstablishedContext.of(settings, mechanism.orElseThrow(), handle, target, result.flags(), result.expiry());
        releaseElement();
        handle = null;
        return established;
    }

    void end() {
        if (handle != null) {
            handle.close();
        }
        releaseElement();
    }

    /** Closes the credential that this context acquired itself. */
    private void releaseElement() {
        if (credential.isEmpty()) {
            element.ifPresent(own -> own.handle().close());
        }
        element = Optional.empty();
    }
}
