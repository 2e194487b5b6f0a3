package org.sspi4j.tools.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream in UTF-8, each of bounded length. */
final class Lines {
    private final InputStream in;
    private final int longest;

    /** @param longest in bytes, without the line end */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /**
     * The next line without its end; empty when there is none.
     *
     * @throws BadLineException if it was too long; it is skipped
     */
    Optional<String> next() throws IOException, BadLineException {
        var line = new ByteArrayOutputStream();
        boolean any = false;
        long length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            any = true;
            if (b == '\n') {
                break;
            }
            if (++length <= longest) {
                line.write(b);
            }
        }
        if (length > longest) {
            throw new BadLineException("The line is longer than " + longest + " bytes");
        }
        return any ? Optional.of(line.toString(StandardCharsets.UTF_8)) : Optional.empty();
    }
}
