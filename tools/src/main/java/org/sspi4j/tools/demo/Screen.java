package org.sspi4j.tools.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Where the demo is seen: in colours on a terminal, plain otherwise. */
final class Screen {
    private static final int PREVIEW = 12;
    private static final int ROW = 16;
    private static final String INDENT = "       ";

    private final PrintStream out;
    private final Ansi ansi;
    private final Glyphs glyphs;
    private final boolean verbose;

    /** @param verbose whether to show all bytes of what was sent, and what was decided */
    Screen(PrintStream out, Charset charset, Ansi ansi, boolean verbose) {
        this.out = out;
        this.ansi = ansi;
        this.glyphs = Glyphs.of(charset);
        this.verbose = verbose;
    }

    /** Standard output, in the encoding of its reader. */
    static Screen standard(boolean verbose) {
        var charset = charset();
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset);
        return new Screen(out, charset, Ansi.AUTO, verbose);
    }

    void title(String text) {
        out.println(style("bold", text));
    }

    /** What is being done; gone when it is done. */
    void working(int number, String title) {
        if (ansi.enabled()) {
            out.print(style("faint", String.format(Locale.ROOT, "%2d   %s %s", number, title, glyphs.dots())));
            out.flush();
        }
    }

    void passed(int number, String title, Duration took, List<Told> told) {
        step(style("green,bold", glyphs.tick()), number, title, took, told);
    }

    void failed(int number, String title, Duration took, List<Told> told, String why) {
        step(style("red,bold", glyphs.cross()), number, title, took, told);
        out.println(INDENT + style("red", glyphs.cross() + " " + why));
    }

    /** As they are. */
    void lines(List<String> lines) {
        out.println();
        lines.forEach(out::println);
        out.println();
    }

    /** Somebody has read the page, or was not to. Several threads say so. */
    void reader(String line) {
        out.println(style("cyan", glyphs.arrow()) + " " + line);
    }

    void end(boolean good, String text) {
        out.println();
        out.println(style(good ? "green,bold" : "red,bold", text));
    }

    private void step(String sign, int number, String title, Duration took, List<Told> told) {
        if (ansi.enabled()) {
            out.print("\r\033[K");
        }
        out.println();
        out.println(String.format(Locale.ROOT, "%2d %s %s  %s", number, sign, style("bold", title),
                style("faint", took.toMillis() + " ms")));
        told.forEach(this::show);
        out.flush();
    }

    private void show(Told told) {
        if (told instanceof Told.Note note) {
            out.println(INDENT + note.text());
        } else if (told instanceof Told.Check check) {
            out.println(INDENT + style("green", glyphs.tick()) + " " + check.claim());
        } else if (told instanceof Told.Decided decided) {
            show(decided);
        } else if (told instanceof Told.Sent sent) {
            show(sent);
        }
    }

    private void show(Told.Decided decided) {
        if (verbose) {
            out.println(INDENT + style("faint", decided.who() + ": " + decided.sentence()));
        }
    }

    private void show(Told.Sent sent) {
        var legs = String.format(Locale.ROOT, "%-7s %s %-7s", sent.from(), glyphs.arrow(), sent.to());
        out.println(INDENT + style("cyan", legs) + " "
                + String.format(Locale.ROOT, "%-22s %5d bytes  ", sent.what(), sent.bytes().length)
                + style("faint", verbose ? "" : preview(sent.bytes())).stripTrailing());
        if (verbose) {
            dump(sent.bytes());
        }
    }

    private String preview(byte[] bytes) {
        int shown = Math.min(bytes.length, PREVIEW);
        var hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return shown < bytes.length ? hex + " " + glyphs.dots() : hex;
    }

    private void dump(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += ROW) {
            int end = Math.min(bytes.length, at + ROW);
            var hex = HexFormat.ofDelimiter(" ").formatHex(bytes, at, end);
            var text = new String(bytes, at, end - at, StandardCharsets.US_ASCII).replaceAll("[^\\x20-\\x7e]", ".");
            out.println(INDENT + "  " + style("faint", String.format(Locale.ROOT, "%04x  %-47s  %s", at, hex, text)));
        }
    }

    /** Not through picocli's markup: what is shown may look like markup. */
    private String style(String styles, String text) {
        return ansi.enabled() ? Ansi.Style.on(Ansi.Style.parse(styles)) + text + Ansi.Style.reset.on() : text;
    }

    private static Charset charset() {
        for (var property : List.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")) {
            var name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }
}
