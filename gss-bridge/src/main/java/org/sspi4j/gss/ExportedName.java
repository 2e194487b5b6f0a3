package org.sspi4j.gss;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/**
 * A mechanism's own name in bytes that can be compared and kept.
 *
 * @spec RFC 2743 3.2
 */
record ExportedName(Oid mechanism, byte[] name) {
    private static final short TOK_ID = 0x0401;

    static ExportedName decode(byte[] token) throws GSSException {
        var in = ByteBuffer.wrap(token);
        try {
            if (in.getShort() != TOK_ID) {
                throw GssStatus.BAD_NAME.saying("An exported name begins with 04 01");
            }
            var mechanism = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(mechanism);
            int length = in.getInt();
            if (length != in.remaining()) {
                throw GssStatus.BAD_NAME.saying(
                        "NAME_LEN is " + Integer.toUnsignedString(length) + ", and " + in.remaining() + " bytes follow");
            }
            var name = new byte[length];
            in.get(name);
            return new ExportedName(identifier(mechanism), name);
        } catch (BufferUnderflowException e) {
            throw GssStatus.BAD_NAME.saying("The exported name ends too early");
        }
    }

    byte[] encode() throws GSSException {
        var oid = mechanism.getDER();
        var out = ByteBuffer.allocate(8 + oid.length + name.length);
        out.putShort(TOK_ID).putShort((short) oid.length).put(oid);
        return out.putInt(name.length).put(name).array();
    }

    private static Oid identifier(byte[] der) throws GSSException {
        try {
            var oid = new Oid(der);
            // The JDK reads lengths that are longer than DER has them: one name would have many forms.
            if (oid.getDER().length == der.length) {
                return oid;
            }
        } catch (GSSException e) {
            throw GssStatus.BAD_NAME.saying("MECH_OID is malformed");
        }
        throw GssStatus.BAD_NAME.saying("MECH_OID is malformed");
    }
}
