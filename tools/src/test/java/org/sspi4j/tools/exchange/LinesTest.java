package org.sspi4j.tools.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        var lines = lines("a\n\nbä");
        assertEquals(Optional.of("a"), lines.next());
        assertEquals(Optional.of(""), lines.next());
        assertEquals(Optional.of("bä"), lines.next());
        assertEquals(Optional.empty(), lines.next());
    }

    @Test
    void aLineThatIsTooLongIsSkippedAndTheNextIsRead() throws Exception {
        var lines = lines("12345\n123456\n1\n");
        assertEquals(Optional.of("12345"), lines.next());
        var refused = assertThrows(BadLineException.class, lines::next);
        assertEquals("The line is longer than 5 bytes", refused.getMessage());
        assertEquals(Optional.of("1"), lines.next());
        assertEquals(Optional.empty(), lines.next());
    }

    private static Lines lines(String text) {
        return new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)), 5);
    }
}
