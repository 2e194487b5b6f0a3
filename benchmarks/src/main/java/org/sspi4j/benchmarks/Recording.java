package org.sspi4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/** What a client said to the KDC on its way from a keytab to a context, and what the KDC answered. */
record Recording(List<Exchange> exchanges) {
    record Exchange(byte[] request, byte[] reply) {}

    /** Logs on once, with ours. */
    static Recording of(EmbeddedKdc kdc, Realm realm) throws Exception {
        var recorded = new ArrayList<Exchange>();
        kdc.onExchange((request, reply) -> recorded.add(new Exchange(request, reply)));
        try (var client = Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.OUTBOUND, realm.userIdentity(), realm.config(Transport.UDP))) {
            Sspi.initializeSecurityContext(client, null, Realm.SERVICE, Set.of(), new byte[0]).context().close();
        } catch (SspiException e) {
            throw new IllegalStateException("the realm of the benchmarks does not work", e);
        }
        return new Recording(List.copyOf(recorded));
    }

    void save(Path folder) throws IOException {
        for (int i = 0; i < exchanges.size(); i++) {
            Files.write(folder.resolve("request-" + i), exchanges.get(i).request);
            Files.write(folder.resolve("reply-" + i), exchanges.get(i).reply);
        }
    }

    static Recording load(Path folder) throws IOException {
        var loaded = new ArrayList<Exchange>();
        for (int i = 0; Files.exists(folder.resolve("request-" + i)); i++) {
            loaded.add(new Exchange(
                    Files.readAllBytes(folder.resolve("request-" + i)), Files.readAllBytes(folder.resolve("reply-" + i))));
        }
        return new Recording(List.copyOf(loaded));
    }
}
