package org.sspi4j.schannel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsVersion;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Session;

/** An established connection: a stream of records in each direction. */
final class SchannelSession implements Session {
    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final TlsAgreement agreement;
    private final SchannelAttributes attributes;
    private final Optional<AccessToken> client;
    private final Set<ContextFlag> flags;
    private final SendingSide sending;
    private final ReceivingSide receiving;

    /** @param client of a server: whom the client's certificate stands for */
    SchannelSession(Connection connection, TlsAgreement agreement, Optional<AccessToken> client) {
        this.connection = connection;
        this.agreement = agreement;
        this.client = client;
        this.flags = ContextFlags.granted(connection, agreement, client.isPresent());
        this.attributes = new SchannelAttributes(connection, agreement, client);
        this.sending = new SendingSide(connection.engine(), agreement);
        this.receiving = new ReceivingSide(connection.engine(), agreement);
    }

    Connection connection() {
        return connection;
    }

    SendingSide sending() {
        return sending;
    }

    @Override
    public Set<ContextFlag> flags() {
        return flags;
    }

    /** The end of the peer's certificate. */
    @Override
    public Instant expiry() {
        return attributes.expiry();
    }

    @Override
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        return attributes.answer(attribute);
    }

    @Override
    public <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        attributes.set(attribute, value);
    }

    @Override
    public void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        if (qop != Qop.DEFAULT) {
            throw new SspiException(
                    SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, "TLS has one quality of protection, 0: it signs and encrypts");
        }
        var failure = receiving.failure();
        if (failure.isPresent()) {
            throw new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The connection has failed: " + failure.get().getMessage());
        }
        if (receiving.isClosed() && agreement.version() != TlsVersion.TLS_1_3) {
            // Before TLS 1.3 the peer's close_notify ends both directions (RFC 5246 7.2.1).
            throw new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The peer closed the connection: nothing can be sent any more");
        }
        sending.encrypt(message);
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return receiving.decrypt(message);
    }

    @Override
    public void applyControlToken(List<SecBuffer> input) throws SspiException {
        switch (ControlToken.of(input)) {
            case SHUTDOWN -> sending.shutDown();
            case DISABLE_RECONNECTS -> {
                if (!connection.isClient()) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                            "A server has given its session away in a ticket: take SchCredFlag.DISABLE_RECONNECTS for the credential");
                }
                connection.forgetSession();
            }
        }
    }

    @Override
    public Handshake reopen() throws SspiException {
        var taken = receiving.handOver();
        if (taken.isEmpty() && !sending.isShutDown()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                    "The context is established: initialize and accept go on after SEC_I_RENEGOTIATE or SCHANNEL_SHUTDOWN only,"
                            + " and nothing is renegotiated here");
        }
        return new AfterHandshake(this, taken.orElse(NOTHING));
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        return client.orElseThrow(() -> new SspiException(SecurityStatus.SEC_E_NO_IMPERSONATION, whyNobody()));
    }

    private String whyNobody() {
        if (!connection.request().flags().contains(ContextFlag.MUTUAL_AUTH)) {
            return "The client was not asked who it is: pass ASC_REQ_MUTUAL_AUTH to AcceptSecurityContext";
        }
        return agreement.peerCertificates().isEmpty()
                ? "The client showed no certificate"
                : "The client's certificate stands for no account: give the credential a mapper that knows it";
    }

    @Override
    public int wrapSizeLimit(int qop, int largestToken) throws SspiException {
        return Math.max(0, Math.min(agreement.largestMessage(), largestToken - agreement.recordHeader() - SendingSide.trailer(agreement)));
    }

    /** The keys are the engine's. */
    @Override
    public void close() {
        sending.close();
        connection.engine().close();
    }
}
