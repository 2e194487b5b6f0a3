package org.sspi4j.kerberos.message;

import java.time.Instant;
import java.util.OptionalInt;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * PA-ENC-TS-ENC: the client's time, whose encryption proves that it has the key.
 *
 * @param patimestamp whole seconds
 * @param pausec the microseconds, 0 to 999999
 * @spec RFC 4120 5.2.7.2
 */
public record PaEncTsEnc(Instant patimestamp, OptionalInt pausec) implements DerValue {
    public PaEncTsEnc {
        if (pausec.isPresent()) {
            Bounds.micros("pausec", pausec.getAsInt());
        }
    }

    public static PaEncTsEnc decode(byte[] der) throws DecodeException {
        var in = DerReader.of(der, "PA-ENC-TS-ENC").sequence();
        var patimestamp = in.tagged(0, "patimestamp").generalizedTime();
        var pausec = Fields.optionalMicros(1, "pausec", in);
        in.end();
        return new PaEncTsEnc(patimestamp, pausec);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        Fields.optional(1, pausec, out);
        out.generalizedTime(patimestamp).tagged(0);
        out.sequence(end);
    }
}
