package org.sspi4j.schannel.bctls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.KeyUpdateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * What comes in once the handshake is over, told apart record by record. What has to be said about it is only noted here: another
 * thread may be sealing, and a record made here would come out in front of that thread's, or behind it.
 */
final class Incoming {
    private volatile TlsVersion version;
    private volatile boolean closed;
    private volatile boolean keyUpdateOwed;
    private volatile int alert = -1;
    private ByteBuffer plaintext;
    private Opened opened;

    /** The handshake is over. */
    void established(TlsVersion version) {
        this.version = version;
    }

    boolean isEstablished() {
        return version != null;
    }

    /** The peer has said that it says no more. */
    boolean isClosed() {
        return closed;
    }

    /** The alert of a failure, if there was one after the handshake; else -1. */
    int alert() {
        return alert;
    }

    /** The peer has asked for new keys of this side. */
    boolean isKeyUpdateOwed() {
        return keyUpdateOwed;
    }

    void keyUpdateSent() {
        keyUpdateOwed = false;
    }

    /** Before a record. */
    void into(ByteBuffer plaintext) {
        this.plaintext = plaintext;
        opened = Opened.POST_HANDSHAKE;
    }

    /** After it: what it was. */
    Opened opened() {
        plaintext = null;
        return opened;
    }

    /** Whether that was all that had to be done with the record. */
    boolean isTaken(short contentType, byte[] fragment, int offset, int length) throws IOException {
        if (!isEstablished()) {
            return false;
        }
        if (contentType == ContentType.application_data) {
            plaintext.put(fragment, offset, length);
            opened = Opened.DATA;
            return true;
        }
        if (contentType == ContentType.handshake && version != TlsVersion.TLS_1_3) {
            throw renegotiation();
        }
        return false;
    }

    static TlsFatalAlert renegotiation() {
        return new TlsFatalAlert(AlertDescription.handshake_failure, "the peer wants to renegotiate, which is refused");
    }

    /**
     * The level that an alert has here, whatever it says.
     *
     * @param agreed null as long as no version is agreed on
     */
    short level(short level, short description, ProtocolVersion agreed) {
        if (description == AlertDescription.close_notify) {
            // RFC 8446 6.1 knows no such alert before the end of the handshake: the peer gives up.
            return isEstablished() ? AlertLevel.warning : AlertLevel.fatal;
        }
        // RFC 8446 6: "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal and MUST be treated as error alerts
        // when received regardless of the AlertLevel in the message. Unknown Alert types MUST be treated as error alerts."
        return ProtocolVersion.TLSv13.equals(agreed) && description != AlertDescription.user_canceled ? AlertLevel.fatal : level;
    }

    /** Whether a warning was the peer's close_notify. */
    boolean isClose(short description) {
        if (description != AlertDescription.close_notify || !isEstablished()) {
            return false;
        }
        closed = true;
        opened = Opened.CLOSED;
        return true;
    }

    /** Whether an alert about to be written waits for {@link BouncyCastleEngine#lastWords()}. */
    boolean isKept(short contentType, byte[] fragment, int offset) {
        if (contentType != ContentType.alert || !isEstablished()) {
            return false;
        }
        alert = fragment[offset + 1] & 0xFF;
        return true;
    }

    /** The message's body, to be read again. */
    ByteArrayInputStream keyUpdate(ByteArrayInputStream body) {
        var request = body.readAllBytes();
        keyUpdateOwed |= request.length == 1 && request[0] == KeyUpdateRequest.update_requested;
        return new ByteArrayInputStream(request);
    }
}
