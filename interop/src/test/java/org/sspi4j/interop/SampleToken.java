package org.sspi4j.interop;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One message of the gss-sample programs of MIT krb5: a byte of flags, a length of four bytes (big-endian), the token.
 *
 * @spec krb5 src/appl/gss-sample/gss-misc.c
 */
record SampleToken(int flags, byte[] value) {
    static final int NOOP = 1;
    static final int CONTEXT = 1 << 1;
    static final int DATA = 1 << 2;
    static final int MIC = 1 << 3;
    static final int CONTEXT_NEXT = 1 << 4;
    static final int WRAPPED = 1 << 5;
    static final int ENCRYPTED = 1 << 6;
    static final int SEND_MIC = 1 << 7;

    private static final int LIMIT = 1 << 24;

    static SampleToken empty(int flags) {
        return new SampleToken(flags, new byte[0]);
    }

    static SampleToken read(DataInputStream in) throws IOException {
        int flags = in.readUnsignedByte();
        if (flags == 0) {
            throw new IOException("version 1 of the protocol, without flags, is not spoken here");
        }
        int length = in.readInt();
        if (length < 0 || length > LIMIT) {
            throw new IOException("a token of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] value = new byte[length];
        in.readFully(value);
        return new SampleToken(flags, value);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(flags);
        out.writeInt(value.length);
        out.write(value);
        out.flush();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** This token, if it is of the expected kind. */
    SampleToken expect(int flag, String kind) throws IOException {
        if (!has(flag)) {
            throw new IOException("expected " + kind + ", received flags " + Integer.toHexString(flags));
        }
        return this;
    }
}
