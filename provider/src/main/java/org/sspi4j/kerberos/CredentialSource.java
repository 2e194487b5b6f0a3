package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Decision.About;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;

/** Makes a credential of each kind of identity. */
record CredentialSource(CredentialRequest request) {
    Step<Credential> acquire() throws SspiException {
        var identity = request.identity();
        note(Decision.About.REALM, "Realms and KDCs are those of {}", request.kerberos().origin());
        if (identity instanceof Identity.Password password) {
            return Step.of(ofPassword(password));
        }
        if (identity instanceof Identity.Keytab keytab) {
            return Step.ask(new Need.FileIfChanged(keytab.file(), Optional.empty()))
                    .then(file -> Step.of(ofKeytab(keytab, file.orElseThrow())));
        }
        if (identity instanceof Identity.Ccache ccache) {
            requireOutbound("A credential cache");
            return ofCcache(new TicketCache(request.kerberos(), ccache.name(), types()));
        }
        if (identity instanceof Identity.GetKey getKey) {
            return Step.of(ofGetKey(getKey));
        }
        if (identity instanceof Identity.OfSubject ofSubject) {
            return Step.ask(new Need.Run<>(() -> new SubjectCredential(request, named(), types()).of(ofSubject.subject())));
        }
        throw new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                "Kerberos has no use for " + identity.getClass().getSimpleName()
                        + ": give a password, a keytab, a credential cache or a Subject");
    }

    private void note(Decision.About about, String sentence, Object... values) {
        request.facilities().decisions().note(about, sentence, values);
    }

    private Credential ofPassword(Identity.Password identity) throws SspiException {
        var principal = user(identity.user());
        note(Decision.About.CREDENTIAL, "The credentials are the password of {}", principal);
        // Only to see here, and not at the first logon, that it has no UTF-8 form.
        identity.password().useUtf8(utf8 -> utf8.length);
        var clientKeys = new ClientKeys.OfPassword(principal, identity.password().copy());
        Optional<ServiceKeys> serviceKeys =
                request.use().isInbound() ? Optional.of(serviceKeys(principal, clientKeys)) : Optional.empty();
        return new KerberosCredential(
                request.kerberos(),
                request.use(),
                Optional.of(principal),
                Optional.of(clientKeys),
                serviceKeys,
                Optional.empty());
    }

    /** A service that knows its password has the keys of the default salt, of any version. */
    private ServiceKeys serviceKeys(Principal principal, ClientKeys keys) throws SspiException {
        var entries = new ArrayList<ServiceKeys.Entry>();
        for (var type : types()) {
            var key = keys.key(type, ClientKeys.Hint.NONE);
            if (key.isPresent()) {
                // A copy: both are wiped by whoever has them.
                entries.add(new ServiceKeys.Entry(principal, 0, key.get().copy()));
            }
        }
        return new ServiceKeys("the password of " + principal, entries);
    }

    private Credential ofKeytab(Identity.Keytab identity, Need.StampedFile read) throws SspiException {
        var file = identity.file();
        var keytab = decoded(file, read.bytes());
        try {
            var named = identity.principal().isPresent()
                    ? Optional.of(user(identity.principal().get()))
                    : named();
            var principal = named.isPresent() || !request.use().isOutbound() ? named : first(keytab);
            var only = request.use() == CredentialUse.OUTBOUND ? principal : named;
            var keys = ServiceKeys.of(file.toString(), keytab, only, types());
            requireSome(keys, principal, file, keytab);
            request.facilities().decisions().note(
                    About.KEY, "{} of the {} keys in {} are used, {}", keys.entries().size(), keytab.entries().size(), file,
                    only.map(name -> "those of " + name).orElse("those of every name") + " and of the permitted types " + types());
            var kept = new ReloadedKeytab(
                    file,
                    only,
                    types(),
                    keys,
                    read.stamp(),
                    request.facilities().clock().instant(),
                    KerberosCredential.patience(request.kerberos()).dividedBy(4));
            Optional<ClientKeys> clientKeys = principal.isPresent()
                    ? Optional.of(new ClientKeys.OfKeytab(principal.get(), kept::keys))
                    : Optional.empty();
            return new KerberosCredential(
                    request.kerberos(),
                    request.use(),
                    principal,
                    clientKeys,
                    request.use().isInbound() ? Optional.of(keys) : Optional.empty(),
                    Optional.of(kept));
        } finally {
            keytab.wipe();
        }
    }

    private Credential ofGetKey(Identity.GetKey getKey) throws SspiException {
        if (request.use() != CredentialUse.INBOUND) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "A GetKey function gives keys to accept contexts with: "
                    + "acquire the credential for INBOUND use, and another one to initiate");
        }
        var principal = named();
        note(Decision.About.CREDENTIAL, "The keys are asked of the GetKey function, for {}",
                principal.map(Principal::toString).orElse("whichever name a ticket is for"));
        return KerberosCredential.of(request.kerberos(), principal, new AskedKeys(getKey, principal, types()));
    }

    /** pszPrincipal. */
    private Optional<Principal> named() throws SspiException {
        return request.principal().isPresent() ? Optional.of(user(request.principal().get())) : Optional.empty();
    }

    private void requireSome(ServiceKeys keys, Optional<Principal> principal, Path file, Keytab keytab) throws SspiException {
        if (keys.entries().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    file + " has no key" + principal.map(name -> " of " + name).orElse("") + " of the permitted types "
                            + types() + "; it has keys of "
                            + keytab.entries().stream()
                                    .map(entry -> entry.principal() + " (" + EnctypeChoice.name(entry.key().etype()) + ")")
                                    .distinct()
                                    .limit(8)
                                    .toList()
                            + remedy(principal, keytab));
        }
    }

    private static String remedy(Optional<Principal> principal, Keytab keytab) {
        boolean isThere = keytab.entries().stream().anyMatch(entry ->
                principal.isEmpty() || entry.principal().toString().equals(principal.get().toString()));
        return isThere
                ? ": name one of these types in permitted_enctypes, or export the keys again"
                : ": correct the name, or export its keys into this file";
    }

    private static Optional<Principal> first(Keytab keytab) {
        return keytab.entries().stream()
                .map(Keytab.Entry::principal)
                .filter(CredentialSource::isName)
                .findFirst()
                .map(CredentialSource::principal);
    }

    private Step<Credential> ofCcache(TicketCache cache) throws SspiException {
        return look(cache).then(first -> isAsked(first)
                ? Step.of(first.credential(this))
                : Step.ask(new Need.Collection(request.kerberos(), cache.name()))
                        .then(names -> ofAnother(names.iterator(), first)));
    }

    /** A cache that was looked into, or why that failed. */
    private record Looked(TicketCache cache, Optional<TicketCache.Content> content, Optional<SspiException> failure) {
        Credential credential(CredentialSource source) throws SspiException {
            if (failure.isPresent()) {
                throw noCcache(cache.name(), failure.get());
            }
            return source.ofCcache(cache, content.orElseThrow());
        }

        /** Whoever passes over it. */
        void wipe() {
            content.ifPresent(read -> read.tickets().forEach(ticket -> ticket.sessionKey().close()));
        }
    }

    private Step<Looked> look(TicketCache cache) throws SspiException {
        return Step.either(
                () -> cache.read(request.facilities())
                        .then(content -> Step.of(new Looked(cache, Optional.of(content), Optional.empty()))),
                failure -> Step.of(new Looked(cache, Optional.empty(), Optional.of(failure))));
    }

    /** The cache of the principal that was asked for, among those of a collection; if none is, the one that was named. */
    private Step<Credential> ofAnother(Iterator<String> names, Looked first) throws SspiException {
        if (!names.hasNext()) {
            return Step.of(first.credential(this));
        }
        return look(new TicketCache(request.kerberos(), names.next(), types())).then(another -> {
            if (another.content().isPresent() && isAsked(another)) {
                first.wipe();
                return Step.of(another.credential(this));
            }
            another.wipe();
            return ofAnother(names, first);
        });
    }

    /** Also one that cannot be read, where nobody in particular was asked for. */
    private boolean isAsked(Looked looked) throws SspiException {
        var named = named();
        return named.isEmpty() || looked.content().map(content -> named.get().sameAs(content.owner())).orElse(false);
    }

    private Credential ofCcache(TicketCache cache, TicketCache.Content content) throws SspiException {
        if (content.tickets().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    cache.name() + " holds no ticket of " + content.owner() + " with a session key of the permitted types " + types()
                            + ": log on again, with kinit for instance");
        }
        var credential = KerberosCredential.of(request.use(), content.owner(), cache);
        content.tickets().forEach(credential.tickets()::addKept);
        content.tellTime(credential.time(), cache.name(), request.facilities().decisions());
        request.facilities().decisions().note(
                About.CREDENTIAL, "{} is the credential cache of {}, with {} tickets", cache.name(), content.owner(),
                content.tickets().size());
        return credential;
    }

    private static SspiException noCcache(String name, SspiException failure) {
        return new SspiException(
                failure.status(),
                "There is no credential cache to be read at " + name
                        + ": log on with kinit, set KRB5CCNAME, or name whose credentials to acquire (" + failure.getMessage() + ")",
                failure);
    }

    private Principal user(String text) throws SspiException {
        return UserName.principal(text, request.kerberos());
    }

    private List<EncryptionType> types() {
        return EnctypeChoice.of(request.kerberos().permittedEnctypes(), request.kerberos().permittedEnctypes());
    }

    private void requireOutbound(String what) throws SspiException {
        if (request.use().isInbound()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, what + " has no keys to accept contexts with: use a keytab");
        }
    }

    /** Files hold odd names too; what no message can carry is passed over. */
    static boolean isName(StoredPrincipal stored) {
        int components = stored.components().size();
        return components > 0 && components <= PrincipalName.MAX_COMPONENTS && !stored.realm().isEmpty();
    }

    static Principal principal(StoredPrincipal stored) {
        int type = stored.components().size() == 1 ? NameType.NT_PRINCIPAL : NameType.NT_SRV_INST;
        return new Principal(new PrincipalName(type, stored.components()), stored.realm());
    }

    private static Keytab decoded(Path file, byte[] bytes) throws SspiException {
        try {
            return Keytab.decode(bytes);
        } catch (DecodeException e) {
            throw unreadable(file.toString(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** A file of the machine's own that does not parse is no token of a peer: there are no credentials in it. */
    static SspiException unreadable(String file, DecodeException e) {
        return new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, file + " cannot be read: " + e.getMessage(), e);
    }
}
