package org.sspi4j.interop;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * s_server and s_client. What they are told on standard input they send, but for lines that begin with the letter of a command; what
 * they receive they print.
 */
record Openssl(Peers.Tls lab) implements TlsProgram {
    private static final Pattern LISTENS = Pattern.compile("ACCEPT .*:(\\d+)");

    @Override
    public Server server(List<String> options) throws Exception {
        var program = RunningProgram.start(Map.of(), TlsProgram.command(
                TlsProgram.all(LINE_BY_LINE, List.of("openssl", "s_server", "-accept", lab.address() + ":0")), options));
        try {
            int port = Integer.parseInt(program.awaits(LISTENS).group(1));
            return new Server(program, new InetSocketAddress(lab.address(), port));
        } catch (Throwable e) {
            program.close();
            throw e;
        }
    }

    @Override
    public RunningProgram client(InetSocketAddress server, List<String> options) throws Exception {
        var address = server.getAddress().getHostAddress() + ":" + server.getPort();
        return RunningProgram.start(Map.of(), TlsProgram.command(
                TlsProgram.all(LINE_BY_LINE, List.of("openssl", "s_client", "-connect", address)),
                options, "-servername", "web.tls.example", "-verify_hostname", "web.tls.example", "-verify_return_error"));
    }

    @Override
    public List<String> version(TlsVersion version) {
        return List.of(version.openssl());
    }

    @Override
    public List<String> strangeCiphers(TlsVersion version) {
        return version == TlsVersion.TLS_1_3
                ? List.of(version.openssl(), "-ciphersuites", "TLS_AES_128_CCM_SHA256")
                : List.of(version.openssl(), "-cipher", "ECDHE-ECDSA-AES128-CCM");
    }

    @Override
    public List<String> certificate(String name) {
        return List.of("-cert", lab.file(name + ".crt").toString(), "-key", lab.file(name + ".key").toString());
    }

    @Override
    public List<String> trusting(String authority) {
        return List.of("-CAfile", lab.file(authority + ".crt").toString());
    }

    @Override
    public List<String> asking() {
        return List.of("-verify", "1", "-verify_return_error");
    }

    @Override
    public List<String> insisting() {
        return List.of("-Verify", "1", "-verify_return_error");
    }

    @Override
    public List<String> applicationProtocol(String name) {
        return List.of("-alpn", name);
    }

    @Override
    public List<String> exporting(String label, int length) {
        return List.of("-keymatexport", label, "-keymatexportlen", String.valueOf(length));
    }

    @Override
    public List<String> http() {
        return List.of("-www");
    }

    @Override
    public List<String> telling() {
        return List.of();
    }

    @Override
    public String resumedByServer() {
        return "Reused session-id";
    }

    @Override
    public String resumedByClient() {
        return "Reused, TLSv1.";
    }

    @Override
    public Pattern received(int alert) {
        return Pattern.compile("SSL alert number " + alert + "\\b");
    }

    @Override
    public String truncated() {
        return "unexpected eof while reading";
    }

    @Override
    public Pattern exported() {
        return Pattern.compile("Keying material: (\\p{XDigit}+)\n");
    }
}
