package org.sspi4j.negotiate;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationInfo;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Session;

/** The session of the package that was chosen, which also tells which one that is. */
final class NegotiateSession implements Session {
    private final Session chosen;
    private final NegotiationInfo info;

    NegotiateSession(MechContext context, NegotiationState state) {
        this(context.session().orElseThrow(), context.mechanism().securityPackage().info(), state);
    }

    NegotiateSession(Session chosen, PackageInfo info, NegotiationState state) {
        this.chosen = chosen;
        this.info = new NegotiationInfo(info, state);
    }

    @Override
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        return attribute == NegotiateAttribute.NEGOTIATION_INFO ? attribute.structure().cast(info) : chosen.query(attribute);
    }

    /** How the negotiation ended and who was chosen stand before what the chosen package exports. */
    @Override
    public byte[] export(Set<ExportFlag> flags) throws SspiException {
        byte[] inner = chosen.export(flags);
        try {
            return new ExportedNegotiation(info.negotiationState(), info.packageInfo().name(), inner).encode();
        } finally {
            Arrays.fill(inner, (byte) 0);
        }
    }

    @Override
    public boolean isExportable() {
        return chosen.isExportable();
    }

    @Override
    public Set<ContextFlag> flags() {
        return chosen.flags();
    }

    @Override
    public Instant expiry() {
        return chosen.expiry();
    }

    @Override
    public <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        chosen.set(attribute, value);
    }

    @Override
    public void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        chosen.makeSignature(qop, message, messageSeqNo);
    }

    @Override
    public MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return chosen.verifySignature(message, messageSeqNo);
    }

    @Override
    public MessageResult verifySignatureInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return chosen.verifySignatureInOrder(message, messageSeqNo);
    }

    @Override
    public void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        chosen.encryptMessage(qop, message, messageSeqNo);
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return chosen.decryptMessage(message, messageSeqNo);
    }

    @Override
    public MessageResult decryptMessageInOrder(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return chosen.decryptMessageInOrder(message, messageSeqNo);
    }

    @Override
    public void applyControlToken(List<SecBuffer> input) throws SspiException {
        chosen.applyControlToken(input);
    }

    @Override
    public Handshake reopen() throws SspiException {
        return chosen.reopen();
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        return chosen.accessToken();
    }

    @Override
    public int wrapSizeLimit(int qop, int largestToken) throws SspiException {
        return chosen.wrapSizeLimit(qop, largestToken);
    }

    @Override
    public void close() {
        chosen.close();
    }
}
