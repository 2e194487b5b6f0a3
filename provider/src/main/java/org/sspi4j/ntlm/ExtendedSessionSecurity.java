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
    private final int negotiateFlags;
    private final byte[] exportedSessionKey;
    private final NtlmKeys.Mode mode;
    private final SequenceNumber sequence;
    private final boolean keyExch;
    /** Made for the first message: most contexts tell who somebody is and protect none. */
    private Keys made;

    /** @param exportedSessionKey the session's, which wipes it when no message is protected any more */
    ExtendedSessionSecurity(int negotiateFlags, byte[] exportedSessionKey, NtlmKeys.Mode mode) {
        this.negotiateFlags = negotiateFlags;
        this.exportedSessionKey = exportedSessionKey;
        this.mode = mode;
        this.sequence = new SequenceNumber(NegotiateFlags.has(negotiateFlags, NegotiateFlags.DATAGRAM));
        this.keyExch = NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_EXCH);
    }

    /** Those of one direction. */
    private record Keys(Hmac signing, SealingKey sealing) {
        static Keys of(int negotiateFlags, byte[] exportedSessionKey, NtlmKeys.Mode mode) {
            byte[] signkey = NtlmKeys.signkey(exportedSessionKey, mode);
            try {
                return new Keys(
                        new Hmac(Hash.MD5, signkey),
                        new SealingKey(
                                NtlmKeys.sealkey(negotiateFlags, exportedSessionKey, mode),
                                NegotiateFlags.has(negotiateFlags, NegotiateFlags.DATAGRAM)));
            } finally {
                Arrays.fill(signkey, (byte) 0);
            }
        }
    }

    private Keys keys() {
        if (made == null) {
            made = Keys.of(negotiateFlags, exportedSessionKey, mode);
        }
        return made;
    }

    @Override
    public void protect(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toSend(messageSeqNo);
        var handle = keys().sealing.handle(seqNum);
        try (var workspace = Workspace.lease()) {
            sign(scratch, seqNum, scratch.signature, workspace);
            handle.crypt(scratch.message, workspace);
        }
        if (keyExch) {
            handle.crypt(scratch.signature, MessageSignature.CHECKSUM_AT, MessageSignature.CHECKSUM);
        }
        sequence.sent(seqNum);
    }

    /** 3.4.4: a number that is not the next one is refused, "and the counter is not advanced". */
    @Override
    public void open(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toReceive(messageSeqNo);
        MessageSignature.requireNumber(seqNum, MessageSignature.getInt(scratch.signature, MessageSignature.SEQ_NUM_AT));
        var handle = keys().sealing.handle(seqNum);
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
            sequence.received();
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
        var signing = keys().signing;
        signing.begin(workspace);
        signing.update(workspace, signature, MessageSignature.SEQ_NUM_AT, Integer.BYTES);
        signing.update(workspace, scratch.message);
        signing.end(workspace, signature, MessageSignature.CHECKSUM_AT, MessageSignature.CHECKSUM);
    }

    @Override
    public void save(Rc4Stream to) {
        keys().sealing.save(to);
    }

    @Override
    public void restore(Rc4Stream from) {
        keys().sealing.restore(from);
    }

    @Override
    public void wipe() {
        if (made != null) {
            made.signing.close();
            made.sealing.close();
        }
    }
}
