package org.sspi4j.kerberos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.wire.DecodeException;

/**
 * What a Subject holds in {@code javax.security.auth.kerberos} objects, whoever put them there. Tickets are for initiating, keys
 * for accepting, as with the JDK's own mechanism: a Subject cannot say that its keys were logged in with
 * {@code isInitiator=false}, so keys alone log nobody on. Beside a ticket-granting ticket they do, when it ends. Our own
 * handle in a Subject says for itself what it is for.
 *
 * @param asked pszPrincipal
 */
record SubjectCredential(CredentialRequest request, Optional<Principal> asked, List<EncryptionType> types) {
    /** Keytabs of the JDK read their file here, so this is run as a task. */
    Credential of(Subject subject) throws SspiException {
        var tickets = request.use().isOutbound() ? ticketsOfOne(subject, asked) : List.<ServiceTicket>of();
        var keys = keys(subject, asked);
        if (asked.isPresent() && tickets.isEmpty() && keys.isEmpty() && !isNamed(subject, asked.get())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NOT_OWNER,
                    "The Subject " + names(subject) + " has no credentials of " + asked.get()
                            + ": whoever acts as somebody has that one's only");
        }
        if (tickets.isEmpty() && keys.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The Subject " + names(subject) + " has no Kerberos "
                            + (request.use().isInbound() ? "keys" : "tickets or keys") + " to be used as " + request.use()
                            + "; a KeyTab that is not bound to a name needs a KerberosPrincipal beside it");
        }
        if (request.use() == CredentialUse.OUTBOUND && tickets.isEmpty()) {
            keys.forEach(key -> key.key().close());
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The Subject " + names(subject) + " has keys and no ticket: keys log on only beside a ticket-granting ticket;"
                            + " log in with isInitiator=true, or acquire the credential from the keytab itself");
        }
        var principal = asked.isPresent()
                ? asked
                : tickets.isEmpty() ? named(subject) : Optional.of(tickets.get(0).client());
        var serviceKeys = new ServiceKeys("the Subject " + names(subject), keys);
        Optional<ClientKeys> clientKeys = principal
                .filter(name -> tickets.stream().anyMatch(ServiceTicket::isTgt)
                        && keys.stream().anyMatch(key -> key.principal().sameAs(name)))
                .map(name -> new ClientKeys.OfKeytab(name, serviceKeys));
        if (clientKeys.isEmpty() && !request.use().isInbound()) {
            serviceKeys.wipe();
        }
        var credential = new KerberosCredential(
                request.kerberos(),
                request.use(),
                principal,
                clientKeys,
                request.use().isInbound() ? Optional.of(serviceKeys) : Optional.empty(),
                Optional.empty());
        tickets.forEach(credential.tickets()::addKept);
        request.facilities().decisions().note(
                Decision.About.CREDENTIAL, "The credentials are {} tickets and {} keys of {} in the Subject",
                tickets.size(), keys.size(), principal.map(Principal::toString).orElse("nobody in particular"));
        return credential;
    }

    private static boolean isNamed(Subject subject, Principal asked) {
        return subject.getPrincipals(KerberosPrincipal.class).stream().anyMatch(name -> name.getName().equals(asked.toString()));
    }

    /** A Subject may hold tickets of several clients: the one who can still log on to services is taken, and no other's. */
    private List<ServiceTicket> ticketsOfOne(Subject subject, Optional<Principal> asked) {
        var now = request.facilities().clock().instant();
        var tickets = subject.getPrivateCredentials(KerberosTicket.class).stream()
                .flatMap(ticket -> StoredTickets.usable(ticket, types).stream())
                .filter(ticket -> asked.map(ticket.client()::sameAs).orElse(true))
                .sorted(Comparator.comparing((ServiceTicket ticket) -> !ticket.isValidAt(now))
                        .thenComparing(ticket -> !ticket.isTgt()))
                .toList();
        return tickets.stream().filter(ticket -> ticket.client().sameAs(tickets.get(0).client())).toList();
    }

    private List<ServiceKeys.Entry> keys(Subject subject, Optional<Principal> asked) throws SspiException {
        var keys = new ArrayList<ServiceKeys.Entry>();
        boolean done = false;
        try {
            for (var key : subject.getPrivateCredentials(KerberosKey.class)) {
                entry(key, asked).ifPresent(keys::add);
            }
            for (var keytab : subject.getPrivateCredentials(KeyTab.class)) {
                for (var principal : principals(keytab, subject)) {
                    for (var key : keytab.getKeys(principal)) {
                        entry(key, asked).ifPresent(keys::add);
                    }
                }
            }
            done = true;
            return keys;
        } finally {
            if (!done) {
                keys.forEach(key -> key.key().close());
            }
        }
    }

    private static Set<KerberosPrincipal> principals(KeyTab keytab, Subject subject) {
        return keytab.getPrincipal() == null
                ? subject.getPrincipals(KerberosPrincipal.class)
                : Set.of(keytab.getPrincipal());
    }

    /** Empty for a key of nobody, of somebody else than who was asked for, or of a type that is not permitted. */
    private Optional<ServiceKeys.Entry> entry(KerberosKey key, Optional<Principal> asked) throws SspiException {
        var type = key.isDestroyed() || key.getPrincipal() == null
                ? Optional.<EncryptionType>empty()
                : EncryptionType.of(key.getKeyType()).filter(types::contains);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        var principal = principal(key.getPrincipal());
        return asked.map(principal::sameAs).orElse(true)
                ? Optional.of(new ServiceKeys.Entry(principal, key.getVersionNumber(), protocolKey(key, type.get())))
                : Optional.empty();
    }

    private static ProtocolKey protocolKey(KerberosKey key, EncryptionType type) throws SspiException {
        byte[] value = key.getEncoded();
        try {
            return type.key(value);
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The Subject's " + type + " key of " + key.getPrincipal() + " is damaged: " + e.getMessage(), e);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /** The Subject's own sets do not print what they hold. */
    private static List<String> names(Subject subject) {
        return subject.getPrincipals().stream().map(java.security.Principal::getName).toList();
    }

    private Optional<Principal> named(Subject subject) throws SspiException {
        var names = subject.getPrincipals(KerberosPrincipal.class).iterator();
        return names.hasNext() ? Optional.of(principal(names.next())) : Optional.empty();
    }

    private static Principal principal(KerberosPrincipal principal) throws SspiException {
        try {
            return Principal.parse(principal.getName(), principal.getRealm());
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "The Subject's principal " + principal + ": " + e.getMessage(), e);
        }
    }
}
