package org.sspi4j.negotiate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CredSspCred;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/** Makes a credential of those that the packages make of an identity. */
record CredentialSource(CredentialRequest request) {
    /** That a package has no use for an identity which it was not given for itself. */
    private static final Set<SecurityStatus> NO_USE =
            EnumSet.of(SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, SecurityStatus.SEC_E_NO_CREDENTIALS);

    Step<Credential> acquire() throws SspiException {
        var cred = cred();
        var found = new Found(cred, PackageChoice.of(cred), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        return acquired(found.choice().iterator(), found).then(all -> Step.of(all.credential()));
    }

    /** AddCredentials: what the package makes of the identity is used from now on. */
    Step<Instant> addTo(NegotiateCredential credential, String packageName) throws SspiException {
        var name = credential.choice().stream().filter(packageName::equalsIgnoreCase).findFirst();
        var securityPackage = name.flatMap(request.packages()::named).orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                packageName + " is none of the packages that this credential may choose: " + credential.choice()));
        return securityPackage.acquire(request).then(added -> {
            credential.add(Mechanism.of(securityPackage, added), request.use());
            note("There is {} to choose from", List.copyOf(credential.mechanisms()));
            return Step.of(added.expiry());
        });
    }

    private NegotiateCred cred() throws SspiException {
        var identity = request.identity();
        if (identity instanceof NegotiateCred negotiate) {
            return negotiate;
        }
        if (identity instanceof NtlmCred ntlm) {
            return NegotiateCred.builder().ntlm(ntlm).build();
        }
        if (identity instanceof SchannelCred || identity instanceof SchCredentials || identity instanceof CredSspCred) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "Negotiate has no use for " + identity.getClass().getSimpleName() + ": give a password, a keytab, a credential cache"
                            + " or a NegotiateCred");
        }
        return NegotiateCred.builder().identity(identity).build();
    }

    /** What was found so far, and why there is not more. */
    private record Found(
            NegotiateCred cred,
            List<String> choice,
            List<Mechanism> initiates,
            List<Mechanism> accepts,
            List<SspiException> failures) {
        void add(Mechanism mechanism, CredentialUse use) {
            if (use.isOutbound()) {
                initiates.add(mechanism);
            }
            if (use.isInbound()) {
                accepts.add(mechanism);
            }
        }

        Credential credential() {
            return new NegotiateCredential(
                    choice, Mechanisms.of(initiates), Mechanisms.of(accepts), cred.acceptsRawTokens(), cred.allowances());
        }

        void close() {
            initiates.forEach(mechanism -> mechanism.credential().close());
            accepts.forEach(mechanism -> mechanism.credential().close());
        }
    }

    /**
     * What a package is given.
     *
     * @param own whether it was given for this package
     */
    private record Given(Identity identity, CredentialUse use, boolean own) {}

    private Step<Found> acquired(Iterator<String> names, Found found) throws SspiException {
        if (!names.hasNext()) {
            return Step.of(complete(found));
        }
        var name = names.next();
        var securityPackage = request.packages().named(name);
        var given = given(name, found.cred());
        if (securityPackage.isEmpty() || given.isEmpty()) {
            return acquired(names, found);
        }
        return credential(securityPackage.get(), given.get(), found).then(got -> {
            got.ifPresent(credential -> found.add(Mechanism.of(securityPackage.get(), credential), given.get().use()));
            return acquired(names, found);
        });
    }

    /** A server takes no NTLM that nobody has told it about: an account file may be there for something else. */
    private Optional<Given> given(String name, NegotiateCred cred) {
        boolean isNtlm = name.equals(PackageChoice.NTLM);
        Optional<? extends Identity> own = isNtlm ? cred.ntlm() : cred.kerberos();
        if (own.isPresent()) {
            return Optional.of(new Given(own.get(), request.use(), true));
        }
        if (isNtlm && !request.use().isOutbound()) {
            return Optional.empty();
        }
        var use = isNtlm ? CredentialUse.OUTBOUND : request.use();
        return cred.identity().map(identity -> new Given(identity, use, false));
    }

    private Step<Optional<Credential>> credential(SecurityPackage securityPackage, Given given, Found found) throws SspiException {
        var inner = new CredentialRequest(
                request.principal(), given.use(), given.identity(), request.kerberos(), request.packages(), request.facilities());
        return Step.either(
                () -> securityPackage.acquire(inner).then(credential -> Step.of(Optional.of(credential))),
                failure -> {
                    if (given.own() || !NO_USE.contains(failure.status())) {
                        found.close();
                        throw failure;
                    }
                    found.failures().add(failure);
                    note("{} is left out: {}", securityPackage.info().name(), failure.getMessage());
                    return Step.of(Optional.empty());
                });
    }

    private Found complete(Found found) throws SspiException {
        if (request.use().isOutbound() && found.initiates().isEmpty() || request.use().isInbound() && found.accepts().isEmpty()) {
            found.close();
            if (found.failures().isEmpty()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_NO_CREDENTIALS,
                        "No package that may be chosen has credentials for " + request.use() + " use in " + found.cred());
            }
            var first = found.failures().get(0);
            found.failures().stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        note("There is {} to choose from", found.initiates().isEmpty() ? List.copyOf(found.accepts()) : List.copyOf(found.initiates()));
        return found;
    }

    private void note(String sentence, Object... values) {
        request.facilities().decisions().note(Decision.About.CREDENTIAL, sentence, values);
    }
}
