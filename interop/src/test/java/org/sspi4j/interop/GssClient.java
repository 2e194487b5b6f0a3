package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** One run of MIT's gss-client: what it printed and how it ended. */
record GssClient(String printed, int exit) {
    /** With alice's tickets of MIT.EXAMPLE. */
    static GssClient run(Peers.Mit mit, InetSocketAddress server, String service, String options, String words)
            throws Exception {
        return run(mit.krb5Conf(), mit.aliceCcache(), server, service, options, words);
    }

    static GssClient run(
            Path krb5Conf, Path ccache, InetSocketAddress server, String service, String options, String words)
            throws Exception {
        return run(krb5Conf, ccache, server, service, Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).toList(), words);
    }

    static GssClient run(
            Path krb5Conf, Path ccache, InetSocketAddress server, String service, List<String> options, String words)
            throws Exception {
        var command = new ArrayList<>(List.of("gss-client", "-port", String.valueOf(server.getPort())));
        command.addAll(options);
        command.addAll(List.of(server.getAddress().getHostAddress(), service, words));
        var environment = Map.of("KRB5_CONFIG", krb5Conf.toString(), "KRB5CCNAME", "FILE:" + copyOf(ccache));
        var client = Program.run(environment, "", command);
        return new GssClient(client.printed(), client.exit());
    }

    /** Its server, which has to listen already. */
    static <T> Future<T> inBackground(Callable<T> server) {
        var served = new FutureTask<>(server);
        var thread = new Thread(served, "acceptor");
        thread.setDaemon(true);
        thread.start();
        return served;
    }

    /** What its server has to tell, if neither of them failed. The server's own exception says most. */
    <T> T unlessFailed(Future<T> server) throws Exception {
        try {
            var told = server.get();
            assertEquals(0, exit, printed);
            return told;
        } catch (ExecutionException e) {
            e.getCause().addSuppressed(new AssertionError(printed));
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** gss-client adds its service tickets to the cache; kinit's own stays as kinit wrote it. */
    private static Path copyOf(Path ccache) throws IOException {
        var copy = ccache.resolveSibling("gss-client.ccache");
        return Files.copy(ccache, copy, StandardCopyOption.REPLACE_EXISTING);
    }
}
