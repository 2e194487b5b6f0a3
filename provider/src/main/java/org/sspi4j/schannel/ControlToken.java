package org.sspi4j.schannel;

import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;

/**
 * What ApplyControlToken asks of a context.
 *
 * @spec schannel.h SCHANNEL_SHUTDOWN, SCHANNEL_SESSION_TOKEN
 */
enum ControlToken {
    SHUTDOWN,
    DISABLE_RECONNECTS;

    private static final int SCHANNEL_RENEGOTIATE = 0;
    private static final int SCHANNEL_SHUTDOWN = 1;
    private static final int SCHANNEL_ALERT = 2;
    private static final int SCHANNEL_SESSION = 3;
    private static final int SSL_SESSION_DISABLE_RECONNECTS = 2;

    static ControlToken of(List<SecBuffer> input) throws SspiException {
        var token = SecBuffer.find(input, SecBufferType.TOKEN).orElseThrow(() -> malformed("there is no TOKEN buffer"));
        try {
            return read(new LittleEndianReader(token.toBytes()));
        } catch (DecodeException e) {
            throw malformed(e.getMessage());
        }
    }

    private static ControlToken read(LittleEndianReader reader) throws DecodeException, SspiException {
        int type = reader.u32("dwTokenType");
        var asked = switch (type) {
            case SCHANNEL_SHUTDOWN -> SHUTDOWN;
            case SCHANNEL_SESSION -> {
                if (reader.u32("dwFlags") != SSL_SESSION_DISABLE_RECONNECTS) {
                    throw unsupported("A session that was not to be resumed cannot be revived: begin another one");
                }
                yield DISABLE_RECONNECTS;
            }
            case SCHANNEL_RENEGOTIATE -> throw unsupported("Renegotiation is never done: it splices connections (CVE-2009-3555)");
            case SCHANNEL_ALERT -> throw unsupported("Alerts are sent by TLS itself: shut the context down, or delete it");
            default -> throw malformed("no control token has the number " + Integer.toUnsignedString(type));
        };
        reader.end("control token");
        return asked;
    }

    private static SspiException malformed(String how) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The control token is malformed: " + how);
    }

    private static SspiException unsupported(String why) {
        return new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, why);
    }
}
