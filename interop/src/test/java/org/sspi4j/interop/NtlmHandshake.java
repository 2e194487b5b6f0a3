package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Our side of an NTLM handshake, and the context that it ends with. */
final class NtlmHandshake implements Closeable {
    static final Set<ContextFlag> SIGNED =
            Set.of(ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);
    static final Set<ContextFlag> SEALED = Set.of(
            ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT, ContextFlag.CONFIDENTIALITY);

    /** Initialize or accept. */
    private interface Leg {
        ContextResult call(CredHandle credential, CtxtHandle context, List<SecBuffer> input) throws SspiException;
    }

    private final CredHandle credential;
    private final Optional<ChannelBindings> bindings;
    private final Leg leg;
    private ContextResult last;

    private NtlmHandshake(CredHandle credential, Optional<ChannelBindings> bindings, Leg leg) {
        this.credential = credential;
        this.bindings = bindings;
        this.leg = leg;
    }

    /** A client with a password. */
    static NtlmHandshake client(String user, char[] password, String target, Set<ContextFlag> flags) throws SspiException {
        try (var secret = Secret.password(password)) {
            return client(Identity.password(user, secret), target, flags);
        }
    }

    static NtlmHandshake client(Identity identity, String target, Set<ContextFlag> flags) throws SspiException {
        return client(identity, target, flags, Optional.empty());
    }

    /** @param bindings those of the channel, to which the client is bound */
    static NtlmHandshake client(Identity identity, String target, Set<ContextFlag> flags, Optional<ChannelBindings> bindings)
            throws SspiException {
        var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, identity);
        return new NtlmHandshake(credential, bindings, (acquired, context, input) ->
                Sspi.initializeSecurityContext(acquired, context, target, flags, input));
    }

    static NtlmHandshake server(NtlmCred cred, Set<ContextFlag> flags) throws SspiException {
        return server(cred, flags, Optional.empty());
    }

    /** @param bindings those of the channel, which a client has to prove; with ALLOW_MISSING_BINDINGS it may leave them out */
    static NtlmHandshake server(NtlmCred cred, Set<ContextFlag> flags, Optional<ChannelBindings> bindings) throws SspiException {
        var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred);
        return new NtlmHandshake(credential, bindings, (acquired, context, input) ->
                Sspi.acceptSecurityContext(acquired, context, flags, input));
    }

    /** The first token of a client. */
    byte[] negotiate() throws SspiException {
        return step(new byte[0], SecurityStatus.SEC_I_CONTINUE_NEEDED);
    }

    /** What a server answers to a client's first token. */
    byte[] challenge(byte[] negotiate) throws SspiException {
        return step(negotiate, SecurityStatus.SEC_I_CONTINUE_NEEDED);
    }

    /** What a client answers to a challenge. For it, the handshake is over. */
    byte[] authenticate(byte[] challenge) throws SspiException {
        return step(challenge, SecurityStatus.SEC_E_OK);
    }

    /** A server's end of the handshake. */
    void accept(byte[] authenticate) throws SspiException {
        assertEquals(0, step(authenticate, SecurityStatus.SEC_E_OK).length);
    }

    private byte[] step(byte[] token, SecurityStatus expected) throws SspiException {
        var input = new ArrayList<>(List.of(SecBuffer.token(token)));
        bindings.ifPresent(channel -> input.add(SecBuffer.channelBindings(channel)));
        last = leg.call(credential, last == null ? null : last.context(), input);
        assertEquals(expected, last.status());
        return last.token();
    }

    CtxtHandle context() {
        return last.context();
    }

    Set<ContextFlag> flags() {
        return last.flags();
    }

    String clientName() throws SspiException {
        return Sspi.queryContextAttributes(context(), ContextAttribute.NAMES).userName();
    }

    byte[] sessionKey() throws SspiException {
        try (var key = Sspi.queryContextAttributes(context(), ContextAttribute.SESSION_KEY)) {
            return key.key().clone();
        }
    }

    @Override
    public void close() {
        if (last != null) {
            last.context().close();
        }
        credential.close();
    }
}
