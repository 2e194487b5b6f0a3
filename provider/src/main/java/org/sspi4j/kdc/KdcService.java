package org.sspi4j.kdc;

import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.MsgType;

/**
 * What a realm's servers are asked for.
 *
 * @spec RFC 4120 7.2
 * @spec RFC 3244 2
 */
public enum KdcService implements Dialect {
    /** Tickets. */
    KDC("KDC", "_kerberos", 88),
    /** Tickets too, but of the KDC that hears of a new password first. */
    PRIMARY_KDC("primary KDC", "_kerberos-master", 88),
    /** New passwords. */
    KPASSWD("password server", "_kpasswd", 464) {
        @Override
        public boolean isWhole(byte[] answer) {
            return KdcAnswer.isWholeKpasswd(answer);
        }

        /** A second server would be asked for what the first one may have done already. */
        @Override
        public boolean isOnce() {
            return true;
        }
    };

    private final String server;
    private final String symbol;
    private final int port;

    KdcService(String server, String symbol, int port) {
        this.server = server;
        this.symbol = symbol;
        this.port = port;
    }

    @Override
    public String server() {
        return server;
    }

    /** The service in names of SRV records. */
    String symbol() {
        return symbol;
    }

    /** Where it listens if nothing else is said. */
    int port() {
        return port;
    }

    @Override
    public boolean isWhole(byte[] answer) {
        return KdcAnswer.isWhole(answer);
    }

    /** Of a password server's messages, none has these tags. */
    @Override
    public boolean isToAnother(byte[] request, byte[] answer) {
        return KdcAnswer.is(MsgType.KRB_AS_REQ, request) && KdcAnswer.is(MsgType.KRB_TGS_REP, answer)
                || KdcAnswer.is(MsgType.KRB_TGS_REQ, request) && KdcAnswer.is(MsgType.KRB_AS_REP, answer);
    }

    /** {@link ErrorCode#KRB_ERR_RESPONSE_TOO_BIG}: it wants to be asked over TCP. */
    @Override
    public boolean isTooBig(byte[] answer) {
        return KdcAnswer.isError(answer, ErrorCode.KRB_ERR_RESPONSE_TOO_BIG);
    }

    /** {@link ErrorCode#KDC_ERR_SVC_UNAVAILABLE}: this one cannot answer, another one may. */
    @Override
    public boolean isUnavailable(byte[] answer) {
        return KdcAnswer.isError(answer, ErrorCode.KDC_ERR_SVC_UNAVAILABLE);
    }

    /** A request for a service's ticket goes where the ticket-granting ticket came from: a logon's second one. */
    @Override
    public boolean mayBeFollowed(byte[] answer) {
        return KdcAnswer.is(MsgType.KRB_AS_REP, answer);
    }

    @Override
    public boolean follows(byte[] request) {
        return KdcAnswer.is(MsgType.KRB_TGS_REQ, request);
    }

    @Override
    public boolean isToFollower(byte[] answer) {
        return KdcAnswer.is(MsgType.KRB_TGS_REP, answer);
    }

    @Override
    public boolean isOnce() {
        return false;
    }

    @Override
    public int lengthOctets() {
        return Integer.BYTES;
    }
}
