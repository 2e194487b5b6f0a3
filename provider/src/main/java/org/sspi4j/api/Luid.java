package org.sspi4j.api;

/**
 * LUID: names one logon session among those of this process, for as long as the process lives. It says nothing outside of it.
 *
 * @param lowPart the low 32 bits, taken without sign
 * @param highPart the high 32 bits
 */
public record Luid(int lowPart, int highPart) {
    /** The LUID with this 64-bit number. */
    public static Luid of(long value) {
        return new Luid((int) value, (int) (value >> Integer.SIZE));
    }

    /** Both parts as one number. */
    public long value() {
        return (long) highPart << Integer.SIZE | Integer.toUnsignedLong(lowPart);
    }

    /** As Windows prints one: {@code 0x0:0x3e7}. */
    @Override
    public String toString() {
        return "0x" + Integer.toHexString(highPart) + ":0x" + Integer.toHexString(lowPart);
    }
}
