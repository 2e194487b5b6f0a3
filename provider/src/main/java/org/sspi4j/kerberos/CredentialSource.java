package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.store.CredentialCache;
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
        if (identity instanceof Identity.Password password) {
            return Step.of(ofPassword(password));
        }
        if (identity instanceof Identity.Keytab keytab) {
            return Step.ask(new Need.File(keytab.file())).then(bytes -> Step.of(ofKeytab(keytab, bytes)));
        }
        if (identity instanceof Identity.Ccache ccache) {
            requireOutbound("A credential cache");
            return Step.<byte[]>either(() -> Step.ask(new Need.File(ccache.file())), failure -> {
                throw noCcache(ccache.file(), failure);
            }).then(bytes -> Step.of(ofCcache(ccache.file(), bytes)));
        }
        return Step.ask(new Need.Run<>(() -> new SubjectCredential(request, types())
                        .of(((Identity.OfSubject) identity).subject())));
    }

    private Credential ofPassword(Identity.Password identity) throws SspiException {
        var principal = user(identity.user());
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
                entries.add(new ServiceKeys.Entry(principal, 0, key.get()));
            }
        }
        return new ServiceKeys("the password of " + principal, entries);
    }

    private Credential ofKeytab(Identity.Keytab identity, byte[] bytes) throws SspiException {
        var file = identity.file();
        var keytab = stored(Keytab::decode, bytes, file);
        try {
            var named = identity.principal().isPresent()
                    ? Optional.of(user(identity.principal().get()))
                    : Optional.<Principal>empty();
            var principal = named.isPresent() || !request.use().isOutbound() ? named : first(keytab);
            var keys = ServiceKeys.of(
                    file.toString(), keytab, request.use() == CredentialUse.OUTBOUND ? principal : named, types());
            requireSome(keys, principal, file, keytab);
            Optional<ClientKeys> clientKeys = principal.isPresent()
                    ? Optional.of(new ClientKeys.OfKeytab(principal.get(), keys))
                    : Optional.empty();
            return new KerberosCredential(
                    request.kerberos(),
                    request.use(),
                    principal,
                    clientKeys,
                    request.use().isInbound() ? Optional.of(keys) : Optional.empty(),
                    request.use().isInbound() ? Optional.of(file) : Optional.empty());
        } finally {
            keytab.wipe();
            Arrays.fill(bytes, (byte) 0);
        }
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
                            + ": name one of these types in permitted_enctypes, or export the keys again");
        }
    }

    private static Optional<Principal> first(Keytab keytab) {
        return keytab.entries().stream()
                .map(Keytab.Entry::principal)
                .filter(CredentialSource::isName)
                .findFirst()
                .map(CredentialSource::principal);
    }

    private Credential ofCcache(Path file, byte[] bytes) throws SspiException {
        var cache = stored(CredentialCache::decode, bytes, file);
        try {
            if (!isName(cache.defaultPrincipal())) {
                throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, file + " names nobody as its owner");
            }
            var principal = principal(cache.defaultPrincipal());
            var credential = new KerberosCredential(
                    request.kerberos(),
                    request.use(),
                    Optional.of(principal),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            for (var stored : cache.credentials()) {
                // Services keep the tickets of users they act for in their caches; those are not the owner's (CVE-2019-2949).
                StoredTickets.usable(stored, types())
                        .filter(ticket -> ticket.client().sameAs(principal))
                        .ifPresent(credential.tickets()::addKept);
            }
            if (credential.tickets().all().isEmpty()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_NO_CREDENTIALS,
                        file + " holds no ticket of " + principal + " with a session key of the permitted types " + types()
                                + ": log on again, with kinit for instance");
            }
            return credential;
        } finally {
            cache.wipe();
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static SspiException noCcache(Path file, SspiException failure) {
        return new SspiException(
                failure.status(),
                "There is no credential cache to be read at " + file
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

    /** A file of the machine's own that does not parse is no token of a peer: there are no credentials in it. */
    private static <T> T stored(Decoded.Decoder<T> decoder, byte[] bytes, Path file) throws SspiException {
        try {
            return decoder.decode(bytes);
        } catch (DecodeException e) {
            Arrays.fill(bytes, (byte) 0);
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
