package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@KerberosRealm(
        users = @User(name = "alice", password = "secret"),
        services = {Client.TARGET, HttpAuthenticatorIT.OTHER})
class HttpAuthenticatorIT {
    static final String OTHER = "HTTP/other.example.com";

    @TempDir
    Path folder;

    @Krb5Conf
    Path krb5Conf;

    @Keytab(Client.TARGET)
    Path keytab;

    @Keytab(OTHER)
    Path othersKeytab;

    private HttpAuthenticator server(Path keys, String... more) throws SspiException {
        var options = new HashMap<>(Map.of("keytab", keys.toString()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return HttpAuthenticator.of(options, folder);
    }

    private Client alice(String packageName, ContextFlag... flags) throws Exception {
        return Client.kerberos("Negotiate", packageName, "alice", "secret", KerberosConfig.load(krb5Conf), flags);
    }

    private static SspiPrincipal passed(HttpVerdict verdict) {
        return assertInstanceOf(HttpVerdict.Passed.class, verdict).principal();
    }

    @Test
    void oneRequestSaysWhoSomebodyIs() throws Exception {
        try (var server = server(keytab); var alice = alice("Negotiate", ContextFlag.MUTUAL_AUTH)) {
            var offer = server.authenticate(Exchange.multiplexed());
            var verdict = server.authenticate(Exchange.multiplexed(alice.say(offer)));
            var principal = passed(verdict);
            assertEquals("alice@EXAMPLE.COM", principal.name());
            assertEquals("Kerberos", principal.packageName());
            assertTrue(principal.flags().contains(ContextFlag.MUTUAL_AUTH), principal.flags()::toString);
            assertTrue(principal.expiry().isAfter(Instant.now()), principal.expiry()::toString);
            assertTrue(principal.expiry().isBefore(Instant.now().plusSeconds(40_000)), principal.expiry()::toString);
            assertEquals(Set.of(), principal.groups());
            alice.connection().authenticated(verdict.challenges()).orElseThrow().close();
        }
    }

    @Test
    void aRequestThatComesTwiceIsRefused() throws Exception {
        try (var server = server(keytab); var alice = alice("Negotiate")) {
            var said = alice.say(server.authenticate(Exchange.multiplexed()));
            passed(server.authenticate(Exchange.multiplexed(said)));
            var again = assertInstanceOf(HttpVerdict.Stopped.class, server.authenticate(Exchange.multiplexed(said)));
            assertEquals(401, again.status());
        }
    }

    @Test
    void aBareTokenIsTakenByPolicy() throws Exception {
        try (var server = server(keytab); var alice = alice("Kerberos")) {
            assertEquals("Kerberos", passed(server.authenticate(
                    Exchange.multiplexed(alice.say(server.authenticate(Exchange.multiplexed()))))).packageName());
        }
        try (var server = server(keytab, "rawTokens", "false"); var alice = alice("Kerberos")) {
            var refused = server.authenticate(Exchange.multiplexed(alice.say(server.authenticate(Exchange.multiplexed()))));
            assertEquals(401, assertInstanceOf(HttpVerdict.Stopped.class, refused).status());
        }
    }

    @Test
    void aTicketForAnotherIsNone() throws Exception {
        try (var server = server(othersKeytab); var alice = alice("Negotiate")) {
            var refused = server.authenticate(Exchange.multiplexed(alice.say(server.authenticate(Exchange.multiplexed()))));
            var stopped = assertInstanceOf(HttpVerdict.Stopped.class, refused);
            assertEquals(401, stopped.status(), stopped::toString);
            assertEquals(List.of("Negotiate"), stopped.challenges());
        }
    }

    @Test
    void onlyKeysOfThePrincipalCount() throws Exception {
        try (var server = server(keytab, "principal", Client.TARGET + "@EXAMPLE.COM"); var alice = alice("Negotiate")) {
            passed(server.authenticate(Exchange.multiplexed(alice.say(server.authenticate(Exchange.multiplexed())))));
        }
        var failure = assertThrows(SspiException.class, () -> server(keytab, "principal", OTHER + "@EXAMPLE.COM"));
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, failure.status());
    }

    @Test
    void aKeytabIsThereWhenTheServerStarts() {
        var failure = assertThrows(SspiException.class, () -> server(folder.resolve("none.keytab")));
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, failure.status());
    }

    @Test
    void theNameAloneIfItIsSaidSo() throws Exception {
        try (var server = server(keytab, "stripRealm", "true"); var alice = alice("Negotiate")) {
            var principal = passed(server.authenticate(
                    Exchange.multiplexed(alice.say(server.authenticate(Exchange.multiplexed())))));
            assertEquals("alice", principal.name());
            assertEquals("alice@EXAMPLE.COM", principal.token().userName());
        }
    }
}
