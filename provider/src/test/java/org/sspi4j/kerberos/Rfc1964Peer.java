package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.sspi4j.kerberos.EstablishedPair.concat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sspi4j.kerberos.etype.ProtocolKey;

/**
 * Tokens of a peer with an RC4 key, written down from the specification with the JDK's ciphers.
 *
 * @spec RFC 4757 7
 */
final class Rfc1964Peer {
    private static final byte[] CONFOUNDER = {1, 2, 3, 4, 5, 6, 7, 8};

    private final byte[] key;
    private final int sequence;
    int direction;
    int sgnAlg = 0x1100;
    int sealAlg = 0x1000;
    boolean sealsMics;
    int filler = 0xFFFF;
    int tokId = 0x0201;
    byte[] pad = {1};
    int mech = 2;

    Rfc1964Peer(ProtocolKey key, int sequence) {
        this.key = key.copyOfValue();
        this.sequence = sequence;
    }

    /** What it sends as the acceptor. */
    Rfc1964Peer acceptor() {
        direction = -1;
        return this;
    }

    Rfc1964Peer inClear() {
        sealAlg = 0xFFFF;
        return this;
    }

    byte[] wrap(byte[] data) throws GeneralSecurityException {
        byte[] plain = concat(CONFOUNDER, data, pad);
        byte[] checksum = checksum(13, plain);
        byte[] local = key.clone();
        for (int i = 0; i < local.length; i++) {
            local[i] ^= (byte) 0xF0;
        }
        byte[] seed = ByteBuffer.allocate(4).putInt(sequence).array();
        byte[] body = sealAlg == 0x1000 ? rc4(hmac(hmac(local, new byte[4]), seed), plain) : plain;
        return framed(concat(header(), sndSeq(checksum), checksum, body));
    }

    byte[] mic(byte[] data) throws GeneralSecurityException {
        tokId = tokId == 0x0201 ? 0x0101 : tokId;
        sealAlg = sealAlg == 0x1000 && !sealsMics ? 0xFFFF : sealAlg;
        byte[] checksum = checksum(15, data);
        return framed(concat(header(), sndSeq(checksum), checksum));
    }

    private byte[] header() {
        return ByteBuffer.allocate(8)
                .putShort((short) tokId)
                .putShort((short) sgnAlg)
                .putShort((short) sealAlg)
                .putShort((short) filler)
                .array();
    }

    private byte[] checksum(int t, byte[] data) throws GeneralSecurityException {
        byte[] number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(t).array();
        byte[] signing = hmac(key, "signaturekey\0".getBytes(US_ASCII));
        byte[] md5 = MessageDigest.getInstance("MD5").digest(concat(number, header(), data));
        return Arrays.copyOf(hmac(signing, md5), 8);
    }

    private byte[] sndSeq(byte[] checksum) throws GeneralSecurityException {
        byte[] plain = ByteBuffer.allocate(8).putInt(sequence).putInt(direction).array();
        return rc4(hmac(hmac(key, new byte[4]), checksum), plain);
    }

    private byte[] framed(byte[] inner) {
        var token = new ByteArrayOutputStream();
        int length = 11 + inner.length;
        token.write(0x60);
        if (length < 0x80) {
            token.write(length);
        } else if (length < 0x100) {
            token.writeBytes(new byte[] {(byte) 0x81, (byte) length});
        } else {
            token.writeBytes(new byte[] {(byte) 0x82, (byte) (length >>> 8), (byte) length});
        }
        token.writeBytes(new byte[] {6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 1, 2, (byte) mech});
        token.writeBytes(inner);
        return token.toByteArray();
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(key, "HmacMD5"));
        return mac.doFinal(data);
    }

    private static byte[] rc4(byte[] key, byte[] data) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ARCFOUR");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
        return cipher.doFinal(data);
    }
}
