package org.sspi4j.gss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.sasl.SaslCredentials;

/**
 * Credential handles, one for each mechanism and use. A lifetime that is asked for is not: the authority decides, and the
 * remaining lifetimes are the truth. After {@link #dispose} every call fails with DEFECTIVE_CREDENTIAL; contexts live on.
 *
 * @spec RFC 2743 2.1; RFC 5653 6.3
 */
sealed class SspiGssCredential implements GSSCredential, SaslCredentials permits ExtendedSspiGssCredential {
    private final Settings settings;
    private final List<Element> elements = new ArrayList<>();
    /** Of SPNEGO, made of others. */
    private final List<Element> around = new ArrayList<>();
    private boolean disposed;

    SspiGssCredential(Settings settings) {
        this.settings = settings;
    }

    /**
     * Adds what somebody acquired; the handle becomes this credential's to close.
     *
     * @param asks what an acceptor's contexts ask for besides
     */
    synchronized void add(Mechanism mechanism, CredHandle handle, Set<ContextFlag> asks) {
        if (handle.use().isOutbound()) {
            elements.add(new Element(mechanism, true, handle, Optional.empty(), Set.of()));
        }
        if (handle.use().isInbound()) {
            elements.add(new Element(mechanism, false, handle, Optional.empty(), asks));
        }
    }

    /**
     * As with the JDK, SPNEGO is made of what there is where there is nothing for it, of the first mechanism that it can be made of.
     *
     * @throws GSSException NO_CRED if there is no such element
     */
    synchronized Element element(Mechanism mechanism, boolean initiates) throws GSSException {
        var found = elements()
                .filter(element -> element.mechanism().equals(mechanism) && element.initiates() == initiates)
                .findFirst()
                .or(() -> around.stream().filter(element -> element.initiates() == initiates && mechanism.isSpnego()).findFirst());
        if (found.isEmpty() && mechanism.isSpnego()) {
            found = elements()
                    .filter(element -> element.initiates() == initiates)
                    .flatMap(element -> element.in(mechanism).stream())
                    .findFirst();
            found.ifPresent(around::add);
        }
        return found.orElseThrow(() -> GssStatus.NO_CRED.saying("The credential has nothing to "
                + (initiates ? "initiate" : "accept") + " " + mechanism.packageName() + " contexts with"));
    }

    /** The mechanism of a context for which none was named: the first that the credential has. */
    synchronized Mechanism firstMechanism() throws GSSException {
        return elements()
                .map(Element::mechanism)
                .findFirst()
                .orElseThrow(() -> GssStatus.NO_CRED.saying("The credential has no elements"));
    }

    @Override
    public void add(GSSName name, int initLifetime, int acceptLifetime, Oid mech, int usage) throws GSSException {
        add(name == null ? null : SspiGssName.of(settings, name), settings.mechanisms().of(mech), usage);
    }

    synchronized void add(SspiGssName name, Mechanism mechanism, int usage) throws GSSException {
        var roles = roles(usage);
        for (boolean initiates : roles) {
            if (elements().anyMatch(e -> e.mechanism().equals(mechanism) && e.initiates() == initiates)) {
                throw GssStatus.DUPLICATE_ELEMENT.saying(
                        "The credential has an element of " + mechanism.packageName() + " for this use already");
            }
        }
        var added = new ArrayList<Element>();
        try {
            for (boolean initiates : roles) {
                added.add(Element.acquire(settings, mechanism, initiates, name));
            }
        } catch (GSSException e) {
            added.forEach(element -> element.handle().close());
            throw e;
        }
        elements.addAll(added);
    }

    @Override
    public synchronized void dispose() {
        disposed = true;
        for (var all : List.of(around, elements)) {
            all.forEach(element -> element.handle().close());
            all.clear();
        }
    }

    /** null if it is tied to no name, as that of an acceptor for all keys of a keytab. */
    @Override
    public synchronized GSSName getName() throws GSSException {
        return named(elements().toList());
    }

    @Override
    public synchronized GSSName getName(Oid mech) throws GSSException {
        return named(of(mech));
    }

    @Override
    public synchronized int getRemainingLifetime() throws GSSException {
        return shortest(elements().toList());
    }

    @Override
    public synchronized int getRemainingInitLifetime(Oid mech) throws GSSException {
        return shortest(of(mech).stream().filter(Element::initiates).toList());
    }

    @Override
    public synchronized int getRemainingAcceptLifetime(Oid mech) throws GSSException {
        return shortest(of(mech).stream().filter(element -> !element.initiates()).toList());
    }

    @Override
    public synchronized int getUsage() throws GSSException {
        return usage(elements().toList());
    }

    @Override
    public synchronized int getUsage(Oid mech) throws GSSException {
        return usage(of(mech));
    }

    @Override
    public synchronized Oid[] getMechs() throws GSSException {
        return elements().map(element -> element.mechanism().oid()).distinct().toArray(Oid[]::new);
    }

    /** For SASL, whose mechanisms do not look whom a client names: none of an acceptor whose name is only found out then. */
    @Override
    public synchronized Optional<CredHandle> handle(String packageName, CredentialUse use) {
        return elements.stream()
                .filter(element -> element.mechanism().packageName().equalsIgnoreCase(packageName))
                .filter(element -> element.initiates() == use.isOutbound() && element.isOfItsName())
                .map(Element::handle)
                .findFirst();
    }

    /** Names the elements' owners, no secrets. */
    @Override
    public synchronized String toString() {
        return "SspiGssCredential" + elements.stream().map(Element::handle).toList();
    }

    private GSSName named(List<Element> elements) throws GSSException {
        for (var element : elements) {
            var name = element.name(settings);
            if (name.isPresent()) {
                return name.get();
            }
        }
        return null;
    }

    /** 0 if there are none: nothing remains of a use that the credential does not have. */
    private int shortest(List<Element> elements) {
        var now = settings.clock().instant();
        return elements.stream().mapToInt(element -> element.remainingLifetime(now)).min().orElse(0);
    }

    private static int usage(List<Element> elements) {
        boolean initiates = elements.stream().anyMatch(Element::initiates);
        boolean accepts = elements.stream().anyMatch(element -> !element.initiates());
        return initiates && accepts ? INITIATE_AND_ACCEPT : initiates ? INITIATE_ONLY : ACCEPT_ONLY;
    }

    private static List<Boolean> roles(int usage) throws GSSException {
        return switch (usage) {
            case INITIATE_ONLY -> List.of(true);
            case ACCEPT_ONLY -> List.of(false);
            case INITIATE_AND_ACCEPT -> List.of(true, false);
            default -> throw GssStatus.FAILURE.saying(usage + " is no usage of a credential");
        };
    }

    private List<Element> of(Oid mech) throws GSSException {
        var mechanism = settings.mechanisms().of(mech);
        var found = elements().filter(element -> element.mechanism().equals(mechanism)).toList();
        if (found.isEmpty()) {
            throw GssStatus.BAD_MECH.saying("The credential has no element of " + mechanism.packageName());
        }
        return found;
    }

    private Stream<Element> elements() throws GSSException {
        if (disposed) {
            throw GssStatus.DEFECTIVE_CREDENTIAL.saying("The credential has been disposed of");
        }
        return elements.stream();
    }
}
