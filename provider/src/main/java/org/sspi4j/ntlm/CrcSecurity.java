package org.sspi4j.ntlm;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Crc32;
import org.sspi4j.crypto.Rc4Stream;
import org.sspi4j.crypto.Workspace;

/**
 * Session security without extensions: an encrypted CRC-32, which protects from accidents and from nobody. Only where weak keys are
 * allowed. Both directions share one key stream and one counter, as Samba has it with Windows, so one object is for both.
 *
 * @spec MS-NLMP 3.4.4.1
 */
final class CrcSecurity implements Protection {
    private static final int RANDOM_PAD_AT = 4;
    private static final int CHECKSUM_AT = 8;
    /** RandomPad, Checksum and SeqNum. */
    private static final int ENCRYPTED = 12;

    private final SealingKey sealing;
    private final SequenceNumber sequence;

    /** @param exportedSessionKey stays the caller's */
    CrcSecurity(int negotiateFlags, byte[] exportedSessionKey) {
        boolean datagram = NegotiateFlags.has(negotiateFlags, NegotiateFlags.DATAGRAM);
        this.sealing = new SealingKey(NtlmKeys.sealkey(negotiateFlags, exportedSessionKey, NtlmKeys.Mode.CLIENT), datagram);
        this.sequence = new SequenceNumber(datagram);
    }

    /** The worked example of 4.2.2.4 keeps the encrypted RandomPad, whose text says that it becomes 0: nobody reads it. */
    @Override
    public void protect(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toSend(messageSeqNo);
        var handle = sealing.handle(seqNum);
        try (var workspace = Workspace.lease()) {
            sign(scratch, scratch.signature, seqNum, workspace);
            handle.crypt(scratch.message, workspace);
        }
        handle.crypt(scratch.signature, RANDOM_PAD_AT, ENCRYPTED);
        sequence.sent(seqNum);
    }

    @Override
    public void open(MessageScratch scratch, int messageSeqNo) throws SspiException {
        int seqNum = sequence.toReceive(messageSeqNo);
        var handle = sealing.handle(seqNum);
        scratch.before.copy(handle);
        boolean genuine = false;
        try (var workspace = Workspace.lease()) {
            handle.crypt(scratch.message, workspace);
            handle.crypt(scratch.signature, RANDOM_PAD_AT, ENCRYPTED);
            int received = MessageSignature.getInt(scratch.signature, MessageSignature.SEQ_NUM_AT);
            sign(scratch, scratch.expected, received, workspace);
            System.arraycopy(scratch.signature, RANDOM_PAD_AT, scratch.expected, RANDOM_PAD_AT, Integer.BYTES);
            MessageSignature.requireSame(scratch.expected, scratch.signature);
            MessageSignature.requireNumber(seqNum, received);
            genuine = true;
            sequence.received();
        } finally {
            if (!genuine) {
                handle.copy(scratch.before);
                scratch.message.wipeSealed();
            }
        }
    }

    /** Encrypting "0x00000000" and adding SeqNum by XOR is encrypting SeqNum. */
    private static void sign(MessageScratch scratch, byte[] signature, int seqNum, Workspace workspace) {
        MessageSignature.begin(signature);
        MessageSignature.putInt(signature, CHECKSUM_AT, Crc32.of(scratch.message, workspace));
        MessageSignature.putInt(signature, MessageSignature.SEQ_NUM_AT, seqNum);
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
        sealing.close();
    }
}
