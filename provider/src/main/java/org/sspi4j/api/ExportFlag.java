package org.sspi4j.api;

import java.util.EnumSet;
import java.util.Set;

/** SECPKG_CONTEXT_EXPORT_: how the copy of an exported context begins, and what becomes of the context. */
public enum ExportFlag {
    /**
     * The copy counts its messages as after the handshake: it sends the first number again, and nothing counts as received. Whoever
     * recorded a message of the peer can then have the copy take it once more, and a peer that detects replays refuses what the copy
     * sends until it is past the numbers that were used: it is for both sides to agree on.
     */
    RESET_NEW(1),
    /**
     * The context is dead once it was exported. Without it there are two that send the same numbers and remember apart what they
     * received: what one of them has taken, the other takes again, and a peer that detects replays refuses the later of two
     * messages with one number. Let only one of them send, and one receive.
     */
    DELETE_OLD(2),
    /** For a kernel, which Java has none of: SEC_E_UNSUPPORTED_FUNCTION. */
    TO_KERNEL(4);

    private final int value;

    ExportFlag(int value) {
        this.value = value;
    }

    /**
     * The flags of these bits.
     *
     * @throws SspiException SEC_E_INVALID_PARAMETER if one of them has no name
     */
    public static Set<ExportFlag> of(int bits) throws SspiException {
        var flags = EnumSet.noneOf(ExportFlag.class);
        int unnamed = bits;
        for (var flag : values()) {
            if ((bits & flag.value) != 0) {
                flags.add(flag);
                unnamed &= ~flag.value;
            }
        }
        if (unnamed != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "0x" + Integer.toHexString(unnamed)
                    + " is no flag of ExportSecurityContext: there are RESET_NEW 1, DELETE_OLD 2, TO_KERNEL 4");
        }
        return flags;
    }

    /** The bits of these flags. */
    public static int bits(Set<ExportFlag> flags) {
        return flags.stream().mapToInt(ExportFlag::value).reduce(0, (a, b) -> a | b);
    }

    /** The bit. */
    public int value() {
        return value;
    }
}
