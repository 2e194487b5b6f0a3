package org.sspi4j.tools.exchange;

import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** The commands that protect messages of an established context. */
record Protection(CtxtHandle context) {
    /** One blob: token, data and padding behind one another, which is what GSS_Wrap makes. */
    Answer wrap(Request request) throws BadLineException, SspiException {
        boolean conf = conf(request);
        var message = List.of(
                token(context.sizes().securityTrailer()),
                data(request.blob(0)),
                SecBuffer.padding(ByteBuffer.allocate(context.sizes().blockSize())));
        context.encryptMessage(conf ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT, message);
        return Answer.of(SEC_E_OK).blob("data", joined(message)).number("conf", conf ? 1 : 0);
    }

    Answer unwrap(Request request) throws BadLineException, SspiException {
        var data = SecBuffer.data(ByteBuffer.allocate(0));
        var result = context.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(request.blob(0))), data));
        return of(result).blob("data", data.toBytes()).number("conf", result.qop() == Qop.WRAP_NO_ENCRYPT ? 0 : 1);
    }

    Answer sign(Request request) throws BadLineException, SspiException {
        var signature = token(context.sizes().maxSignature());
        context.makeSignature(List.of(signature, data(request.blob(0))));
        return Answer.of(SEC_E_OK).blob("data", signature.toBytes());
    }

    Answer verify(Request request) throws BadLineException, SspiException {
        return of(context.verifySignature(List.of(SecBuffer.token(request.blob(1)), data(request.blob(0)))));
    }

    Answer wrapiov(Request request) throws BadLineException, SspiException {
        var token = token(context.sizes().securityTrailer());
        var data = data(request.blob(0));
        context.encryptMessage(List.of(token, data));
        return Answer.of(SEC_E_OK).blob("token", token.toBytes()).blob("data", data.toBytes());
    }

    Answer unwrapiov(Request request) throws BadLineException, SspiException {
        var data = data(request.blob(1));
        var result = context.decryptMessage(List.of(SecBuffer.token(ByteBuffer.wrap(request.blob(0))), data));
        return of(result).blob("data", data.toBytes());
    }

    static boolean conf(Request request) throws BadLineException {
        return switch (request.named().getOrDefault("conf", "1")) {
            case "1" -> true;
            case "0" -> false;
            default -> throw new BadLineException("conf is 0 or 1");
        };
    }

    private static Answer of(MessageResult result) {
        return Answer.of(result.status()).numberIfAny("missing", result.missing());
    }

    private static SecBuffer token(int size) {
        return SecBuffer.token(ByteBuffer.allocate(size));
    }

    private static SecBuffer data(byte[] bytes) {
        return SecBuffer.data(ByteBuffer.wrap(bytes));
    }

    private static byte[] joined(List<SecBuffer> buffers) {
        var joined = new ByteArrayOutputStream();
        buffers.forEach(buffer -> joined.writeBytes(buffer.toBytes()));
        return joined.toByteArray();
    }
}
