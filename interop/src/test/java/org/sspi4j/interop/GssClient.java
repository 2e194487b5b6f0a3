package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of MIT's gss-client with alice's tickets: what it printed and how it ended. */
record GssClient(String printed, int exit) {
    static GssClient run(Peers.Mit mit, InetSocketAddress server, String service, String options, String words)
            throws Exception {
        var command = new ArrayList<>(List.of("gss-client", "-port", String.valueOf(server.getPort())));
        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of(server.getAddress().getHostAddress(), service, words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KRB5_CONFIG", mit.krb5Conf().toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + copyOfTheCcache(mit));
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            return new GssClient(printed, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
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
    private static Path copyOfTheCcache(Peers.Mit mit) throws IOException {
        var copy = mit.aliceCcache().resolveSibling("gss-client.ccache");
        return Files.copy(mit.aliceCcache(), copy, StandardCopyOption.REPLACE_EXISTING);
    }
}
