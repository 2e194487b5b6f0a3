package org.sspi4j.wire;

/** Bytes that are not what they should be: which field, what is wrong with it, and where. Never carries the bytes. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final int offset;

    /**
     * @param field the specification's name of the field, such as {@code enc-part.cipher}
     * @param problem what is wrong with it, to be read after the field's name
     * @param offset where the field begins, counted in bytes from the start of the message
     */
    public DecodeException(String field, String problem, int offset) {
        super(field + " " + problem + " at offset " + offset);
        this.field = field;
        this.offset = offset;
    }

    public String field() {
        return field;
    }

    public int offset() {
        return offset;
    }
}
