package org.sspi4j.secur32;

import org.sspi4j.api.CtxtHandle;
import org.sspi4j.engine.Engine;

/** Messages. */
record MessageCalls(Engine engine) {
    Outcome makeSignature(CtxtHandle phContext, int fQOP, SecBufferDesc pMessage, int MessageSeqNo) {
        return Outcome.answer(() -> {
            engine.checked(phContext);
            engine.makeSignature(phContext, fQOP, SecBufferDesc.required("pMessage", pMessage), MessageSeqNo);
        });
    }

    Result.VerifySignature verifySignature(CtxtHandle phContext, SecBufferDesc pMessage, int MessageSeqNo) {
        return Outcome.answer(
                () -> {
                    engine.checked(phContext);
                    var found = engine.verifySignature(phContext, SecBufferDesc.required("pMessage", pMessage), MessageSeqNo);
                    return new Result.VerifySignature(Outcome.of(found.status()), found.qop());
                },
                refusal -> new Result.VerifySignature(refusal, 0));
    }

    Outcome encryptMessage(CtxtHandle phContext, int fQOP, SecBufferDesc pMessage, int MessageSeqNo) {
        return Outcome.answer(() -> {
            engine.checked(phContext);
            engine.encryptMessage(phContext, fQOP, SecBufferDesc.required("pMessage", pMessage), MessageSeqNo);
        });
    }

    Result.DecryptMessage decryptMessage(CtxtHandle phContext, SecBufferDesc pMessage, int MessageSeqNo) {
        return Outcome.answer(
                () -> {
                    engine.checked(phContext);
                    var message = SecBufferDesc.required("pMessage", pMessage);
                    var found = engine.decryptMessage(phContext, message, MessageSeqNo);
                    Leftover.missing(found.missing()).tell(message);
                    return new Result.DecryptMessage(Outcome.of(found.status()), found.qop());
                },
                refusal -> new Result.DecryptMessage(refusal, 0));
    }
}
