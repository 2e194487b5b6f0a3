package org.sspi4j.ntlm;

import java.util.Arrays;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Rc4Stream;
import org.sspi4j.crypto.Workspace;

/**
 * Extended session security: HMAC-MD5 under a signing key, each direction with keys of its own. With KEY_EXCH the checksum is
 * encrypted behind the data.
 *
 * @spec MS-NLMP 3.4.4.2
 */
final class ExtendedSessionSecurity implements Protection {
    private final Hmac signingKey;
    private final SealingKey sealing;
    private final SequenceNumber sequence;
    private final boolean keyExch;

    /** @param exportedSessionKey stays the caller's */
    ExtendedSessionSecurity(int negotiateFlags, byte[] exportedSessionKey, NtlmKeys.Mode mode) {
        boolean datagram = NegotiateFlags.has(negotiateFlags, NegotiateFlags.DATAGRAM);
        byte[] signkey = NtlmKeys.signkey(exportedSessionKey, mode);
        this.signingKey = new Hmac(Hash.MD5, signkey);
        Arrays.fill(signkey, (byte) 0);
        this.sealing = new SealingKey(NtlmKeys.sealkey(negotiateFlags, exportedSessionKey, mode), datagram);
        this.sequence = new SequenceNumber(datagram);
        this.keyExch = NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_EXCH);
    }

    @Override
    public void protect(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toSend(messageSeqNo);
        var handle = sealing.handle(seqNum);
        try (var workspace = Workspace.lease()) {
            sign(scratch, seqNum, scratch.signature, workspace);
            handle.crypt(scratch.message, workspace);
        }
        if (keyExch) {
            handle.crypt(scratch.signature, MessageSignature.CHECKSUM_AT, MessageSignature.CHECKSUM);
        }
        sequence.used(seqNum);
    }

    /** 3.4.4: a number that is not the next one is refused, "and the counter is not advanced". */
    @Override
    public void open(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toReceive(messageSeqNo);
        MessageSignature.requireNumber(seqNum, MessageSignature.getInt(scratch.signature, MessageSignature.SEQ_NUM_AT));
        var handle = sealing.handle(seqNum);
        scratch.before.copy(handle);
        boolean genuine = false;
        try (var workspace = Workspace.lease()) {
            handle.crypt(scratch.message, workspace);
            sign(scratch, seqNum, scratch.expected, workspace);
            if (keyExch) {
                handle.crypt(scratch.expected, MessageSignature.CHECKSUM_AT, MessageSignature.CHECKSUM);
            }
            MessageSignature.requireSame(scratch.expected, scratch.signature);
            genuine = true;
            sequence.used(seqNum);
        } finally {
            if (!genuine) {
                handle.copy(scratch.before);
                scratch.message.wipeSealed();
            }
        }
    }

    /** "HMAC_MD5(SigningKey, ConcatenationOf(SeqNum, Message))[0..7]". */
    private void sign(MessageScratch scratch, int seqNum, byte[] signature, Workspace workspace) {
        MessageSignature.begin(signature);
        MessageSignature.putInt(signature, MessageSignature.SEQ_NUM_AT, seqNum);
        signingKey.begin(workspace);
        signingKey.update(workspace, signature, MessageSignature.SEQ_NUM_AT, Integer.BYTES);
        signingKey.update(workspace, scratch.message);
        signingKey.end(workspace, signature, MessageSignature.CHECKSUM_AT, MessageSignature.CHECKSUM);
    }

    @Override
    public void save(Rc4Stream to) {
        sealing.save(to);
    }

    @Override
    public void restore(Rc4Stream from) {
        sealing.restore(from);
    }

    @Override
    public void wipe() {
        signingKey.close();
        sealing.close();
    }
}
