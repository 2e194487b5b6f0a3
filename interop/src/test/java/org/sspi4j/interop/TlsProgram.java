package org.sspi4j.interop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Somebody's programs that speak TLS: how they are told what to do, and what they print of it. */
interface TlsProgram {
    /** They print into a pipe only when much has come together, unless they are told otherwise. */
    List<String> LINE_BY_LINE = List.of("stdbuf", "-oL");

    /** One that has begun to listen. */
    record Server(RunningProgram program, InetSocketAddress address) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    /** @param options those of the methods below, beside what is always the same */
    Server server(List<String> options) throws Exception;

    /** Connects, and wants the certificate of web.tls.example. */
    RunningProgram client(InetSocketAddress server, List<String> options) throws Exception;

    /** Speaks this version and no other. */
    List<String> version(TlsVersion version);

    /** Speaks this version, with a cipher that the JDK does not have (CCM) and no other. */
    List<String> strangeCiphers(TlsVersion version);

    /** Shows this certificate. */
    List<String> certificate(String name);

    /** Takes certificates of this authority and no other. */
    List<String> trusting(String authority);

    /** A server that asks for a certificate, and takes none too. */
    List<String> asking();

    /** A server that does not take none. */
    List<String> insisting();

    /** Nothing else than this. */
    List<String> applicationProtocol(String name);

    List<String> exporting(String label, int length);

    /** A server that answers a request with a page and closes the connection. */
    List<String> http();

    /** A client that tells of the connection what it can. */
    List<String> telling();

    /** What a server prints when a session is resumed. */
    String resumedByServer();

    /** What a client prints. */
    String resumedByClient();

    /** What is printed when this alert is received. */
    Pattern received(int alert);

    /** What is printed when the connection ends and close_notify is missing. */
    String truncated();

    /** What is printed of the bytes that were exported, in a group. */
    Pattern exported();

    @SafeVarargs
    static List<String> all(List<String>... options) {
        return Stream.of(options).flatMap(List::stream).toList();
    }

    static List<String> command(List<String> program, List<String> options, String... last) {
        var command = new ArrayList<>(program);
        command.addAll(options);
        command.addAll(List.of(last));
        return command;
    }
}
