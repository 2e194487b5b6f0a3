package org.sspi4j.negotiate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.NegotiateAllowance;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;

/** The credentials of the packages that can be chosen. Others can be added, for contexts that begin later. */
final class NegotiateCredential implements Credential {
    private final List<String> choice;
    private final boolean acceptsRawTokens;
    private final Set<NegotiateAllowance> allowances;
    private final List<Credential> owned = new ArrayList<>();
    private volatile Mechanisms initiates;
    private volatile Mechanisms accepts;

    /**
     * @param choice the packages that may be chosen, whether there are credentials for them or not; the preferred one first
     * @param initiates what there is for outbound use, in that order
     * @param accepts what there is for inbound use, in that order
     */
    NegotiateCredential(
            List<String> choice,
            Mechanisms initiates,
            Mechanisms accepts,
            boolean acceptsRawTokens,
            Set<NegotiateAllowance> allowances) {
        this(choice, initiates, accepts, acceptsRawTokens, allowances, true);
    }

    private NegotiateCredential(
            List<String> choice,
            Mechanisms initiates,
            Mechanisms accepts,
            boolean acceptsRawTokens,
            Set<NegotiateAllowance> allowances,
            boolean owns) {
        this.choice = List.copyOf(choice);
        this.initiates = initiates;
        this.accepts = accepts;
        this.acceptsRawTokens = acceptsRawTokens;
        this.allowances = Set.copyOf(allowances);
        if (owns) {
            credentials().forEach(owned::add);
        }
    }

    /** Of one mechanism alone, whose credential is somebody else's to close. */
    static NegotiateCredential around(Mechanism mechanism, CredentialUse use) {
        var alone = List.of(mechanism);
        return new NegotiateCredential(
                List.of(mechanism.name()),
                Mechanisms.of(use.isOutbound() ? alone : List.of()),
                Mechanisms.of(use.isInbound() ? alone : List.of()),
                true,
                Set.of(),
                false);
    }

    /** For the packages' order, and what may be added. */
    List<String> choice() {
        return choice;
    }

    Mechanisms initiates() {
        return initiates;
    }

    Mechanisms accepts() {
        return accepts;
    }

    boolean acceptsRawTokens() {
        return acceptsRawTokens;
    }

    boolean allows(NegotiateAllowance allowance) {
        return allowances.contains(allowance);
    }

    /** In place of what there was for the same package. Contexts that have begun with that keep it, so it is not wiped before the rest. */
    synchronized void add(Mechanism mechanism, CredentialUse use) {
        owned.add(mechanism.credential());
        if (use.isOutbound()) {
            initiates = with(mechanism, initiates);
        }
        if (use.isInbound()) {
            accepts = with(mechanism, accepts);
        }
    }

    private Mechanisms with(Mechanism mechanism, Mechanisms others) {
        var all = new ArrayList<>(others.all());
        all.removeIf(other -> other.name().equals(mechanism.name()));
        all.add(mechanism);
        all.sort(Comparator.comparing(each -> choice.indexOf(each.name())));
        return Mechanisms.of(all);
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
    public synchronized void close() {
        owned.forEach(Credential::close);
    }

    /** No secrets. */
    @Override
    public String toString() {
        return "NegotiateCredential[" + mechanisms() + ", " + allowances + "]";
    }
}
