package org.sspi4j.gss;

import java.security.Provider;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;

/**
 * GSS-API on SSPI, for applications that choose their manager. {@code GSSManager.getInstance()} is the JDK's own and cannot be
 * replaced:
 *
 * <pre>{@code
 * GSSManager manager = new SspiGssManager();
 * }</pre>
 *
 * <p>The default mechanism is Kerberos. Safe for use by many threads.
 */
public final class SspiGssManager extends GSSManager {
    private static final Set<ContextFlag> OF_ACCEPTORS =
            EnumSet.of(ContextFlag.NULL_SESSION, ContextFlag.ALLOW_MISSING_BINDINGS, ContextFlag.IDENTIFY);

    private final Settings settings;

    /** With the machine's Kerberos configuration, which is read when it is needed. */
    public SspiGssManager() {
        this(Optional.empty(), AbsentAddress.UNSPECIFIED);
    }

    /** With a Kerberos configuration for whatever this manager makes, and nothing else. */
    public SspiGssManager(KerberosConfig config) {
        this(Optional.of(config), AbsentAddress.UNSPECIFIED);
    }

    private SspiGssManager(Optional<KerberosConfig> config, AbsentAddress absentAddress) {
        this(new Settings(
                new Mechanisms(Sspi.enumerateSecurityPackages()),
                config,
                absentAddress,
                ContextKeyFile.ofUser(),
                Clock.systemUTC()));
    }

    /** For tests. */
    SspiGssManager(Settings settings) {
        this.settings = settings;
    }

    /** A manager like this one, with another address type for channel bindings without addresses. */
    public SspiGssManager with(AbsentAddress absentAddress) {
        return new SspiGssManager(settings.with(Objects.requireNonNull(absentAddress)));
    }

    /** A manager like this one, whose contexts are exported and imported with another key file than the user's own. */
    public SspiGssManager with(ContextKeyFile keyFile) {
        return new SspiGssManager(settings.with(Objects.requireNonNull(keyFile)));
    }

    @Override
    public Oid[] getMechs() {
        return settings.mechanisms().all().stream().map(Mechanism::oid).toArray(Oid[]::new);
    }

    @Override
    public Oid[] getNamesForMech(Oid mech) throws GSSException {
        return settings.mechanisms().of(mech).nameTypes().toArray(Oid[]::new);
    }

    @Override
    public Oid[] getMechsForName(Oid nameType) {
        return settings.mechanisms().all().stream()
                .filter(mechanism -> mechanism.nameTypes().contains(nameType))
                .map(Mechanism::oid)
                .toArray(Oid[]::new);
    }

    /** @param nameType one of {@link #getNamesForMech} or NT_ANONYMOUS; null for the default mechanism's own */
    @Override
    public GSSName createName(String name, Oid nameType) throws GSSException {
        return SspiGssName.imported(settings, name, nameType);
    }

    /** @param name UTF-8, or an exported name */
    @Override
    public GSSName createName(byte[] name, Oid nameType) throws GSSException {
        return SspiGssName.imported(settings, name, nameType);
    }

    @Override
    public GSSName createName(String name, Oid nameType, Oid mech) throws GSSException {
        return SspiGssName.imported(settings, name, nameType).canonicalize(mech);
    }

    @Override
    public GSSName createName(byte[] name, Oid nameType, Oid mech) throws GSSException {
        return SspiGssName.imported(settings, name, nameType).canonicalize(mech);
    }

    /** The caller's own credentials for the default mechanism. */
    @Override
    public GSSCredential createCredential(int usage) throws GSSException {
        return createCredential(null, GSSCredential.DEFAULT_LIFETIME, (Oid) null, usage);
    }

    /**
     * @param name null for the caller's own: those of the client that the thread impersonates or of the current Subject, and if
     *     there is neither those of the default credential cache, to accept those of the default keytab
     * @param lifetime not asked for: the authority decides
     * @throws GSSException NO_CRED; BAD_MECH
     */
    @Override
    public GSSCredential createCredential(GSSName name, int lifetime, Oid mech, int usage) throws GSSException {
        var credential = Extension.credential(settings);
        credential.add(ours(name), settings.mechanisms().of(mech), usage);
        return credential;
    }

    /**
     * @param mechs null for all for which there are credentials; NTLM among them to accept with only if it is the Subject that has it
     * @throws GSSException NO_CRED if there are none, or none for a mechanism that is named
     */
    @Override
    public GSSCredential createCredential(GSSName name, int lifetime, Oid[] mechs, int usage) throws GSSException {
        var credential = Extension.credential(settings);
        try {
            if (mechs == null) {
                addAll(credential, ours(name), usage);
            } else {
                for (var mech : mechs) {
                    credential.add(ours(name), settings.mechanisms().of(mech), usage);
                }
            }
            return credential;
        } catch (GSSException e) {
            credential.dispose();
            throw e;
        }
    }

    /**
     * A credential around a handle of SSPI, such as one made from a password. Disposing of it closes the handle.
     *
     * @throws GSSException BAD_MECH if its package has no GSS-API identifier
     */
    public GSSCredential createCredential(CredHandle handle) throws GSSException {
        return createCredential(handle, Set.of());
    }

    /**
     * The same, for acceptors that ask for what GSS-API has no call for: {@link ContextFlag#NULL_SESSION} takes clients that say who they
     * are to nobody ({@code getAnonymityState}, and a source name of NT_ANONYMOUS), {@link ContextFlag#ALLOW_MISSING_BINDINGS} takes
     * clients without channel bindings where the context has some, {@link ContextFlag#IDENTIFY} has nobody acted for.
     *
     * @param asks none but these three
     * @throws GSSException BAD_MECH if its package has no GSS-API identifier
     * @throws IllegalArgumentException for another flag
     */
    public GSSCredential createCredential(CredHandle handle, Set<ContextFlag> asks) throws GSSException {
        if (!OF_ACCEPTORS.containsAll(asks)) {
            throw new IllegalArgumentException("An acceptor's credential asks for " + OF_ACCEPTORS + " at most, and not for " + asks);
        }
        var name = handle.packageInfo().name();
        var mechanism = settings.mechanisms().all().stream()
                .filter(candidate -> candidate.packageName().equals(name))
                .findFirst()
                .orElseThrow(() -> GssStatus.BAD_MECH.saying(name + " has no GSS-API identifier"));
        return Extension.credential(settings, mechanism, handle, Set.copyOf(asks));
    }

    /**
     * An initiator's context.
     *
     * @param mech null for the first mechanism of the credential, without one for the default
     * @param credential null for the caller's own, which are looked for when the first token is made
     * @param lifetime not asked for: a context lives as long as its ticket
     */
    @Override
    public GSSContext createContext(GSSName peer, Oid mech, GSSCredential credential, int lifetime) throws GSSException {
        if (peer == null) {
            throw GssStatus.BAD_NAME.saying("An initiator has to name its peer");
        }
        var held = ours(credential);
        var mechanism = mech == null && held.isPresent()
                ? held.get().firstMechanism()
                : settings.mechanisms().of(mech);
        return Extension.context(Opening.initiator(settings, ours(peer), mechanism, held));
    }

    /**
     * An acceptor's context.
     *
     * @param credential null for the caller's own, which are looked for when the first token comes: of NTLM, and in SPNEGO, only if they
     *     are those of the Subject
     */
    @Override
    public GSSContext createContext(GSSCredential credential) throws GSSException {
        return Extension.context(Opening.acceptor(settings, ours(credential)));
    }

    /**
     * A context that {@link GSSContext#export} of this library gave away, in this or another process of the same user, with the same
     * key file. Each is taken once.
     *
     * @throws GSSException DEFECTIVE_TOKEN for anything else, and for one that was changed; DUPLICATE_TOKEN for one that was taken
     *     before; UNAUTHORIZED for one that was exported with another key; NO_CRED without a key file that can be used;
     *     CONTEXT_EXPIRED for one that came too late; BAD_MECH if its mechanism is not here
     */
    @Override
    public GSSContext createContext(byte[] interProcessToken) throws GSSException {
        return Extension.context(EstablishedContext.imported(settings, InterProcessToken.decode(interProcessToken)));
    }

    /** Not offered: UNAVAILABLE. Mechanisms come from SSPI's security packages. */
    @Override
    public void addProviderAtFront(Provider provider, Oid mech) throws GSSException {
        throw GssStatus.UNAVAILABLE.saying("Mechanisms are security packages, and do not come from providers");
    }

    /** Not offered: UNAVAILABLE. Mechanisms come from SSPI's security packages. */
    @Override
    public void addProviderAtEnd(Provider provider, Oid mech) throws GSSException {
        throw GssStatus.UNAVAILABLE.saying("Mechanisms are security packages, and do not come from providers");
    }

    private void addAll(SspiGssCredential credential, SspiGssName name, int usage) throws GSSException {
        GSSException last = GssStatus.NO_CRED.saying("There are no mechanisms");
        for (var mechanism : settings.mechanisms().all()) {
            if (usage != GSSCredential.INITIATE_ONLY && !mechanism.isAcceptedByDefault()) {
                continue;
            }
            try {
                credential.add(name, mechanism, usage);
            } catch (GSSException e) {
                last = e;
            }
        }
        if (credential.getMechs().length == 0) {
            throw last;
        }
    }

    private SspiGssName ours(GSSName name) throws GSSException {
        return name == null ? null : SspiGssName.of(settings, name);
    }

    private static Optional<SspiGssCredential> ours(GSSCredential credential) throws GSSException {
        if (credential == null) {
            return Optional.empty();
        }
        if (credential instanceof SspiGssCredential ours) {
            return Optional.of(ours);
        }
        throw GssStatus.DEFECTIVE_CREDENTIAL.saying(
                "The credential is another manager's: " + credential.getClass().getName());
    }
}
