package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.Sspi;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** Encrypted messages as protocols send them: the signature of 16 bytes in front. */
record SealedMessages(CtxtHandle context) {
    private static final int SIGNATURE = 16;

    byte[] seal(byte[] message) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(SIGNATURE));
        var data = SecBuffer.data(ByteBuffer.wrap(message.clone()));
        Sspi.encryptMessage(context, Qop.DEFAULT, List.of(token, data));
        assertEquals(SIGNATURE, token.size());
        return ByteBuffer.allocate(SIGNATURE + message.length).put(token.toBytes()).put(data.toBytes()).array();
    }

    byte[] unseal(byte[] message) throws SspiException {
        var token = SecBuffer.token(Arrays.copyOf(message, SIGNATURE));
        var data = SecBuffer.data(ByteBuffer.wrap(Arrays.copyOfRange(message, SIGNATURE, message.length)));
        Sspi.decryptMessage(context, List.of(token, data));
        return data.toBytes();
    }

    byte[] sign(byte[] message) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(SIGNATURE));
        Sspi.makeSignature(context, List.of(token, SecBuffer.data(ByteBuffer.wrap(message.clone()))));
        return token.toBytes();
    }

    void verify(byte[] message, byte[] signature) throws SspiException {
        Sspi.verifySignature(context, List.of(SecBuffer.token(signature), SecBuffer.data(ByteBuffer.wrap(message.clone()))));
    }
}
