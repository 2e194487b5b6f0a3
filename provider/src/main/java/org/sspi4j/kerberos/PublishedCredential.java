package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.TicketFlags;

/** A credential as {@code javax.security.auth.kerberos} objects, for libraries that look for those in a Subject. */
record PublishedCredential(
        Optional<Principal> principal, TicketStore tickets, Optional<ServiceKeys> serviceKeys, Optional<Path> keytab) {
    private static final int FLAGS = 32;

    void addTo(Subject subject) {
        principal.ifPresent(name -> subject.getPrincipals().add(kerberosPrincipal(name)));
        var secrets = subject.getPrivateCredentials();
        // The JDK's mechanism takes the first ticket that it finds for a ticket-granting ticket.
        tickets.all().stream()
                .sorted(Comparator.comparing(ServiceTicket::isTgt).reversed())
                .forEach(ticket -> secrets.add(kerberosTicket(ticket)));
        if (serviceKeys.isPresent()) {
            if (keytab.isPresent()) {
                secrets.add(keyTab(keytab.get()));
            } else {
                serviceKeys.get().entries().forEach(entry -> secrets.add(kerberosKey(entry)));
            }
        }
    }

    private KeyTab keyTab(Path file) {
        return principal.isPresent()
                ? KeyTab.getInstance(kerberosPrincipal(principal.get()), file.toFile())
                : KeyTab.getUnboundInstance(file.toFile());
    }

    private static KerberosKey kerberosKey(ServiceKeys.Entry entry) {
        byte[] value = entry.key().copyOfValue();
        try {
            return new KerberosKey(
                    kerberosPrincipal(entry.principal()), value, entry.key().type().number(), (int) entry.kvno());
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private static KerberosTicket kerberosTicket(ServiceTicket ticket) {
        byte[] key = ticket.sessionKey().copyOfValue();
        try {
            return new KerberosTicket(
                    ticket.ticket().wire(),
                    kerberosPrincipal(ticket.client()),
                    new KerberosPrincipal(ticket.server().toString(), KerberosPrincipal.KRB_NT_SRV_INST),
                    key,
                    ticket.sessionKey().type().number(),
                    flags(ticket),
                    Date.from(ticket.authtime()),
                    Date.from(ticket.starttime()),
                    Date.from(ticket.endtime()),
                    ticket.renewTill().map(Date::from).orElse(null),
                    null);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Flag 0 is the highest bit. The JDK refuses a renewable ticket without a time. */
    private static boolean[] flags(ServiceTicket ticket) {
        int bits = ticket.renewTill().isPresent() ? ticket.flags() : ticket.flags() & ~TicketFlags.RENEWABLE;
        var flags = new boolean[FLAGS];
        for (int i = 0; i < FLAGS; i++) {
            flags[i] = (bits & 1 << FLAGS - 1 - i) != 0;
        }
        return flags;
    }

    private static KerberosPrincipal kerberosPrincipal(Principal principal) {
        return new KerberosPrincipal(principal.toString());
    }
}
