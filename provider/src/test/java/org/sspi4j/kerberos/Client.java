package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.PasswordChange;

/** A client before a {@link ScriptedKdc}, and what tests say of it over and over. */
final class Client {
    final MovingFacilities facilities = new MovingFacilities();
    final ScriptedKdc kdc = new ScriptedKdc(facilities);
    KerberosConfig config = ScriptedKdc.config().build();

    /** Keys of the types, as a keytab has them. */
    static ClientKeys keytab(EncryptionType... types) {
        var entries = new ArrayList<ServiceKeys.Entry>();
        for (var type : types) {
            entries.add(new ServiceKeys.Entry(ScriptedKdc.ALICE, 1, ScriptedKdc.aliceKey(ScriptedKdc.entry(type))));
        }
        return new ClientKeys.OfKeytab(ScriptedKdc.ALICE, new ServiceKeys("the test", entries));
    }

    static ClientKeys password(String password) {
        return new ClientKeys.OfPassword(ScriptedKdc.ALICE, Secret.password(password.toCharArray()));
    }

    ServiceTicket logon(ClientKeys keys) throws SspiException {
        return Drive.sync(new AsExchange(config, ScriptedKdc.ALICE, keys, facilities).run(), kdc);
    }

    /** An outbound credential of alice's that never saw a file. */
    KerberosCredential credential(ClientKeys keys) {
        return new KerberosCredential(
                config, CredentialUse.OUTBOUND, Optional.of(ScriptedKdc.ALICE), Optional.of(keys), Optional.empty(), Optional.empty());
    }

    KerberosCredential acquire(CredentialUse use, Identity identity) throws SspiException {
        var request = new CredentialRequest(use, identity, config, name -> Optional.empty(), facilities);
        return (KerberosCredential) Drive.sync(new KerberosPackage().acquire(request), kdc);
    }

    ServiceTicket ticket(KerberosCredential credential, Principal server) throws SspiException {
        return Drive.sync(credential.ticketFor(ServiceTarget.of(server), facilities), kdc);
    }

    ServiceTicket ticket(KerberosCredential credential, String target) throws SspiException {
        return Drive.sync(credential.ticketFor(ServiceTarget.of(target, config), facilities), kdc);
    }

    /** alice's, from the one that the KDC knows. */
    String changePassword() throws SspiException {
        try (var before = Secret.password(ScriptedKdc.PASSWORD.toCharArray());
                var after = Secret.password("another".toCharArray())) {
            var change = new PasswordChange("EXAMPLE.COM", "alice", before, after, config, name -> Optional.empty(), facilities);
            return Drive.sync(new KerberosPackage().changePassword(change), kdc);
        }
    }

    /** A TGT as the KDC issues it. */
    ServiceTicket tgt() throws SspiException {
        return logon(keytab(EncryptionType.AES256_CTS_HMAC_SHA1_96));
    }

    /** What the configuration lets it offer. */
    List<EncryptionType> offered() {
        return EnctypeChoice.of(config.defaultTktEnctypes(), config.permittedEnctypes());
    }

    List<String> asked() {
        return kdc.requests().stream().map(request -> request.getClass().getSimpleName()).toList();
    }

    static SspiException refusal(SecurityStatus status, Executable action) {
        var refusal = Assertions.assertThrows(SspiException.class, action);
        Assertions.assertEquals(status, refusal.status(), refusal.getMessage());
        return refusal;
    }

    static void says(SspiException failure, String... parts) {
        for (var part : parts) {
            Assertions.assertTrue(failure.getMessage().contains(part), "\"" + part + "\" in: " + failure.getMessage());
        }
    }

    static Instant now() {
        return MovingFacilities.START;
    }
}
