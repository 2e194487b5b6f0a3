package org.sspi4j.kerberos.message;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;

/**
 * The checksum of the GSS-API in an {@link Authenticator}: no checksum at all, but the channel that the context is bound to, what kind of
 * context it shall be, and perhaps a ticket to act onward with.
 *
 * @param bnd the hash of the channel bindings, 16 octets; zeros if there are none
 * @param flags the constants of this class
 * @param deleg a KRB-CRED; there if and only if {@link #DELEG} is set
 * @param exts extensions, unread
 * @param wire the checksum field as sent or received
 * @spec RFC 4121 4.1.1
 * @spec RFC 4757 7.1
 */
public record GssChecksum(byte[] bnd, int flags, Optional<byte[]> deleg, byte[] exts, byte[] wire) {
    /** The cksumtype. */
    public static final int TYPE = 0x8003;

    public static final int DELEG = 1;
    public static final int MUTUAL = 2;
    public static final int REPLAY = 4;
    public static final int SEQUENCE = 8;
    public static final int CONF = 16;
    public static final int INTEG = 32;
    public static final int DCE_STYLE = 0x1000;
    public static final int IDENTIFY = 0x2000;
    public static final int EXTENDED_ERROR = 0x4000;

    private static final int BND_LENGTH = 16;
    private static final int FIXED_PART = 24;
    private static final int DELEG_HEADER = 4;
    private static final int FOR_CREDS = 1;
    private static final int MAX_DELEG = 0xFFFF;

    public static GssChecksum of(byte[] bnd, int flags, Optional<byte[]> deleg) {
        return of(bnd, flags, deleg, new byte[0]);
    }

    public static GssChecksum of(byte[] bnd, int flags, Optional<byte[]> deleg, byte[] exts) {
        if (bnd.length != BND_LENGTH) {
            throw new IllegalArgumentException("Bnd has " + bnd.length + " octets");
        }
        if (deleg.isPresent() != ((flags & DELEG) != 0)) {
            throw new IllegalArgumentException("Deleg comes with its flag");
        }
        int delegLength = deleg.map(cred -> DELEG_HEADER + cred.length).orElse(0);
        if (delegLength > DELEG_HEADER + MAX_DELEG) {
            throw new IllegalArgumentException("Deleg is longer than its length can say");
        }
        var out = ByteBuffer.allocate(FIXED_PART + delegLength + exts.length).order(LITTLE_ENDIAN);
        out.putInt(BND_LENGTH).put(bnd).putInt(flags);
        if (deleg.isPresent()) {
            out.putShort((short) FOR_CREDS).putShort((short) deleg.get().length).put(deleg.get());
        }
        out.put(exts);
        return new GssChecksum(bnd, flags, deleg, exts, out.array());
    }

    public static GssChecksum decode(byte[] wire) throws DecodeException {
        require("Flags", FIXED_PART, wire);
        var in = ByteBuffer.wrap(wire).order(LITTLE_ENDIAN);
        if (in.getInt() != BND_LENGTH) {
            throw new DecodeException("Lgth", "is not 16", 0);
        }
        byte[] bnd = octets(BND_LENGTH, in);
        int flags = in.getInt();
        Optional<byte[]> deleg = Optional.empty();
        if ((flags & DELEG) != 0) {
            require("Dlgth", FIXED_PART + DELEG_HEADER, wire);
            if (in.getShort() != FOR_CREDS) {
                throw new DecodeException("DlgOpt", "is not 1", FIXED_PART);
            }
            int length = in.getShort() & MAX_DELEG;
            require("Deleg", in.position() + length, wire);
            deleg = Optional.of(octets(length, in));
        }
        return new GssChecksum(bnd, flags, deleg, Arrays.copyOfRange(wire, in.position(), wire.length), wire);
    }

    private static byte[] octets(int length, ByteBuffer in) {
        byte[] octets = new byte[length];
        in.get(octets);
        return octets;
    }

    private static void require(String field, int end, byte[] wire) throws DecodeException {
        if (wire.length < end) {
            throw new DecodeException(field, "is cut short", wire.length);
        }
    }
}
