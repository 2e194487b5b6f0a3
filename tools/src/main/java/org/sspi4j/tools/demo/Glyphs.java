package org.sspi4j.tools.demo;

import java.nio.charset.Charset;

/** The signs that not every terminal can show. */
record Glyphs(String tick, String cross, String arrow, String dots) {
    private static final Glyphs UNICODE = new Glyphs("✔", "✘", "→", "…");
    private static final Glyphs ASCII = new Glyphs("ok", "FAILED", "->", "...");

    static Glyphs of(Charset charset) {
        var encoder = charset.newEncoder();
        return encoder.canEncode(UNICODE.tick + UNICODE.cross + UNICODE.arrow + UNICODE.dots) ? UNICODE : ASCII;
    }
}
