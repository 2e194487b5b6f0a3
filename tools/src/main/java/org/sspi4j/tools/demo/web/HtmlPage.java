package org.sspi4j.tools.demo.web;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.sspi4j.api.ContextFlag;

/** The page for a browser. Whatever is not written here is escaped. */
final class HtmlPage {
    /** Those that say something of a page's reader, with what they say. */
    private static final Map<ContextFlag, String> FLAGS = flags();

    private HtmlPage() {}

    private static Map<ContextFlag, String> flags() {
        var flags = new LinkedHashMap<ContextFlag, String>();
        flags.put(ContextFlag.MUTUAL_AUTH, "the server proved who it is, too");
        flags.put(ContextFlag.INTEGRITY, "messages can be signed");
        flags.put(ContextFlag.CONFIDENTIALITY, "messages can be sealed");
        flags.put(ContextFlag.REPLAY_DETECT, "messages that come twice are noticed");
        flags.put(ContextFlag.SEQUENCE_DETECT, "messages out of order are noticed");
        flags.put(ContextFlag.DELEGATE, "the server may act onward as the user");
        flags.put(ContextFlag.IDENTIFY, "the server may not act as the user");
        return flags;
    }

    /** @param now for what is left of the time */
    static String of(Reader reader, Instant now) {
        var granted = FLAGS.keySet().stream().filter(reader.flags()::contains).count();
        return page("%s · sspi4j".formatted(escaped(reader.user())), """
                <header class="who">
                <div class="mark" aria-hidden="true">%s</div>
                <div>
                <p class="over">You are</p>
                <h1>%s</h1>
                <p class="by"><b>%s</b>%s</p>
                </div>
                </header>
                <div class="columns">
                <section>
                <h2>What is known of you</h2>
                <table><tbody>
                %s</tbody></table>
                </section>
                <section>
                <h2>What was granted <span class="count">%d of %d</span></h2>
                <ul class="flags">
                %s</ul>
                </section>
                </div>
                <section>
                <h2>How you came here</h2>
                <ol class="line">
                %s</ol>
                </section>
                <section>
                <h2>What the server decided</h2>
                <ol class="line decided">
                %s</ol>
                </section>
                """.formatted(
                        escaped(initial(reader.user())),
                        escaped(reader.user()),
                        escaped(reader.way()),
                        escaped(left(reader.expiry(), now)),
                        facts(reader),
                        granted,
                        FLAGS.size(),
                        flags(reader),
                        legs(reader),
                        decisions(reader)));
    }

    /** For whoever has not said yet who he is. It says nothing of why somebody was refused. */
    static String ofNobody() {
        return page("Who are you? · sspi4j", """
                <header class="who nobody">
                <div class="mark" aria-hidden="true">?</div>
                <div>
                <p class="over">401 Unauthorized</p>
                <h1>Who are you?</h1>
                <p class="by">This page is for those who prove it.</p>
                </div>
                </header>
                <section>
                <h2>If this is all that you see</h2>
                <p>Your browser has no ticket, or was not told that this server may see it. The terminal in which the demo runs has the
                lines to type: with a ticket Chromium wants <code>--auth-server-allowlist=localhost</code>, and Firefox
                <code>network.negotiate-auth.trusted-uris</code>. Whoever was refused finds the reason there too.</p>
                </section>
                """);
    }

    private static String page(String title, String content) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                %s</main>
                <footer>Made for this one request. Nobody is remembered: the next one on this connection proves anew whose it is.</footer>
                </body>
                </html>
                """.formatted(title, Style.CSS, content);
    }

    private static String facts(Reader reader) {
        return reader.facts().stream()
                .map(fact -> "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(escaped(fact.name()), escaped(fact.value())))
                .collect(Collectors.joining());
    }

    private static String flags(Reader reader) {
        return FLAGS.entrySet().stream()
                .map(flag -> "<li class=\"%s\"><b>%s</b> <span>%s</span></li>\n".formatted(
                        reader.flags().contains(flag.getKey()) ? "yes" : "no", flag.getKey(), flag.getValue()))
                .collect(Collectors.joining());
    }

    private static String legs(Reader reader) {
        return reader.legs().stream()
                .map(leg -> "<li class=\"%s\"><b>Request %d</b> %s<br><b class=\"status\">%d</b>%s</li>\n".formatted(
                        leg.status() == 200 ? "good" : "open",
                        leg.number(),
                        escaped(leg.request()),
                        leg.status(),
                        escaped(leg.response())))
                .collect(Collectors.joining());
    }

    private static String decisions(Reader reader) {
        return reader.decisions().stream()
                .map(decision -> "<li class=\"%s\"><b class=\"about\">%1$s</b> <span>%2$s</span></li>\n".formatted(
                        decision.about(), escaped(decision.sentence())))
                .collect(Collectors.joining());
    }

    private static String initial(String user) {
        var account = user.substring(user.indexOf('\\') + 1);
        return account.isEmpty() ? "?" : new String(Character.toChars(Character.toUpperCase(account.codePointAt(0))));
    }

    /** Behind the package. */
    private static String left(Instant expiry, Instant now) {
        if (expiry.equals(Instant.MAX)) {
            return " proved it, for as long as the connection lasts";
        }
        var left = Duration.between(now, expiry);
        return left.isNegative()
                ? " proved it, and it has ended"
                : " proved it, good for %d h %02d min".formatted(left.toHours(), left.toMinutesPart());
    }

    static String escaped(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
