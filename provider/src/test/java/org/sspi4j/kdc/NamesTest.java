package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class NamesTest {
    private final AtomicLong time = new AtomicLong(-5);

    @Test
    void addressesAreRememberedForHalfAMinute() throws Exception {
        var one = InetAddress.getByName("127.0.0.1");
        var names = new Names(host -> new InetAddress[] {one}, time::get);
        assertEquals(Optional.empty(), names.known("kdc.test"));
        var found = new CompletableFuture<List<InetAddress>>();
        names.lookUp("kdc.test", (question, addresses) -> found.complete(addresses));
        assertEquals(List.of(one), found.get());
        time.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertEquals(Optional.of(List.of(one)), names.known("kdc.test"));
        time.addAndGet(1);
        assertEquals(Optional.empty(), names.known("kdc.test"));
    }
}
