package org.sspi4j.schannel.jsse;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsOffer;

/** One SSLEngine. */
final class JsseEngine implements TlsEngine {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /**
     * SunJSSE decrypts where the record lies. With JDK 25, when a record turns out to be altered, it wipes the decrypted bytes at another
     * place of the same array than theirs, which would be the caller's: records are opened in a place of their own. JDK 17 wipes them where
     * they are, but those of CBC not at all.
     */
    private static final boolean MISPLACES_WIPING = Runtime.version().feature() > 17;

    private final SSLEngine engine;
    private final TlsOffer offer;
    private volatile boolean certificatesUsed;
    private volatile SspiException refusal;
    private volatile Optional<CertContext> shown = Optional.empty();
    private final int largestRecord;
    private boolean handshakeOver;
    /** Of a record that turns out to be altered, in the caller's memory. */
    private boolean leavesTraces;
    /** Null before something fails. */
    private byte[] lastWords;
    /** The record that is being opened. */
    private ByteBuffer own;
    /** To be opened by a task. */
    private ByteBuffer postponed;
    private volatile SspiException failedInTask;

    JsseEngine(SSLEngine engine, TlsOffer offer) throws SspiException {
        this.engine = engine;
        this.offer = offer;
        this.largestRecord = engine.getSession().getPacketBufferSize();
        engine.setHandshakeApplicationProtocolSelector(new ApplicationProtocols(this, offer));
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw failure(e);
        }
    }

    @Override
    public Wants wants() {
        if (postponed != null) {
            return Wants.TASK;
        }
        if (failedInTask != null) {
            return Wants.SEND;
        }
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> Wants.TASK;
            case NEED_WRAP -> Wants.SEND;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> Wants.RECORD;
            default -> {
                if (!handshakeOver) {
                    handshakeOver = true;
                    leavesTraces = MISPLACES_WIPING || engine.getSession().getCipherSuite().contains("_CBC_");
                }
                yield Wants.NOTHING;
            }
        };
    }

    @Override
    public Runnable task() {
        if (postponed == null) {
            return engine.getDelegatedTask();
        }
        var record = postponed;
        postponed = null;
        return () -> {
            try {
                if (opened(record, NOTHING) == Opened.CLOSED) {
                    failedInTask = new SspiException(
                            SecurityStatus.SEC_E_UNFINISHED_CONTEXT_DELETED,
                            "The peer closed the connection in the middle of the handshake: its own log says why");
                }
            } catch (SspiException e) {
                failedInTask = e;
            }
        };
    }

    @Override
    public Opened open(ByteBuffer record, ByteBuffer plaintext) throws SspiException {
        return opened(leavesTraces ? copied(record) : record, plaintext);
    }

    /**
     * In TLS 1.3 SunJSSE takes the server's Finished where it opens its record, and chooses the client's certificate in the same breath,
     * unless there are tasks before it.
     */
    @Override
    public void openInTask(ByteBuffer record) {
        postponed = record;
    }

    @Override
    public boolean decryptsInPlace() {
        return true;
    }

    private ByteBuffer copied(ByteBuffer record) {
        if (own == null || own.capacity() < record.remaining()) {
            own = ByteBuffer.allocate(Math.max(largestRecord, record.remaining()));
        }
        return own.clear().put(record).flip();
    }

    private Opened opened(ByteBuffer record, ByteBuffer plaintext) throws SspiException {
        SSLEngineResult result;
        try {
            result = engine.unwrap(record, plaintext);
        } catch (SSLException e) {
            throw failure(e);
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw malformed(e);
        }
        return switch (result.getStatus()) {
            case CLOSED -> Opened.CLOSED;
            case OK -> kind(result);
            default -> throw new SspiException(
                    SecurityStatus.SEC_E_INTERNAL_ERROR, "SunJSSE does not take a whole record: " + result.getStatus());
        };
    }

    private Opened kind(SSLEngineResult result) throws SspiException {
        if (!handshakeOver) {
            return Opened.HANDSHAKE;
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            throw unexpected();
        }
        return result.bytesProduced() > 0 || result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                ? Opened.DATA
                : Opened.POST_HANDSHAKE;
    }

    /** After the handshake only messages that no peer may send want a task: the engine finds that out in it, and says so afterwards. */
    private SspiException unexpected() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        try {
            engine.wrap(NOTHING, ByteBuffer.allocate(largestRecord()));
        } catch (SSLException e) {
            return failure(e);
        }
        engine.closeOutbound();
        return new SspiException(
                SecurityStatus.SEC_E_ILLEGAL_MESSAGE,
                "A message came after the handshake that belongs into it: the peer does not keep to TLS");
    }

    @Override
    public void send(ByteBuffer records) throws SspiException {
        if (failedInTask != null) {
            throw failedInTask;
        }
        wrap(NOTHING, records);
    }

    @Override
    public void seal(ByteBuffer data, ByteBuffer records) throws SspiException {
        if (wrap(data, records) == SSLEngineResult.Status.CLOSED) {
            throw new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The connection is closed: nothing can be sent any more");
        }
    }

    private SSLEngineResult.Status wrap(ByteBuffer data, ByteBuffer records) throws SspiException {
        SSLEngineResult result;
        try {
            result = engine.wrap(data, records);
        } catch (SSLException e) {
            throw failure(e);
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw malformed(e);
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "SunJSSE wants more room than its largest record");
        }
        return result.getStatus();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public byte[] lastWords() {
        var words = lastWords == null ? drained() : lastWords;
        lastWords = new byte[0];
        return words;
    }

    /** What was to be sent before the failure, and the alert. The engine does not say that it wants to. */
    private byte[] drained() {
        var records = ByteBuffer.allocate(2 * largestRecord());
        try {
            while (records.remaining() >= largestRecord() && engine.wrap(NOTHING, records).bytesProduced() > 0) {
                continue;
            }
        } catch (SSLException e) {
            // It has said what it had to say.
            return Arrays.copyOf(records.array(), records.position());
        }
        return Arrays.copyOf(records.array(), records.position());
    }

    @Override
    public int largestRecord() {
        return largestRecord;
    }

    @Override
    public TlsAgreement agreement() {
        return new JsseAgreement(engine, engine.getUseClientMode() || offer.asksForCertificate(), !certificatesUsed);
    }

    /** From JDK 25 on a server is asked too while a ticket is opened, before there is a session: that is no full handshake yet. */
    Optional<CertContext> choose(Wish wish) {
        if (!engine.getUseClientMode() && engine.getHandshakeSession() != null) {
            certificatesUsed = true;
        }
        shown = offer.certificates().choose(wish);
        return shown;
    }

    void check(List<X509Certificate> chain, String authType, SSLEngine engine) throws SspiException {
        if (engine.getUseClientMode()) {
            certificatesUsed = true;
        }
        try {
            offer.peer().check(chain, authType, Optional.of(engine));
        } catch (SspiException e) {
            refuse(e);
            throw e;
        }
    }

    /** Why the handshake is about to fail. */
    void refuse(SspiException why) {
        refusal = why;
    }

    private SspiException failure(SSLException e) {
        lastWords = drained();
        return refusal != null ? refusal : JsseFailure.of(e, lastWords);
    }

    /** JDK 17 looks at some things that a peer sends too late to say it with an alert, such as the names of authorities. */
    private SspiException malformed(RuntimeException e) {
        engine.closeOutbound();
        return failure(new SSLException("the peer says what no peer may say: " + e.getMessage(), e));
    }

    @Override
    public void close() {
        engine.closeOutbound();
    }
}
