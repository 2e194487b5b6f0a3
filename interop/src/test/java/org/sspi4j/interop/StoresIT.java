package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import org.ietf.jgss.GSSName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Keytabs;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
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
            var first = tgt(credential);
            var renewed = first;
            // The KDC counts in seconds: one may have to pass.
            while (!renewed.getEndTime().after(first.getEndTime())) {
                credential.renew();
                renewed = tgt(credential);
            }
            assertFalse(Arrays.equals(first.getEncoded(), renewed.getEncoded()));
            assertEquals(first.getAuthTime(), renewed.getAuthTime());
            assertGood(credential);
            try (var kept = SIDE.acquire(CredentialUse.OUTBOUND, Identity.ccache(cache))) {
                assertArrayEquals(renewed.getEncoded(), tgt(kept).getEncoded());
                assertEquals(renewed.getEndTime(), tgt(kept).getEndTime());
            }
        }
        mit("", "klist", "-s", "-c", cache);
        mit("", "kinit", "-R", "-c", cache);
    }

    private static KerberosTicket tgt(CredHandle credential) throws Exception {
        var subject = new Subject();
        credential.publish(subject);
        return subject.getPrivateCredentials(KerberosTicket.class).stream()
                .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
                .findFirst()
                .orElseThrow();
    }

    /** The names that krb5.conf and the peers' script have for the types. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {
        "aes256-cts", "aes128-cts", "aes256-sha2", "aes128-sha2", "camellia256-cts", "camellia128-cts", "arcfour-hmac"
    })
    @Shows("keytab of a password, {}, read by klist and kinit")
    void keysThatWeMakeOfAPasswordAreTakenByMitsPrograms(String etype) throws Exception {
        var user = "user-" + etype;
        add(user, etype, PEERS.mitPassword(user), Optional.empty());
    }

    /** The KDC salts with the name alone. */
    @Test
    @Shows("keytab of a password with a salt of its own")
    void theSaltThatIsNamedCounts() throws Exception {
        add("salted", "aes256-cts", PEERS.mitPassword("salted"), Optional.of("salted"));
    }

    private void add(String user, String etype, char[] password, Optional<String> salt) throws Exception {
        var file = folder.resolve("keytab");
        var principal = user + "@" + MIT.realm();
        try (var secret = Secret.password(password)) {
            Keytabs.at(file).add(principal, 1, List.of(etype), secret, salt);
        }
        assertEquals(shown(file), listed(file));
        mit("", "kinit", "-k", "-t", file.toString(), "-c", "FILE:" + folder.resolve("cache"), principal);
        mit("", "klist", "-s", "-c", "FILE:" + folder.resolve("cache"));
    }

    @Test
    @Shows("keytab written by kadmin and ktutil, listed and changed")
    void whatMitsProgramsWriteIsListedAndChanged() throws Exception {
        var file = Files.copy(MIT.serviceKeytab(), folder.resolve("keytab"));
        assertEquals(shown(file), listed(file));
        mit("addent -password -p HTTP/a.mit.example@MIT.EXAMPLE -k 300 -e aes256-cts\nsecret\nwkt " + file + "\n", "ktutil");
        assertTrue(shown(file).contains("300 HTTP/a.mit.example@MIT.EXAMPLE aes256-cts-hmac-sha1-96"), shown(file)::toString);
        assertEquals(shown(file), listed(file));
        int before = shown(file).size();
        Keytabs.at(file).remove("HTTP/a.mit.example@MIT.EXAMPLE", OptionalLong.empty(), Optional.empty());
        assertEquals(before - 1, shown(file).size());
        assertEquals(shown(file), listed(file));
    }

    private static List<String> shown(Path file) throws Exception {
        return Keytabs.at(file).entries().stream()
                .map(entry -> entry.kvno() + " " + entry.principal() + " " + entry.etypeName())
                .toList();
    }

    /** klist's lines, with the registered name of the type that it calls by another one. */
    private static List<String> listed(Path file) throws Exception {
        return mit("", "klist", "-k", "-e", file.toString()).lines()
                .filter(line -> line.matches(" *\\d+ .*"))
                .map(line -> line.strip().replaceAll(" +", " ").replaceAll("\\((?:DEPRECATED:)?(.*)\\)", "$1"))
                .map(line -> line.replaceAll(" arcfour-hmac$", " rc4-hmac"))
                .toList();
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
