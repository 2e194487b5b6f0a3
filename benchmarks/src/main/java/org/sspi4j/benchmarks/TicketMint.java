package org.sspi4j.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.EncTicketPart;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.kerberos.message.TransitedEncoding;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.StoredCredential;
import org.sspi4j.kerberos.store.StoredKey;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.DecodeException;

/**
 * Makes the tickets of a client who has logged on, without a KDC: that for the service from the key in the service's keytab, and
 * a ticket-granting ticket that both libraries want to see and nobody opens. So that the contexts of an encryption type can be
 * measured whether or not a KDC has it.
 *
 * @spec RFC 4120 5.3
 */
final class TicketMint {
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int FLAGS = TicketFlags.PRE_AUTHENT;
    private static final RandomSource RANDOM = RandomSource.system();

    private final EncryptionType type;
    private final StoredPrincipal client = principal(NameType.NT_PRINCIPAL, List.of(Realm.USER));
    private final Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private TicketMint(EncryptionType type) {
        this.type = type;
    }

    /** The service's tickets have session keys of the type of its own key, as those of a KDC that knows no better. */
    static CredentialCache cache(Keytab.Entry service) throws DecodeException {
        var type = EncryptionType.of(service.key().etype()).orElseThrow();
        var mint = new TicketMint(type);
        var krbtgt = PrincipalName.krbtgt(Realm.NAME);
        return CredentialCache.of(mint.client, List.of(
                mint.credential(principal(krbtgt.nameType(), krbtgt.nameString()), type.randomKey(RANDOM), 1),
                mint.credential(service.principal(), type.key(service.key().value()), service.kvno())));
    }

    private StoredCredential credential(StoredPrincipal server, ProtocolKey key, long kvno) {
        byte[] session = type.randomKey(RANDOM).copyOfValue();
        var until = from.plus(LIFETIME);
        var part = EncTicketPart.of(
                FLAGS,
                new EncryptionKey(type.number(), session),
                Realm.NAME,
                PrincipalName.of(client.nameType(), Realm.USER),
                TransitedEncoding.none(),
                from,
                Optional.of(from),
                until,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var sealed = new EncryptedData(
                type.number(), OptionalLong.of(kvno), key.encrypt(KeyUsage.TICKET, part.wire(), RANDOM));
        var ticket = Ticket.of(Realm.NAME, new PrincipalName(server.nameType(), server.components()), sealed);
        return new StoredCredential(
                client,
                server,
                new StoredKey(type.number(), session),
                from.getEpochSecond(),
                from.getEpochSecond(),
                until.getEpochSecond(),
                0,
                false,
                FLAGS,
                List.of(),
                List.of(),
                ticket.wire(),
                new byte[0]);
    }

    private static StoredPrincipal principal(int nameType, List<String> components) {
        return new StoredPrincipal(components, Realm.NAME, nameType);
    }
}
