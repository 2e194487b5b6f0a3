package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.kerberos.KerberosTicket;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.kerberos.store.StoredCredential;
import org.sspi4j.kerberos.store.StoredKey;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.DecodeException;

/** Tickets that the user keeps: in a cache, or in a Subject. What cannot be used is left out. */
final class StoredTickets {
    private StoredTickets() {}

    /** A ticket of a cache, if its session key is of a permitted type and no user-to-user key. */
    static Optional<ServiceTicket> usable(StoredCredential stored, List<EncryptionType> permitted) {
        var type = EncryptionType.of(stored.key().etype()).filter(permitted::contains);
        if (type.isEmpty() || stored.isSkey() || isInvalid(stored.ticketFlags())
                || !CredentialSource.isName(stored.client()) || !CredentialSource.isName(stored.server())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ServiceTicket(
                    CredentialSource.principal(stored.client()),
                    CredentialSource.principal(stored.server()),
                    Ticket.decode(stored.ticket()),
                    type.get().key(stored.key().value()),
                    stored.ticketFlags(),
                    Instant.ofEpochSecond(stored.authtime()),
                    Instant.ofEpochSecond(stored.starttime() == 0 ? stored.authtime() : stored.starttime()),
                    Instant.ofEpochSecond(stored.endtime()),
                    stored.renewTill() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(stored.renewTill()))));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** A ticket as caches keep it. */
    static StoredCredential stored(ServiceTicket ticket) {
        return new StoredCredential(
                stored(ticket.client()),
                stored(ticket.server()),
                new StoredKey(ticket.sessionKey().type().number(), ticket.sessionKey().copyOfValue()),
                seconds(ticket.authtime()),
                seconds(ticket.starttime()),
                seconds(ticket.endtime()),
                ticket.renewTill().map(StoredTickets::seconds).orElse(0L),
                false,
                ticket.flags(),
                List.of(),
                List.of(),
                ticket.ticket().wire(),
                new byte[0]);
    }

    static StoredPrincipal stored(Principal principal) {
        return new StoredPrincipal(principal.name().nameString(), principal.realm(), principal.name().nameType());
    }

    /** 32 bits without a sign: a ticket for longer than 2106 is kept as one until then. */
    private static long seconds(Instant time) {
        return Math.max(0, Math.min(time.getEpochSecond(), 0xFFFF_FFFFL));
    }

    /** A ticket of a Subject, under the same conditions. */
    static Optional<ServiceTicket> usable(KerberosTicket stored, List<EncryptionType> permitted) {
        var type = stored.isDestroyed()
                ? Optional.<EncryptionType>empty()
                : EncryptionType.of(stored.getSessionKeyType()).filter(permitted::contains);
        if (type.isEmpty() || isInvalid(flags(stored.getFlags()))) {
            return Optional.empty();
        }
        try {
            var authtime = stored.getAuthTime() == null ? stored.getStartTime() : stored.getAuthTime();
            var start = stored.getStartTime() == null ? authtime : stored.getStartTime();
            return Optional.of(new ServiceTicket(
                    Principal.parse(stored.getClient().getName(), stored.getClient().getRealm()),
                    server(stored),
                    Ticket.decode(stored.getEncoded()),
                    sessionKey(type.get(), stored),
                    flags(stored.getFlags()),
                    authtime == null ? Instant.EPOCH : authtime.toInstant(),
                    start == null ? Instant.EPOCH : start.toInstant(),
                    stored.getEndTime().toInstant(),
                    Optional.ofNullable(stored.getRenewTill()).map(Date::toInstant)));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** RFC 4120 2.2: a postdated ticket is of no use before a KDC has validated it. */
    private static boolean isInvalid(int flags) {
        return (flags & TicketFlags.INVALID) != 0;
    }

    private static Principal server(KerberosTicket stored) throws DecodeException {
        var parsed = Principal.parse(stored.getServer().getName(), stored.getServer().getRealm());
        return new Principal(new PrincipalName(NameType.NT_SRV_INST, parsed.name().nameString()), parsed.realm());
    }

    private static ProtocolKey sessionKey(EncryptionType type, KerberosTicket stored) throws DecodeException {
        byte[] value = stored.getSessionKey().getEncoded();
        try {
            return type.key(value);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private static int flags(boolean[] flags) {
        int bits = 0;
        for (int i = 0; i < Math.min(Integer.SIZE, flags.length); i++) {
            bits |= flags[i] ? 1 << Integer.SIZE - 1 - i : 0;
        }
        return bits;
    }
}
