package org.sspi4j.kerberos.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.sspi4j.wire.DecodeException;

/** Names in files are UTF-8. What is not is refused: with a replacement character, two names could become one. */
final class Text {
    private Text() {}

    static String utf8(String field, int offset, byte[] bytes) throws DecodeException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(field, "is not UTF-8", offset);
        }
    }
}
