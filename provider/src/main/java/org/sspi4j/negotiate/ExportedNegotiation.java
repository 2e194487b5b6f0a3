package org.sspi4j.negotiate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * What ExportSecurityContext gives away: this library's own format.
 *
 * @param inner what the chosen package exports; secret, and this value's own
 */
record ExportedNegotiation(NegotiationState state, String packageName, byte[] inner) {
    private static final int VERSION = 1;

    byte[] encode() {
        byte[] name = packageName.getBytes(UTF_8);
        var out = new BigEndianWriter(3 + name.length + inner.length);
        byte[] encoded = out.u8(VERSION).u8(state.ordinal()).u8(name.length).bytes(name).bytes(inner).toByteArray();
        out.wipe();
        return encoded;
    }

    static ExportedNegotiation decode(byte[] bytes) throws DecodeException {
        var in = new BigEndianReader(bytes);
        if (in.u8("version") != VERSION) {
            throw new DecodeException("version", "is not " + VERSION, 0);
        }
        int state = in.u8("negotiationState");
        if (state >= NegotiationState.values().length) {
            throw new DecodeException("negotiationState", "is none", 1);
        }
        var name = new String(in.bytes("packageName", in.u8("packageName")), UTF_8);
        return new ExportedNegotiation(NegotiationState.values()[state], name, in.bytes("inner", in.remaining()));
    }

    void wipe() {
        Arrays.fill(inner, (byte) 0);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ExportedNegotiation[" + state + ", " + packageName + "]";
    }
}
