package org.sspi4j.negotiate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.NegotiateAllowance;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;

/**
 * The credentials of the packages that can be chosen.
 *
 * @param initiates what there is for outbound use
 * @param accepts what there is for inbound use
 */
record NegotiateCredential(
        Mechanisms initiates, Mechanisms accepts, boolean acceptsRawTokens, Set<NegotiateAllowance> allowances)
        implements Credential {
    boolean allows(NegotiateAllowance allowance) {
        return allowances.contains(allowance);
    }

    /** The preferred one first. */
    List<Mechanism> mechanisms() {
        return Stream.concat(initiates.all().stream(), accepts.all().stream()).toList();
    }

    private Stream<Credential> credentials() {
        return mechanisms().stream().map(Mechanism::credential).distinct();
    }

    @Override
    public Optional<String> name() {
        return credentials().flatMap(each -> each.name().stream()).findFirst();
    }

    /** Each that has a name has to be that one's. */
    @Override
    public boolean isOf(String principal) throws SspiException {
        boolean found = false;
        for (var credential : credentials().filter(each -> each.name().isPresent()).toList()) {
            if (!credential.isOf(principal)) {
                return false;
            }
            found = true;
        }
        return found;
    }

    /** Of the preferred one. */
    @Override
    public Instant expiry() {
        return mechanisms().get(0).credential().expiry();
    }

    @Override
    public boolean isProven() {
        return mechanisms().get(0).credential().isProven();
    }

    @Override
    public <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        return mechanisms().get(0).credential().query(attribute);
    }

    @Override
    public void publish(Subject subject) throws SspiException {
        for (var credential : credentials().toList()) {
            credential.publish(subject);
        }
    }

    @Override
    public void close() {
        credentials().forEach(Credential::close);
    }

    /** No secrets. */
    @Override
    public String toString() {
        return "NegotiateCredential[" + mechanisms() + ", " + allowances + "]";
    }
}
