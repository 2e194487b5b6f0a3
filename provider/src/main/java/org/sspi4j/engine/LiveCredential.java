package org.sspi4j.engine;

import java.security.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.Subject;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.SecurityPackage;

/** A credential handle: one of the owners of a {@link SharedCredential}. */
final class LiveCredential implements CredHandle {
    private final Engine engine;
    private final SecurityPackage securityPackage;
    private final CredentialUse use;
    private final boolean explicit;
    private final SharedCredential shared;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Whom a logon proved; empty before. */
    private volatile Optional<Set<Principal>> loggedOn = Optional.empty();

    /**
     * @param explicit whether the caller brought the secrets
     * @param shared already owned on behalf of this handle
     */
    LiveCredential(
            Engine engine, SecurityPackage securityPackage, CredentialUse use, boolean explicit, SharedCredential shared) {
        this.engine = engine;
        this.securityPackage = securityPackage;
        this.use = use;
        this.explicit = explicit;
        this.shared = shared;
    }

    SecurityPackage securityPackage() {
        return securityPackage;
    }

    boolean belongsTo(Engine engine) {
        return this.engine == engine;
    }

    boolean isExplicit() {
        return explicit;
    }

    /** Whether this handle stands for that credential, closed or not. */
    boolean isOwnerOf(SharedCredential credential) {
        return shared == credential;
    }

    /** @throws SspiException SEC_E_INVALID_HANDLE if it is closed */
    void requireOpen() throws SspiException {
        if (closed.get()) {
            throw closedAlready();
        }
    }

    private static SspiException closedAlready() {
        return new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The credential handle is closed");
    }

    /** Becomes an owner for a context or another handle, which has to {@linkplain SharedCredential#release() release} it. */
    SharedCredential own() throws SspiException {
        return tryOwn().orElseThrow(LiveCredential::closedAlready);
    }

    /** {@link #own()}, unless the handle is closed. */
    Optional<SharedCredential> tryOwn() {
        return !closed.get() && shared.tryOwn() ? Optional.of(shared) : Optional.empty();
    }

    /** Whether it is a certain principal's; of nobody in particular, it is. */
    boolean isOf(Optional<String> principal) throws SspiException {
        return principal.isEmpty() || shared.credential().isOf(principal.get());
    }

    @Override
    public PackageInfo packageInfo() {
        return securityPackage.info();
    }

    @Override
    public CredentialUse use() {
        return use;
    }

    @Override
    public Optional<String> name() {
        return shared.credential().name();
    }

    @Override
    public Instant expiry() {
        return shared.credential().expiry();
    }

    @Override
    public <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        Objects.requireNonNull(attribute, "attribute");
        return with(credential -> credential.query(attribute));
    }

    @Override
    public <T> void set(CredentialAttribute<T> attribute, T value) throws SspiException {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(value, "value");
        with(credential -> {
            credential.set(attribute, value);
            return null;
        });
    }

    @FunctionalInterface
    private interface Attributes<T> {
        T of(Credential credential) throws SspiException;
    }

    private <T> T with(Attributes<T> attributes) throws SspiException {
        var owned = own();
        try {
            return Fault.contained(() -> attributes.of(owned.credential()));
        } finally {
            owned.release();
        }
    }

    @Override
    public CredHandle within(String packageName) throws SspiException {
        return engine.around(packageName, this);
    }

    @Override
    public void logon() throws SspiException {
        use(securityPackage::logon);
    }

    @Override
    public void renew() throws SspiException {
        use(securityPackage::renew);
    }

    @Override
    public String saveTo(String ccache) throws SspiException {
        Objects.requireNonNull(ccache, "ccache");
        return use((credential, facilities) -> securityPackage.saveTo(ccache, credential, facilities));
    }

    private <T> T use(Engine.Use<T> use) throws SspiException {
        var owned = own();
        try {
            return engine.use(owned.credential(), owned.decisions(), use);
        } finally {
            owned.release();
        }
    }

    @Override
    public void publish(Subject subject) throws SspiException {
        var owned = own();
        try {
            owned.credential().publish(subject);
        } finally {
            owned.release();
        }
    }

    @Override
    public List<Decision> decisions() {
        return shared.decisions().told();
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        if (!explicit || !use.isOutbound() || name().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "A logon takes a credential for outbound use, acquired with a user's password or keytab; this one is " + this);
        }
        logon();
        if (!shared.credential().isProven()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    packageInfo().name() + " does not prove a logon without a peer: " + this + " may be anybody's");
        }
        var subject = new Subject();
        publish(subject);
        loggedOn = Optional.of(Set.copyOf(subject.getPrincipals()));
        subject.getPrivateCredentials().add(this);
        subject.setReadOnly();
        return new AccessToken(name().orElseThrow(), ImpersonationLevel.DELEGATION, subject);
    }

    /** Whether it says what this credential's own logon says. */
    boolean isExplicitLogonOf(AccessToken token) {
        return name().equals(Optional.of(token.userName())) && loggedOn.equals(Optional.of(token.subject().getPrincipals()));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shared.release();
        }
    }

    /** Names package and principal, no secrets. */
    @Override
    public String toString() {
        return OneLine.of(packageInfo().name() + " " + use + name().map(name -> " " + name).orElse(""));
    }
}
