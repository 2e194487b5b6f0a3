package org.sspi4j.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The last answer that a program got for a URL, whose host is looked for on 127.0.0.1.
 *
 * @param challenge the value of WWW-Authenticate, of several the first
 */
record Page(int status, String challenge, String text) {
    /** With curl, and without what the machine's user has in a curlrc. */
    static Page byCurl(Map<String, String> environment, URI url, List<String> how) throws Exception {
        var command = new ArrayList<>(List.of(
                "curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30",
                "--resolve", url.getHost() + ":" + url.getPort() + ":127.0.0.1"));
        command.addAll(how);
        command.addAll(List.of("--write-out", "\n%{http_code} %header{www-authenticate}", url.toString()));
        var printed = Program.run(environment, "", command).succeeded();
        int end = printed.lastIndexOf('\n');
        return of(printed.substring(end + 1), printed.substring(0, end));
    }

    /** With {@code interop/peers/https}. */
    static Page byGss(Map<String, String> environment, URI url, List<String> how) throws Exception {
        var command = new ArrayList<>(List.of(Peers.started().gss().https().toString()));
        command.addAll(how);
        command.add(url.toString());
        var printed = Program.run(environment, "", command).succeeded().split("\n", 2);
        return of(printed[0], printed[1]);
    }

    private static Page of(String head, String text) {
        var words = head.split("[ ,]+", 3);
        return new Page(Integer.parseInt(words[0]), words.length > 1 ? words[1] : "", text);
    }

    /** What stands behind this word, at the beginning of a line. */
    String line(String word) {
        return text.lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + word + " in " + this));
    }
}
