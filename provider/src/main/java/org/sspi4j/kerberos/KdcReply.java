package org.sspi4j.kerberos;

import java.util.function.Supplier;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.AsRep;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.kerberos.message.TgsRep;

/** What a KDC answers: the reply that was asked for, or an error. */
sealed interface KdcReply {
    /** For people: which of the three it is, and which error. */
    String what();

    /** The reply to an AS-REQ, unverified. */
    record As(AsRep message) implements KdcReply {
        @Override
        public String what() {
            return "an AS-REP";
        }
    }

    /** The reply to a TGS-REQ, unverified. */
    record Tgs(TgsRep message) implements KdcReply {
        @Override
        public String what() {
            return "a TGS-REP";
        }
    }

    /** An error, which anybody could have sent. */
    record Failed(KrbError error) implements KdcReply {
        @Override
        public String what() {
            return ErrorCode.name(error.errorCode());
        }
    }

    /** Tells the three apart by their tag. */
    static KdcReply decode(byte[] bytes, String realm) throws SspiException {
        int tag = bytes.length == 0 ? 0 : bytes[0] & 0xFF;
        Supplier<String> what = () -> "The answer of the KDC of " + realm;
        return switch (tag) {
            case 0x60 | MsgType.KRB_AS_REP -> new As(Decoded.of(AsRep::decode, bytes, what));
            case 0x60 | MsgType.KRB_TGS_REP -> new Tgs(Decoded.of(TgsRep::decode, bytes, what));
            case 0x60 | MsgType.KRB_ERROR -> new Failed(Decoded.of(KrbError::decode, bytes, what));
            default -> throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, what.get() + " is no Kerberos message, it begins with " + tag
                            + ": something else listens at that address and port; check the KDCs of the realm in krb5.conf or DNS");
        };
    }
}
