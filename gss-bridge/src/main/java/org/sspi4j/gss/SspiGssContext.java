package org.sspi4j.gss;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A GSSContext on an SSPI context. A failed establishment kills it, as {@link #dispose} and {@link #export} do: from then on
 * every call fails with NO_CONTEXT. A message that fails its check is refused, and the context is as it was. One thread may wrap
 * while another unwraps.
 *
 * <p>What is asked for counts until the first token is made; later requests, and those of acceptors, change nothing. The
 * getters of states tell what an initiator asked for until the context is established, and what was granted from then on.
 *
 * @spec RFC 2743 2.2, 2.3; RFC 5653 6.4
 */
public sealed class SspiGssContext implements GSSContext permits ExtendedSspiGssContext {
    private static final byte[] NOTHING = {};

    private enum Stage {
        NEW,
        IN_PROGRESS,
        ESTABLISHED,
        ENDED
    }

    private final Requests requests = new Requests();
    /** Empty for one that was imported. */
    private final Optional<Opening> opening;
    private final boolean initiator;
    private volatile Stage stage;
    private volatile EstablishedContext established;

    SspiGssContext(Opening opening) {
        this.opening = Optional.of(opening);
        this.initiator = opening.isInitiator();
        this.stage = Stage.NEW;
    }

    /** One that was imported. */
    SspiGssContext(EstablishedContext established) {
        this.opening = Optional.empty();
        this.initiator = established.handle().isInitiator();
        this.established = established;
        this.stage = Stage.ESTABLISHED;
    }

    /**
     * The SSPI context below, for what GSS-API has no call for. It ends with this context.
     *
     * @throws GSSException NO_CONTEXT until the context is established
     */
    public CtxtHandle handle() throws GSSException {
        return established().handle();
    }

    /**
     * What was decided on the way so far, in that order: whose credentials, which realm, which KDCs were asked and what they
     * answered, which keys. For people; nothing in it is secret. It stays when the context has ended, and after a failure: then
     * the {@link SspiException} that is the cause has it too.
     *
     * <pre>{@code
     * if (context instanceof SspiGssContext ours) {
     *     ours.decisions().forEach(System.err::println);
     * }
     * }</pre>
     *
     * @return empty before the first token
     */
    public List<Decision> decisions() {
        var now = established;
        return now != null ? now.handle().decisions() : opening.map(Opening::decisions).orElse(List.of());
    }

    @Override
    public byte[] initSecContext(byte[] token, int offset, int length) throws GSSException {
        requireRole(true);
        // RFC 5653 6.4.3: the first call has no token to take.
        return toCaller(next(stage == Stage.NEW ? NOTHING : part(token, offset, length)));
    }

    @Override
    public byte[] acceptSecContext(byte[] token, int offset, int length) throws GSSException {
        requireRole(false);
        return toCaller(next(part(token, offset, length)));
    }

    /** A framed token is read to its end and no further, of one without a frame what the stream has without waiting. */
    @Override
    @Deprecated
    public int initSecContext(InputStream in, OutputStream out) throws GSSException {
        requireRole(true);
        return Streams.write(next(stage == Stage.NEW ? NOTHING : Streams.handshakeToken(in)), out);
    }

    /** A framed token is read to its end and no further, of one without a frame what the stream has without waiting. */
    @Override
    @Deprecated
    public void acceptSecContext(InputStream in, OutputStream out) throws GSSException {
        requireRole(false);
        Streams.write(next(Streams.handshakeToken(in)), out);
    }

    private synchronized byte[] next(byte[] token) throws GSSException {
        requireAlive();
        if (stage == Stage.ESTABLISHED) {
            throw GssStatus.FAILURE.saying(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The context is established already");
        }
        boolean done = false;
        try {
            var result = opening.orElseThrow().next(token, requests);
            goOn(result);
            done = true;
            return result.token();
        } catch (SspiException e) {
            throw GssStatus.establishing(e);
        } finally {
            if (!done) {
                dispose();
            }
        }
    }

    private void goOn(ContextResult result) throws GSSException, SspiException {
        if (result.isComplete()) {
            established = opening.orElseThrow().established(result);
            stage = Stage.ESTABLISHED;
        } else {
            stage = Stage.IN_PROGRESS;
        }
    }

    @Override
    public boolean isEstablished() {
        return stage == Stage.ESTABLISHED;
    }

    /** SSPI protects no message before the context is established. */
    @Override
    public boolean isProtReady() {
        return isEstablished();
    }

    @Override
    public synchronized void dispose() {
        stage = Stage.ENDED;
        opening.ifPresent(Opening::end);
        if (established != null) {
            established.end();
        }
    }

    /**
     * Exact: a message of so many bytes fits, and one byte more does not. The quality of protection has to be 0: there is one.
     *
     * @param confReq counts if the context has confidentiality; what {@link #wrap} would sign only takes less room; NTLM seals all
     * @param maxTokenSize in bytes; if not even an empty message fits the limit is 0
     */
    @Override
    public int getWrapSizeLimit(int qop, boolean confReq, int maxTokenSize) throws GSSException {
        return messages().wrapSizeLimit(qop, confReq, maxTokenSize);
    }

    /** Without confidentiality if the context has none, but with NTLM: the MessageProp tells. Its quality of protection has to be 0. */
    @Override
    public byte[] wrap(byte[] in, int offset, int length, MessageProp prop) throws GSSException {
        return messages().wrap(in, offset, length, prop);
    }

    /** @param prop told what was found; null if nobody asks */
    @Override
    public byte[] unwrap(byte[] token, int offset, int length, MessageProp prop) throws GSSException {
        return messages().unwrap(token, offset, length, prop);
    }

    @Override
    public byte[] getMIC(byte[] message, int offset, int length, MessageProp prop) throws GSSException {
        return messages().getMic(message, offset, length, prop);
    }

    /** @param prop told what was found; null if nobody asks */
    @Override
    public void verifyMIC(
            byte[] mic,
            int micOffset,
            int micLength,
            byte[] message,
            int messageOffset,
            int messageLength,
            MessageProp prop)
            throws GSSException {
        var messages = messages();
        Objects.checkFromIndexSize(micOffset, micLength, mic.length);
        Objects.checkFromIndexSize(messageOffset, messageLength, message.length);
        messages.verifyMic(
                ByteBuffer.wrap(mic, micOffset, micLength), ByteBuffer.wrap(message, messageOffset, messageLength), prop);
    }

    /** The message is all there is until the end of the stream. */
    @Override
    @Deprecated
    public void wrap(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        var messages = messages();
        var message = Streams.message(in);
        Streams.write(messages.wrap(message, 0, message.length, prop), out);
    }

    /**
     * The token is read to its end if it says where that is; few do, and of those that do not what the stream has without
     * waiting: frame them.
     */
    @Override
    @Deprecated
    public void unwrap(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        Streams.write(messages().unwrapInPlace(Streams.messageToken(in), prop), out);
    }

    /** The message is all there is until the end of the stream. */
    @Override
    @Deprecated
    public void getMIC(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        var messages = messages();
        var message = Streams.message(in);
        Streams.write(messages.getMic(message, 0, message.length, prop), out);
    }

    /** The MIC is read as the token in {@link #unwrap(InputStream, OutputStream, MessageProp)}, the message to its end. */
    @Override
    @Deprecated
    public void verifyMIC(InputStream micStream, InputStream messageStream, MessageProp prop) throws GSSException {
        var messages = messages();
        var mic = Streams.messageToken(micStream);
        messages.verifyMic(ByteBuffer.wrap(mic), ByteBuffer.wrap(Streams.message(messageStream)), prop);
    }

    /**
     * The context for another process of the same user on the same machine, where {@code GSSManager.createContext(byte[])} of this
     * library goes on with it, once. This one has ended then. The bytes are sealed with the key file of the manager: who has only
     * them learns no key and can change nothing.
     *
     * @throws GSSException NO_CONTEXT until the context is established; UNAVAILABLE if the mechanism does not offer it; FAILURE if
     *     the key file can be neither used nor made. After the last two the context is as it was
     */
    @Override
    public synchronized byte[] export() throws GSSException {
        var token = established().export();
        dispose();
        return token.encode();
    }

    /** Whether {@link #export} can be called: false until the context is established. */
    @Override
    public boolean isTransferable() throws GSSException {
        requireAlive();
        return isEstablished() && established().isExportable();
    }

    @Override
    public void requestMutualAuth(boolean state) throws GSSException {
        request(ContextFlag.MUTUAL_AUTH, state);
    }

    @Override
    public void requestReplayDet(boolean state) throws GSSException {
        request(ContextFlag.REPLAY_DETECT, state);
    }

    @Override
    public void requestSequenceDet(boolean state) throws GSSException {
        request(ContextFlag.SEQUENCE_DETECT, state);
    }

    /** Delegation goes to services that the KDC trusts with it, whoever asks for it. */
    @Override
    public void requestCredDeleg(boolean state) throws GSSException {
        request(ContextFlag.DELEGATE, state);
    }

    @Override
    public void requestAnonymity(boolean state) throws GSSException {
        request(ContextFlag.NULL_SESSION, state);
    }

    @Override
    public void requestConf(boolean state) throws GSSException {
        request(ContextFlag.CONFIDENTIALITY, state);
    }

    @Override
    public void requestInteg(boolean state) throws GSSException {
        request(ContextFlag.INTEGRITY, state);
    }

    /** Changes nothing: a context lives as long as its ticket. See {@link #getLifetime}. */
    @Override
    public void requestLifetime(int lifetime) throws GSSException {
        requireAlive();
    }

    /** See {@link AbsentAddress} for bindings without addresses. null takes them away again. */
    @Override
    public synchronized void setChannelBinding(ChannelBinding binding) throws GSSException {
        requireAlive();
        if (stage == Stage.NEW) {
            requests.bind(binding);
        }
    }

    @Override
    public boolean getCredDelegState() {
        return has(ContextFlag.DELEGATE);
    }

    @Override
    public boolean getMutualAuthState() {
        return has(ContextFlag.MUTUAL_AUTH);
    }

    @Override
    public boolean getReplayDetState() {
        return has(ContextFlag.REPLAY_DETECT);
    }

    @Override
    public boolean getSequenceDetState() {
        return has(ContextFlag.SEQUENCE_DETECT);
    }

    @Override
    public boolean getAnonymityState() {
        return has(ContextFlag.NULL_SESSION);
    }

    @Override
    public boolean getConfState() {
        return has(ContextFlag.CONFIDENTIALITY);
    }

    @Override
    public boolean getIntegState() {
        return has(ContextFlag.INTEGRITY);
    }

    /** In seconds: what remains of the established context, else INDEFINITE_LIFETIME. */
    @Override
    public int getLifetime() {
        var now = established;
        return now != null && isEstablished() ? now.lifetime() : INDEFINITE_LIFETIME;
    }

    /** @throws GSSException NO_CONTEXT until the context is established; UNAVAILABLE if the package does not tell */
    @Override
    public GSSName getSrcName() throws GSSException {
        return established().srcName();
    }

    /** @throws GSSException NO_CONTEXT until the context is established; UNAVAILABLE if the package does not tell */
    @Override
    public GSSName getTargName() throws GSSException {
        return established().targName();
    }

    /** Of an acceptor only after the first token, which tells it: until then NO_CONTEXT. */
    @Override
    public synchronized Oid getMech() throws GSSException {
        requireAlive();
        var known = established != null
                ? Optional.of(established.mechanism())
                : opening.flatMap(Opening::mechanism);
        return known.orElseThrow(() -> GssStatus.NO_CONTEXT.saying("No token has told the mechanism yet")).oid();
    }

    /** null if the client delegated none. */
    @Override
    public GSSCredential getDelegCred() throws GSSException {
        var context = established();
        if (initiator) {
            throw GssStatus.NO_CRED.saying("An initiator is delegated nothing");
        }
        return context.delegCred();
    }

    @Override
    public boolean isInitiator() {
        return initiator;
    }

    /** Names role and stage, no secrets. */
    @Override
    public String toString() {
        return (initiator ? "initiator " : "acceptor ") + stage;
    }

    /** Asks an established context for an attribute. */
    <T> T query(ContextAttribute<T> attribute) throws GSSException {
        return established().query(attribute);
    }

    synchronized void requestDelegationByPolicy(boolean state) throws GSSException {
        requireAlive();
        if (stage == Stage.NEW && initiator) {
            requests.requestDelegationByPolicy(state);
        }
    }

    synchronized boolean hasDelegationByPolicy() {
        return stage != Stage.ENDED
                && requests.hasDelegationByPolicy()
                && (stage != Stage.ESTABLISHED || has(ContextFlag.DELEGATE));
    }

    private synchronized void request(ContextFlag flag, boolean state) throws GSSException {
        requireAlive();
        if (stage == Stage.NEW && initiator) {
            requests.request(flag, state);
        }
    }

    private synchronized boolean has(ContextFlag flag) {
        return switch (stage) {
            case ESTABLISHED -> established.granted().contains(flag);
            case NEW, IN_PROGRESS -> initiator && requests.has(flag);
            case ENDED -> false;
        };
    }

    private void requireRole(boolean wanted) throws GSSException {
        requireAlive();
        if (initiator != wanted) {
            throw GssStatus.FAILURE.saying(
                    SecurityStatus.SEC_E_INVALID_HANDLE,
                    "The context is the " + (wanted ? "acceptor's" : "initiator's"));
        }
    }

    private void requireAlive() throws GSSException {
        if (stage == Stage.ENDED) {
            throw GssStatus.NO_CONTEXT.saying(
                    "The context has ended: it was disposed of or exported, or its establishment failed");
        }
    }

    private EstablishedContext established() throws GSSException {
        requireAlive();
        if (!isEstablished()) {
            throw GssStatus.NO_CONTEXT.saying("The context is not established yet");
        }
        return established;
    }

    private Messages messages() throws GSSException {
        return established().messages();
    }

    private static byte[] part(byte[] token, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, token.length);
        return Arrays.copyOfRange(token, offset, offset + length);
    }

    private static byte[] toCaller(byte[] token) {
        return token.length == 0 ? null : token;
    }
}
