package org.sspi4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.kdc.SocketKdcTransport;
import org.sspi4j.testkit.Transport;

/** What a client said to the KDC on its way from a keytab to a context, and what the KDC answered. */
record Recording(List<Exchange> exchanges) {
    record Exchange(byte[] request, byte[] reply) {}

    /** Logs on once, with ours. */
    static Recording of(Realm realm) {
        var recorded = new ArrayList<Exchange>();
        var network = new SocketKdcTransport();
        KdcTransport tapped = request -> {
            byte[] reply = network.exchange(request);
            recorded.add(new Exchange(request.bytes(), reply));
            return reply;
        };
        var engine = OursPeers.engine(tapped, new PacedFacilities());
        try (var client = engine.acquire(
                OursPeers.KERBEROS, CredentialUse.OUTBOUND, realm.userIdentity(), realm.config(Transport.UDP))) {
            var input = List.of(SecBuffer.token(OursPeers.NO_TOKEN));
            engine.initialize(client, null, Realm.SERVICE, Set.of(), input).context().close();
        } catch (SspiException | ConfigException e) {
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
