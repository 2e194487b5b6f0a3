package org.sspi4j.gss;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/**
 * An exported context: which mechanism it is of, and what ExportSecurityContext gave, which is sealed. Opaque to everybody but
 * this library.
 *
 * <pre>
 *   "GSSX" | version(1) | length(2) | mechanism, DER | the packed context
 * </pre>
 *
 * @spec RFC 2743 2.2.8, 2.2.9
 */
record InterProcessToken(Oid mechanism, byte[] context) {
    private static final int MAGIC = 0x47535358;
    private static final byte VERSION = 1;

    static InterProcessToken decode(byte[] token) throws GSSException {
        var in = ByteBuffer.wrap(token);
        try {
            if (in.getInt() != MAGIC) {
                throw defective("does not begin as one that this library exported");
            }
            byte version = in.get();
            if (version != VERSION) {
                throw defective("is of version " + version + ", and this release reads " + VERSION);
            }
            var oid = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(oid);
            var context = new byte[in.remaining()];
            in.get(context);
            return new InterProcessToken(identifier(oid), context);
        } catch (BufferUnderflowException e) {
            throw defective("ends too early");
        }
    }

    byte[] encode() throws GSSException {
        var oid = mechanism.getDER();
        var out = ByteBuffer.allocate(7 + oid.length + context.length);
        return out.putInt(MAGIC).put(VERSION).putShort((short) oid.length).put(oid).put(context).array();
    }

    @Override
    public String toString() {
        return "InterProcessToken[" + mechanism + ", " + context.length + " bytes]";
    }

    private static Oid identifier(byte[] der) throws GSSException {
        try {
            return new Oid(der);
        } catch (GSSException e) {
            throw defective("names no mechanism");
        }
    }

    private static GSSException defective(String problem) {
        return GssStatus.DEFECTIVE_TOKEN.saying("The exported context " + problem);
    }
}
