package org.sspi4j.kerberos;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.StoredCredential;
import org.sspi4j.kerberos.store.StoredKey;
import org.sspi4j.kerberos.store.StoredPrincipal;

/** Keytabs and caches as octets. */
final class StoredFiles {
    private StoredFiles() {}

    /** An entry of a keytab. */
    static Keytab.Entry entry(String principal, int kvno, int etype, byte[] key) {
        return new Keytab.Entry(stored(ScriptedKdc.principal(principal)), 0, kvno, new StoredKey(etype, key));
    }

    static Keytab.Entry entry(List<String> components, int kvno, int etype, byte[] key) {
        return new Keytab.Entry(new StoredPrincipal(components, "EXAMPLE.COM", 1), 0, kvno, new StoredKey(etype, key));
    }

    /** Alice's key of a type, as her password makes it. */
    static Keytab.Entry alice(EncryptionType type) {
        return entry("alice@EXAMPLE.COM", 1, type.number(), ScriptedKdc.aliceKey(ScriptedKdc.entry(type)).copyOfValue());
    }

    static byte[] keytab(Keytab.Entry... entries) {
        return new Keytab(List.of(entries)).encode();
    }

    static byte[] ccache(Principal owner, StoredCredential... credentials) {
        return CredentialCache.of(stored(owner), List.of(credentials)).encode();
    }

    /** A ticket as a cache keeps it. */
    static StoredCredential stored(ServiceTicket ticket) {
        return stored(ticket, ticket.flags(), false);
    }

    static StoredCredential stored(ServiceTicket ticket, int flags, boolean isSkey) {
        return new StoredCredential(
                stored(ticket.client()),
                stored(ticket.server()),
                new StoredKey(ticket.sessionKey().type().number(), ticket.sessionKey().copyOfValue()),
                ticket.authtime().getEpochSecond(),
                ticket.starttime().getEpochSecond(),
                ticket.endtime().getEpochSecond(),
                ticket.renewTill().map(time -> time.getEpochSecond()).orElse(0L),
                isSkey,
                flags,
                new ArrayList<>(),
                new ArrayList<>(),
                ticket.ticket().wire(),
                new byte[0]);
    }

    private static StoredPrincipal stored(Principal principal) {
        return new StoredPrincipal(principal.name().nameString(), principal.realm(), principal.name().nameType());
    }
}
