package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.CredentialUse.INBOUND;
import static org.sspi4j.api.CredentialUse.OUTBOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.fixture.ScriptedKdc.ALICE;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Acquisition;
import org.sspi4j.engine.Drive;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ScriptedEngine;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.store.Keytab;

@DisplayName("pszPrincipal: whose credentials are taken out of several")
class OfPrincipalTest {
    private static final Principal BOB = ScriptedKdc.principal("bob@EXAMPLE.COM");

    @TempDir
    private Path folder;

    private final Client client = new Client();
    private final Engine engine = ScriptedEngine.of(client.kdc, client.facilities);

    private CredHandle acquire(String principal, CredentialUse use, Identity identity) throws SspiException {
        return engine.acquire(new Acquisition(
                "Kerberos", Optional.of(principal), use, Optional.empty(), Optional.of(identity), Optional.empty(), client.config));
    }

    private Identity keytab(String... principals) throws Exception {
        byte[] key = Forge.key(Forge.AES256, "any").copyOfValue();
        var entries = new Keytab.Entry[principals.length];
        for (int i = 0; i < principals.length; i++) {
            entries[i] = StoredFiles.entry(principals[i], 1, Forge.AES256.number(), key);
        }
        return Identity.keytab(Files.write(folder.resolve("keytab"), StoredFiles.keytab(entries)));
    }

    @Test
    @Tag("S10")
    void ofAKeytabItsKeysAndNotTheFirstOnes() throws Exception {
        var keytab = keytab("alice@EXAMPLE.COM", "bob@EXAMPLE.COM");
        for (var use : new CredentialUse[] {INBOUND, OUTBOUND}) {
            try (var credential = acquire("bob", use, keytab)) {
                assertEquals(Optional.of("bob@EXAMPLE.COM"), credential.name());
            }
        }
        says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire("carol", OUTBOUND, keytab)), "carol@EXAMPLE.COM", "alice@EXAMPLE.COM");
    }

    @Test
    @Tag("S11")
    void notAgainstTheIdentitysOwnName() throws Exception {
        keytab("alice@EXAMPLE.COM", "bob@EXAMPLE.COM");
        var alices = Identity.keytab("alice", folder.resolve("keytab"));
        refusal(SEC_E_NOT_OWNER, () -> acquire("bob", OUTBOUND, alices));
        acquire("alice@EXAMPLE.COM", OUTBOUND, alices).close();
        refusal(SEC_E_NOT_OWNER, () -> acquire("bob", OUTBOUND, Identity.password("alice", Secret.password(new char[] {'x'}))));
        refusal(SEC_E_UNKNOWN_CREDENTIALS, () -> acquire("a//b", OUTBOUND, alices));
    }

    @Test
    @Tag("S10")
    @Tag("S11")
    void ofACollectionOfCachesTheOneOfTheirs() throws Exception {
        var tgt = client.tgt();
        Files.write(folder.resolve("tkt"), StoredFiles.ccache(ALICE, StoredFiles.stored(tgt)));
        Files.writeString(folder.resolve("tktbroken"), "no cache");
        Files.write(folder.resolve("tktz"), StoredFiles.ccache(BOB, StoredFiles.stored(asBobs(tgt))));
        Files.writeString(folder.resolve("primary"), "tkt\n");
        var collection = Identity.ccache("DIR:" + folder);
        try (var alices = acquire("alice", OUTBOUND, collection);
                var bobs = acquire("bob", OUTBOUND, collection)) {
            assertEquals(Optional.of("alice@EXAMPLE.COM"), alices.name());
            assertEquals(Optional.of("bob@EXAMPLE.COM"), bobs.name());
        }
        says(refusal(SEC_E_NOT_OWNER, () -> acquire("carol", OUTBOUND, collection)), "alice@EXAMPLE.COM", "carol");
        refusal(SEC_E_NOT_OWNER, () -> acquire("bob", OUTBOUND, Identity.ccache("DIR::" + folder + "/tkt")));
        refusal(SEC_E_NOT_OWNER, () -> acquire("bob", OUTBOUND, Identity.ccache(folder.resolve("tkt"))));
    }

    @Test
    void ofACollectionWhoseFirstCacheIsMissingTheOthersAreSearched() throws Exception {
        Files.write(folder.resolve("tkt1"), StoredFiles.ccache(ALICE, StoredFiles.stored(client.tgt())));
        Files.writeString(folder.resolve("primary"), "tktgone\n");
        var collection = Identity.ccache("DIR:" + folder);
        acquire("alice", OUTBOUND, collection).close();
        says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire("bob", OUTBOUND, collection)), "tktgone");
        refusal(SEC_E_NO_CREDENTIALS, () -> engine.acquire("Kerberos", OUTBOUND, collection, client.config));
    }

    @Test
    void ofASubjectSomebodyElsesDamagedKeyDoesNotMatter() throws Exception {
        var bob = new KerberosPrincipal("bob@EXAMPLE.COM");
        byte[] key = Forge.key(Forge.AES256, "any").copyOfValue();
        var keys = Set.of(
                new KerberosKey(bob, key, AES256_CTS_HMAC_SHA1_96.number(), 1),
                new KerberosKey(null, key, AES256_CTS_HMAC_SHA1_96.number(), 1),
                new KerberosKey(new KerberosPrincipal("alice@EXAMPLE.COM"), new byte[3], AES256_CTS_HMAC_SHA1_96.number(), 1));
        var subject = Identity.of(new Subject(true, Set.of(bob), Set.of(), keys));
        acquire("bob", INBOUND, subject).close();
        says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire("alice", INBOUND, subject)), "damaged");
    }

    private static ServiceTicket asBobs(ServiceTicket tgt) {
        return new ServiceTicket(
                BOB, tgt.server(), tgt.ticket(), tgt.sessionKey(), tgt.flags(), tgt.authtime(), tgt.starttime(), tgt.endtime(),
                tgt.renewTill());
    }

    @Test
    @Tag("S11")
    @Tag("S40")
    @Tag("S45")
    void ofASubjectTheKeysOfThatNameAndNobodyElses() throws Exception {
        var alice = new KerberosPrincipal("alice@EXAMPLE.COM");
        byte[] key = Forge.key(Forge.AES256, "any").copyOfValue();
        var keys = Set.of(
                new KerberosKey(alice, key, AES256_CTS_HMAC_SHA1_96.number(), 1),
                new KerberosKey(new KerberosPrincipal("bob@EXAMPLE.COM"), key, AES256_CTS_HMAC_SHA1_96.number(), 1));
        var subject = Identity.of(new Subject(true, Set.of(alice), Set.of(), keys));
        try (var bobs = acquire("bob", INBOUND, subject)) {
            assertEquals(Optional.of("bob@EXAMPLE.COM"), bobs.name());
        }
        says(refusal(SEC_E_NOT_OWNER, () -> acquire("carol", INBOUND, subject)), "alice@EXAMPLE.COM", "carol@EXAMPLE.COM");
        refusal(SEC_E_NO_CREDENTIALS, () -> acquire("alice", OUTBOUND, subject));
        refusal(SEC_E_NOT_OWNER, () -> acquire("carol", OUTBOUND, subject));
        var withNothing = Identity.of(new Subject(true, Set.of(alice), Set.of(), Set.of()));
        refusal(SEC_E_NO_CREDENTIALS, () -> acquire("alice", OUTBOUND, withNothing));
        refusal(SEC_E_NOT_OWNER, () -> acquire("bob", OUTBOUND, withNothing));
    }

    @Test
    @Tag("S10")
    void ofASubjectTheTicketsOfThatClient() throws Exception {
        var subject = new Subject();
        var alices = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
        Drive.sync(alices.tgt(client.facilities), client.kdc);
        alices.publish(subject);
        var tgt = subject.getPrivateCredentials(KerberosTicket.class).iterator().next();
        subject.getPrivateCredentials().add(new KerberosTicket(
                tgt.getEncoded(), new KerberosPrincipal("bob@EXAMPLE.COM"), tgt.getServer(), tgt.getSessionKey().getEncoded(), 18,
                tgt.getFlags(), tgt.getAuthTime(), tgt.getStartTime(), tgt.getEndTime(), null, null));
        for (var name : List.of("alice", "bob")) {
            try (var credential = acquire(name, OUTBOUND, Identity.of(subject))) {
                assertEquals(Optional.of(name + "@EXAMPLE.COM"), credential.name());
                assertEquals(tgt.getEndTime().toInstant(), credential.expiry());
            }
        }
        refusal(SEC_E_NOT_OWNER, () -> acquire("carol", OUTBOUND, Identity.of(subject)));
    }
}
