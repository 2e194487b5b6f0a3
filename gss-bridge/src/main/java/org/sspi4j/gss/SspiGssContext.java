package org.sspi4j.gss;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A GSSContext on an SSPI context. A failed establishment kills it, as {@link #dispose} does: from then on every call fails
 * with NO_CONTEXT. A message that fails its check is refused, and the context is as it was. One thread may wrap while another
 * unwraps.
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

    private final Settings settings;
    private final Optional<SspiGssName> peer;
    private final Optional<SspiGssCredential> credential;
    private final Set<ContextFlag> requested;
    private Optional<Mechanism> mechanism;
    private Optional<ChannelBinding> channelBinding = Optional.empty();
    private Optional<Element> element = Optional.empty();
    private volatile Stage stage = Stage.NEW;
    private volatile CtxtHandle handle;
    private volatile Protection protection;
    private volatile Set<ContextFlag> granted = Set.of();
    private volatile Instant expiry = Instant.MAX;

    /** An initiator. */
    SspiGssContext(
            Settings settings, SspiGssName peer, Mechanism mechanism, Optional<SspiGssCredential> credential) {
        this.settings = settings;
        this.peer = Optional.of(peer);
        this.mechanism = Optional.of(mechanism);
        this.credential = credential;
        this.requested = GssFlags.ofInitiator();
    }

    /** An acceptor: the first token tells the mechanism. */
    SspiGssContext(Settings settings, Optional<SspiGssCredential> credential) {
        this.settings = settings;
        this.peer = Optional.empty();
        this.mechanism = Optional.empty();
        this.credential = credential;
        this.requested = GssFlags.ofAcceptor();
    }

    /**
     * The SSPI context below, for what GSS-API has no call for. It ends with this context.
     *
     * @throws GSSException NO_CONTEXT until the context is established
     */
    public CtxtHandle handle() throws GSSException {
        requireEstablished();
        return handle;
    }

    @Override
    public byte[] initSecContext(byte[] token, int offset, int length) throws GSSException {
        requireRole(true);
        // RFC 5653 6.4.3: the first call has no token to take.
        var received = stage == Stage.NEW ? NOTHING : Arrays.copyOfRange(token, offset, checkedEnd(token, offset, length));
        return toCaller(next(received));
    }

    @Override
    public byte[] acceptSecContext(byte[] token, int offset, int length) throws GSSException {
        requireRole(false);
        return toCaller(next(Arrays.copyOfRange(token, offset, checkedEnd(token, offset, length))));
    }

    /** A framed token is read to its end and no further, one without a frame to the end of the stream. */
    @Override
    @Deprecated
    public int initSecContext(InputStream in, OutputStream out) throws GSSException {
        requireRole(true);
        return write(next(stage == Stage.NEW ? NOTHING : read(in, InitialToken.LARGEST_OF_HANDSHAKE)), out);
    }

    /** A framed token is read to its end and no further, one without a frame to the end of the stream. */
    @Override
    @Deprecated
    public void acceptSecContext(InputStream in, OutputStream out) throws GSSException {
        requireRole(false);
        write(next(read(in, InitialToken.LARGEST_OF_HANDSHAKE)), out);
    }

    private synchronized byte[] next(byte[] token) throws GSSException {
        if (stage == Stage.ENDED) {
            throw ended();
        }
        if (stage == Stage.ESTABLISHED) {
            throw GssStatus.FAILURE.saying(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The context is established already");
        }
        boolean done = false;
        try {
            if (stage == Stage.NEW) {
                begin(token);
            }
            var result = step(token);
            if (result.isComplete()) {
                establish(result);
            } else {
                stage = Stage.IN_PROGRESS;
            }
            done = true;
            return result.token();
        } catch (SspiException e) {
            throw GssStatus.establishing(e);
        } finally {
            if (!done) {
                end();
            }
        }
    }

    private void begin(byte[] token) throws GSSException {
        if (mechanism.isEmpty()) {
            mechanism = Optional.of(settings.mechanisms().ofToken(token));
        }
        element = Optional.of(
                credential.isPresent()
                        ? credential.get().element(mechanism.get(), isInitiator())
                        : Element.acquire(settings, mechanism.get(), isInitiator(), null));
    }

    private ContextResult step(byte[] token) throws GSSException, SspiException {
        var input = new ArrayList<SecBuffer>(List.of(SecBuffer.token(token)));
        channelBinding.map(settings.absentAddress()::of).map(SecBuffer::channelBindings).ifPresent(input::add);
        var credentials = element.orElseThrow().handle();
        var result = isInitiator()
                ? Sspi.initializeSecurityContext(credentials, handle, peer.orElseThrow().target(), requested, input)
                : Sspi.acceptSecurityContext(credentials, handle, requested, input);
        handle = result.context();
        return switch (result.status()) {
            case SEC_E_OK, SEC_I_CONTINUE_NEEDED -> result;
            case SEC_I_COMPLETE_NEEDED, SEC_I_COMPLETE_AND_CONTINUE -> Sspi.completeAuthToken(handle, result.token());
            case SEC_E_INCOMPLETE_MESSAGE -> throw GssStatus.DEFECTIVE_TOKEN.saying(
                    result.status(), "The token ends too early");
            default -> throw GssStatus.NO_CRED.saying(result.status(), "The peer wants other credentials");
        };
    }

    private void establish(ContextResult result) throws GSSException, SspiException {
        element.orElseThrow().checkServer(handle);
        granted = result.flags();
        expiry = result.expiry();
        protection = new Protection(handle);
        releaseElement();
        stage = Stage.ESTABLISHED;
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
        end();
    }

    /** The quality of protection has to be 0: there is one. Too small a limit gives 0. */
    @Override
    public int getWrapSizeLimit(int qop, boolean confReq, int maxTokenSize) throws GSSException {
        requireEstablished();
        requireDefault(qop);
        return protection.wrapSizeLimit(maxTokenSize);
    }

    /** Without confidentiality if the context has none: the MessageProp tells. Its quality of protection has to be 0. */
    @Override
    public byte[] wrap(byte[] in, int offset, int length, MessageProp prop) throws GSSException {
        requireEstablished();
        requireDefault(prop.getQOP());
        checkedEnd(in, offset, length);
        boolean seal = prop.getPrivacy() && granted.contains(ContextFlag.CONFIDENTIALITY);
        try {
            var token = protection.wrap(in, offset, length, seal);
            prop.setPrivacy(seal);
            return token;
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    @Override
    public byte[] unwrap(byte[] token, int offset, int length, MessageProp prop) throws GSSException {
        requireEstablished();
        // The caller's token stays as it is, what is decrypted is decrypted in the copy.
        var copy = ByteBuffer.wrap(Arrays.copyOfRange(token, offset, checkedEnd(token, offset, length)));
        var plaintext = unwrapped(copy, prop);
        var message = new byte[plaintext.remaining()];
        plaintext.get(message);
        return message;
    }

    @Override
    public byte[] getMIC(byte[] message, int offset, int length, MessageProp prop) throws GSSException {
        requireEstablished();
        if (prop != null) {
            requireDefault(prop.getQOP());
        }
        checkedEnd(message, offset, length);
        try {
            return protection.getMic(message, offset, length);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

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
        requireEstablished();
        checkedEnd(mic, micOffset, micLength);
        checkedEnd(message, messageOffset, messageLength);
        try {
            var result = protection.verifyMic(
                    ByteBuffer.wrap(mic, micOffset, micLength), ByteBuffer.wrap(message, messageOffset, messageLength));
            report(result, false, prop);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    /** The message is all there is until the end of the stream. */
    @Override
    @Deprecated
    public void wrap(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        var message = readAll(in);
        write(wrap(message, 0, message.length, prop), out);
    }

    /** The token is read to its end if it says where that is, as few do; else to the end of the stream. */
    @Override
    @Deprecated
    public void unwrap(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        requireEstablished();
        var plaintext = unwrapped(ByteBuffer.wrap(read(in, InitialToken.LARGEST_OF_MESSAGE)), prop);
        try {
            out.write(plaintext.array(), plaintext.arrayOffset() + plaintext.position(), plaintext.remaining());
        } catch (IOException e) {
            throw io(e);
        }
    }

    /** The message is all there is until the end of the stream. */
    @Override
    @Deprecated
    public void getMIC(InputStream in, OutputStream out, MessageProp prop) throws GSSException {
        var message = readAll(in);
        write(getMIC(message, 0, message.length, prop), out);
    }

    /** Both are all there is until the end of their streams; a MIC with a frame is read to its end. */
    @Override
    @Deprecated
    public void verifyMIC(InputStream micStream, InputStream messageStream, MessageProp prop) throws GSSException {
        requireEstablished();
        var mic = read(micStream, InitialToken.LARGEST_OF_MESSAGE);
        var message = readAll(messageStream);
        verifyMIC(mic, 0, mic.length, message, 0, message.length, prop);
    }

    /** Not offered: UNAVAILABLE. */
    @Override
    public byte[] export() throws GSSException {
        requireAlive();
        throw GssStatus.UNAVAILABLE.saying("Contexts cannot be exported");
    }

    @Override
    public boolean isTransferable() throws GSSException {
        requireAlive();
        return false;
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
            channelBinding = Optional.ofNullable(binding);
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
        return isEstablished() ? Element.seconds(settings.clock().instant(), expiry) : INDEFINITE_LIFETIME;
    }

    /** @throws GSSException NO_CONTEXT until the context is established; UNAVAILABLE if the package does not tell */
    @Override
    public GSSName getSrcName() throws GSSException {
        return named(nativeNames().clientName());
    }

    /** @throws GSSException NO_CONTEXT until the context is established; UNAVAILABLE if the package does not tell */
    @Override
    public GSSName getTargName() throws GSSException {
        return named(nativeNames().serverName());
    }

    /** Of an acceptor only after the first token, which tells it: until then NO_CONTEXT. */
    @Override
    public synchronized Oid getMech() throws GSSException {
        requireAlive();
        return mechanism.orElseThrow(() -> GssStatus.NO_CONTEXT.saying("No token has told the mechanism yet")).oid();
    }

    /** null if the client delegated none. */
    @Override
    public GSSCredential getDelegCred() throws GSSException {
        requireEstablished();
        if (isInitiator()) {
            throw GssStatus.NO_CRED.saying("An initiator is delegated nothing");
        }
        if (!getCredDelegState()) {
            return null;
        }
        try {
            var of = mechanism.orElseThrow();
            var client = Identity.of(handle.accessToken().subject());
            return new SspiGssCredential(settings, of, settings.acquire(of, CredentialUse.OUTBOUND, client));
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    @Override
    public boolean isInitiator() {
        return peer.isPresent();
    }

    /** Names role and stage, no secrets. */
    @Override
    public String toString() {
        return (isInitiator() ? "initiator " : "acceptor ") + stage;
    }

    /** Asks an established context for an attribute. */
    <T> T query(ContextAttribute<T> attribute) throws GSSException {
        requireEstablished();
        try {
            return handle.query(attribute);
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    private synchronized void request(ContextFlag flag, boolean state) throws GSSException {
        requireAlive();
        if (stage != Stage.NEW || !isInitiator()) {
            return;
        }
        if (state) {
            requested.add(flag);
        } else {
            requested.remove(flag);
        }
    }

    private synchronized boolean has(ContextFlag flag) {
        return switch (stage) {
            case ESTABLISHED -> granted.contains(flag);
            case NEW, IN_PROGRESS -> isInitiator() && requested.contains(flag);
            case ENDED -> false;
        };
    }

    private ContextAttribute.NativeNames nativeNames() throws GSSException {
        return query(ContextAttribute.NATIVE_NAMES);
    }

    private GSSName named(String name) throws GSSException {
        return SspiGssName.of(settings, mechanism.orElseThrow(), name);
    }

    private ByteBuffer unwrapped(ByteBuffer token, MessageProp prop) throws GSSException {
        try {
            var unwrapped = protection.unwrap(token);
            report(unwrapped.result(), unwrapped.result().qop() != Qop.WRAP_NO_ENCRYPT, prop);
            return unwrapped.plaintext();
        } catch (SspiException e) {
            throw GssStatus.exception(e);
        }
    }

    private static void report(MessageResult result, boolean privacy, MessageProp prop) {
        if (prop == null) {
            return;
        }
        var place = result.sequence();
        boolean inOrder = place == MessageResult.Sequence.IN_ORDER;
        prop.setQOP(0);
        prop.setPrivacy(privacy);
        prop.setSupplementaryStates(
                place == MessageResult.Sequence.DUPLICATE,
                place == MessageResult.Sequence.OLD,
                place == MessageResult.Sequence.UNSEQUENCED,
                place == MessageResult.Sequence.GAP,
                inOrder ? 0 : SecurityStatus.SEC_E_OUT_OF_SEQUENCE.value(),
                inOrder ? null : "The message is not the next one: " + place);
    }

    private void end() {
        stage = Stage.ENDED;
        if (handle != null) {
            handle.close();
        }
        releaseElement();
    }

    /** Closes the handle that this context acquired itself. */
    private void releaseElement() {
        if (credential.isEmpty()) {
            element.ifPresent(own -> own.handle().close());
        }
        element = Optional.empty();
    }

    private void requireRole(boolean initiator) throws GSSException {
        requireAlive();
        if (isInitiator() != initiator) {
            throw GssStatus.FAILURE.saying(
                    SecurityStatus.SEC_E_INVALID_HANDLE,
                    "The context is the " + (initiator ? "acceptor's" : "initiator's"));
        }
    }

    private void requireAlive() throws GSSException {
        if (stage == Stage.ENDED) {
            throw ended();
        }
    }

    private void requireEstablished() throws GSSException {
        requireAlive();
        if (!isEstablished()) {
            throw GssStatus.NO_CONTEXT.saying("The context is not established yet");
        }
    }

    private static void requireDefault(int qop) throws GSSException {
        if (qop != 0) {
            throw GssStatus.BAD_QOP.saying("There is one quality of protection, 0; this is " + qop);
        }
    }

    private static GSSException ended() {
        return GssStatus.NO_CONTEXT.saying("The context has ended: it was disposed of, or its establishment failed");
    }

    private static int checkedEnd(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return offset + length;
    }

    private static byte[] toCaller(byte[] token) {
        return token.length == 0 ? null : token;
    }

    private static byte[] read(InputStream in, int largest) throws GSSException {
        try {
            return InitialToken.read(in, largest);
        } catch (IOException e) {
            throw io(e);
        }
    }

    private static byte[] readAll(InputStream in) throws GSSException {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw io(e);
        }
    }

    private static int write(byte[] token, OutputStream out) throws GSSException {
        try {
            out.write(token);
            out.flush();
            return token.length;
        } catch (IOException e) {
            throw io(e);
        }
    }

    private static GSSException io(IOException e) {
        return GssStatus.FAILURE.because(e);
    }
}
