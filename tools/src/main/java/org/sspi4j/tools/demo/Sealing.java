package org.sspi4j.tools.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** Texts as sealed messages, as an application would do it: the token in front of the data. */
record Sealing(CtxtHandle context) {
    /** @param confidential whether it was encrypted, and not only signed */
    record Unsealed(String text, boolean confidential) {}

    byte[] seal(String text) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(context.sizes().securityTrailer()));
        var data = SecBuffer.data(ByteBuffer.wrap(text.getBytes(UTF_8)));
        context.encryptMessage(List.of(token, data));
        var sealed = new ByteArrayOutputStream();
        sealed.writeBytes(token.toBytes());
        sealed.writeBytes(data.toBytes());
        return sealed.toByteArray();
    }

    Unsealed unseal(byte[] sealed) throws SspiException {
        var data = SecBuffer.data(ByteBuffer.allocate(0));
        var result = context.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(sealed.clone())), data));
        return new Unsealed(new String(data.toBytes(), UTF_8), result.qop() != Qop.WRAP_NO_ENCRYPT);
    }
}
