package org.sspi4j.testkit;

import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;

/** A main class that runs four KDCs at once and says whether anything global to the JVM changed. */
final class GlobalState {
    private record Snapshot(Properties properties, List<Provider> providers, String threads) {
        static Snapshot take() {
            var copy = new Properties();
            copy.putAll(System.getProperties());
            String threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> !t.isDaemon()).map(Thread::getName).sorted().toList().toString();
            return new Snapshot(copy, Arrays.asList(Security.getProviders()), threads);
        }
    }

    public static void main(String[] args) throws Exception {
        // Older JDKs note the default time zone in a property when it is asked for first.
        TimeZone.getDefault();
        Snapshot before = Snapshot.take();
        var kdcs = new ArrayList<EmbeddedKdc>();
        for (int i = 0; i < 4; i++) {
            kdcs.add(EmbeddedKdc.start("REALM" + i + ".TEST").addUser("alice", "secret").addService("HTTP/web"));
        }
        for (EmbeddedKdc kdc : kdcs) {
            var client = new WireClient(kdc);
            client.ticket(client.logon("alice", "secret"), "alice", "HTTP/web");
        }
        Snapshot during = Snapshot.take();
        kdcs.forEach(EmbeddedKdc::close);
        Snapshot after = Snapshot.take();
        boolean same = before.equals(during) && before.equals(after) && System.getProperty("java.security.krb5.conf") == null;
        System.out.print(same ? "nothing changed\n" : before + "\n" + during + "\n" + after + "\n");
    }
}
