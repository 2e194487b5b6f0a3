package org.sspi4j.interop;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** gnutls-serv, which sends what it receives back, and gnutls-cli, which sends what it is told and prints what it receives. */
record Gnutls(Peers.Tls lab) implements TlsProgram {
    @Override
    public Server server(List<String> options) throws Exception {
        var folder = Files.createTempDirectory("gnutls-serv");
        var port = folder.resolve("port");
        var environment = Map.of(
                "LD_PRELOAD", lab.loopbind().toString(), "LOOPBIND_ADDRESS", lab.address(), "LOOPBIND_PORT", port.toString());
        var program = RunningProgram.start(environment, TlsProgram.command(
                TlsProgram.all(LINE_BY_LINE, List.of("gnutls-serv", "--port", "0")),
                options, usual(options).toArray(String[]::new)));
        try {
            program.awaits("...done");
            var address = new InetSocketAddress(lab.address(), Integer.parseInt(Files.readString(port).strip()));
            Files.delete(port);
            Files.delete(folder);
            return new Server(program, address);
        } catch (Throwable e) {
            program.close();
            throw e;
        }
    }

    /** What it does where nothing else is said. */
    private static List<String> usual(List<String> options) {
        return TlsProgram.all(
                options.contains("--http") ? List.of() : List.of("--echo"),
                options.contains("--verify-client-cert") ? List.of() : List.of("--disable-client-cert"),
                options.contains("--alpn") ? List.of("--alpn-fatal") : List.of());
    }

    @Override
    public RunningProgram client(InetSocketAddress server, List<String> options) throws Exception {
        return RunningProgram.start(Map.of(), TlsProgram.command(
                TlsProgram.all(LINE_BY_LINE, List.of("gnutls-cli", "--inline-commands")),
                options, "--sni-hostname", "web.tls.example", "--verify-hostname", "web.tls.example",
                "--port", String.valueOf(server.getPort()), server.getAddress().getHostAddress()));
    }

    @Override
    public List<String> version(TlsVersion version) {
        return List.of("--priority", version.gnutls());
    }

    @Override
    public List<String> strangeCiphers(TlsVersion version) {
        return List.of("--priority", version.gnutls() + ":-CIPHER-ALL:+AES-128-CCM");
    }

    @Override
    public List<String> certificate(String name) {
        return List.of(
                "--x509certfile", lab.file(name + ".crt").toString(), "--x509keyfile", lab.file(name + ".key").toString());
    }

    @Override
    public List<String> trusting(String authority) {
        return List.of("--x509cafile", lab.file(authority + ".crt").toString());
    }

    @Override
    public List<String> asking() {
        return List.of("--verify-client-cert");
    }

    @Override
    public List<String> insisting() {
        return List.of("--verify-client-cert", "--require-client-cert");
    }

    @Override
    public List<String> applicationProtocol(String name) {
        return List.of("--alpn", name);
    }

    @Override
    public List<String> exporting(String label, int length) {
        return List.of("--keymatexport", label, "--keymatexportsize", String.valueOf(length));
    }

    @Override
    public List<String> http() {
        return List.of("--http");
    }

    @Override
    public List<String> telling() {
        return List.of("--verbose");
    }

    @Override
    public String resumedByServer() {
        return "*** This is a resumed session";
    }

    @Override
    public String resumedByClient() {
        return "*** This is a resumed session";
    }

    @Override
    public Pattern received(int alert) {
        return Pattern.compile("[Rr]eceived alert \\W?" + alert + "\\b");
    }

    @Override
    public String truncated() {
        return "non-properly terminated";
    }

    @Override
    public Pattern exported() {
        return Pattern.compile("Key material: (\\p{XDigit}+)\n");
    }
}
