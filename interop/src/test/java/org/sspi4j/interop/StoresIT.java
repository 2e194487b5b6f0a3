package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ietf.jgss.GSSName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.gss.SspiGssManager;

/** Credential caches and keytabs that MIT's programs and ours hand to one another. */
@Timeout(60)
@Shows(value = "credential caches", against = Peer.MIT_PROGRAMS)
class StoresIT {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();
    private static final SspiSide SIDE = SspiSide.of("SSPI", config -> config.kcmSocket(PEERS.kcm().socket()));

    @TempDir
    Path folder;

    /** Types of caches. */
    enum Type {
        FILE,
        DIR,
        KCM;

        /** A cache that is not there yet. */
        String newCache(Path folder) {
            return this == KCM ? PEERS.kcm().newCache() : this + ":" + folder.resolve("cache");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @Shows("cache {} written by kinit")
    void whatKinitWritesIsRead(Type type) throws Exception {
        var cache = type.newCache(folder);
        if (type == Type.DIR) {
            Files.createDirectory(folder.resolve("cache"));
        }
        mit("Pass!alice\n", "kinit", "-c", cache, "alice");
        try (var credential = SIDE.acquire(CredentialUse.OUTBOUND, Identity.ccache(cache))) {
            assertGood(credential);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @Shows("cache {} read by klist and kvno")
    void whatWeWriteIsReadByMitsPrograms(Type type) throws Exception {
        var cache = type.newCache(folder);
        if (type == Type.DIR) {
            Files.createDirectory(folder.resolve("cache"));
        }
        String own;
        try (var credential = SIDE.acquire(CredentialUse.OUTBOUND, alice())) {
            credential.logon();
            own = credential.saveTo(cache);
        }
        var listed = mit("", "klist", "-f", "-c", own);
        assertTrue(listed.contains("Default principal: alice@" + MIT.realm()), listed);
        assertTrue(mit("", "kvno", "-c", own, "sample/svc.mit.example").contains("kvno = 1"));
    }

    @Test
    @Shows(value = "renewal", against = {Peer.MIT_KDC, Peer.MIT_PROGRAMS})
    void aTicketIsRenewedAndItsCacheWithIt() throws Exception {
        var cache = Type.FILE.newCache(folder);
        mit("Pass!alice\n", "kinit", "-r", "1h", "-l", "10m", "-c", cache, "alice");
        try (var credential = SIDE.acquire(CredentialUse.OUTBOUND, Identity.ccache(cache))) {
            credential.renew();
            assertGood(credential);
        }
        mit("", "klist", "-s", "-c", cache);
        mit("", "kinit", "-R", "-c", cache);
    }

    @Test
    @Shows(value = "keytab without a key version", against = Peer.GSS_CLIENT)
    void aKeyWhoseVersionIsUnknownIsTaken() throws Exception {
        try (var server = new SampleServer()) {
            var service = "sample@zero.mit.example";
            var context = SIDE.acceptor(Side.KRB5, service, MIT.zeroKeytab());
            var served = GssClient.inBackground(() -> server.serve(context));
            var client = GssClient.run(MIT, server.address(), service, "-mcount 2", "hello");
            assertEquals(2, client.unlessFailed(served).messages().size());
        }
    }

    private static void assertGood(CredHandle credential) throws Exception {
        var manager = new SspiGssManager(SIDE.config());
        var service = manager.createName("sample@svc.mit.example", GSSName.NT_HOSTBASED_SERVICE);
        var context = manager.createContext(service, Side.oid(Side.KRB5), manager.createCredential(credential), 0);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals("alice@" + MIT.realm(), context.getSrcName().toString());
        }
    }

    private static Identity alice() {
        return SspiSide.identity(new Logon.Password("alice", PEERS.mitPassword("alice")));
    }

    /** One of MIT's programs, which knows the KCM's socket. */
    private static String mit(String input, String... command) throws Exception {
        var socket = PEERS.kcm().socket();
        var conf = socket.resolveSibling("krb5.conf") + ":" + MIT.krb5Conf();
        return Program.run(Map.of("KRB5_CONFIG", conf), input, List.of(command)).succeeded();
    }
}
