package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECURITY_QOS_FAILED;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** A security context on its way, and the credential it is made from. */
final class Opening {
    /** An acceptor takes what the initiator offers. */
    private static final Set<ContextFlag> OF_ACCEPTORS = Set.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT,
            ContextFlag.INTEGRITY,
            ContextFlag.CONFIDENTIALITY);

    private final ChosenCredential credential;
    private final Optional<String> target;
    private final Set<ContextFlag> asked;
    private final Set<ContextFlag> required;
    private volatile CtxtHandle context;

    /** @param target empty for an acceptor */
    Opening(ChosenCredential credential, Optional<String> target, Set<ContextFlag> asked, Set<ContextFlag> required) {
        this.credential = credential;
        this.target = target;
        this.asked = asked;
        this.required = required;
    }

    /** @param required without which of these the context is of no use */
    static Opening initiator(ChosenCredential credential, String target, Set<ContextFlag> asked, Set<ContextFlag> required) {
        return new Opening(credential, Optional.of(target), asked, required);
    }

    static Opening acceptor(ChosenCredential credential) {
        return new Opening(credential, Optional.empty(), OF_ACCEPTORS, Set.of());
    }

    /**
     * @param bindings told in the first call, from which on they count
     * @throws SspiException of initialize and accept; SEC_E_SECURITY_QOS_FAILED if a required flag was not granted
     */
    ContextResult next(byte[] token, Optional<ChannelBindings> bindings) throws SspiException {
        var input = context == null && bindings.isPresent()
                ? List.of(SecBuffer.token(token), SecBuffer.channelBindings(bindings.get()))
                : List.of(SecBuffer.token(token));
        var result = target.isPresent()
                ? Sspi.initializeSecurityContext(credential.handle(), context, target.get(), asked, input)
                : Sspi.acceptSecurityContext(credential.handle(), context, asked, input);
        context = result.context();
        switch (result.status()) {
            case SEC_E_OK -> checkGranted(result.flags());
            case SEC_I_CONTINUE_NEEDED -> { }
            default -> throw new SspiException(SEC_E_INVALID_TOKEN, "The token ends too early");
        }
        return result;
    }

    private void checkGranted(Set<ContextFlag> granted) throws SspiException {
        if (!granted.containsAll(required)) {
            var missing = EnumSet.copyOf(required);
            missing.removeAll(granted);
            throw new SspiException(SEC_E_SECURITY_QOS_FAILED, "The context was established without " + missing);
        }
        credential.release();
    }

    /** null before the first token. */
    CtxtHandle context() {
        return context;
    }

    void end() {
        if (context != null) {
            context.close();
        }
        credential.release();
    }
}
