package org.sspi4j.jaas.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.PasswordChange;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/**
 * A package whose authority is a few lines of code: the password of everybody is {@code secret}; keytabs and caches are text
 * files with a principal in each line. What a login comes to is in the name of the user.
 */
public final class ScriptedPackage implements SecurityPackage {
    public static final String REALM = "@SCRIPTED.TEST";

    private static final Set<ScriptedCredential> OPEN =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /** Credentials that nobody has freed. */
    public static List<String> open() {
        synchronized (OPEN) {
            return OPEN.stream().map(credential -> credential.owner).toList();
        }
    }

    private static final Set<String> CHANGED = Collections.synchronizedSet(new HashSet<>());

    /** How often anybody was logged on. */
    public static int logons;

    /** Whose tickets were asked to be renewed. */
    public static final List<String> RENEWED = Collections.synchronizedList(new ArrayList<>());

    @Override
    public PackageInfo info() {
        return new PackageInfo("Scripted", "for tests", Set.of(), 1, 0xFFFF, 0, List.of());
    }

    @Override
    public Step<Credential> acquire(CredentialRequest request) throws SspiException {
        if (request.identity() instanceof Identity.Password password) {
            boolean right = password.password().useUtf8(bytes -> MessageDigest.isEqual(bytes, "secret".getBytes(UTF_8)));
            boolean fresh = password.password().useUtf8(bytes -> MessageDigest.isEqual(bytes, "fresh".getBytes(UTF_8)));
            var outcome = fresh && CHANGED.contains(password.user()) ? "changed" : right ? password.user() : "wrong";
            return opened(password.user(), outcome, request.use(), Optional.empty());
        }
        if (request.identity() instanceof Identity.Keytab keytab) {
            return Step.ask(new Need.File(keytab.file())).then(bytes -> fromKeytab(keytab, lines(bytes), request.use()));
        }
        if (request.identity() instanceof Identity.Ccache cache) {
            return Step.ask(new Need.File(Path.of(cache.name().replaceFirst("^FILE:", "")))).then(bytes -> opened(
                    lines(bytes).get(0), lines(bytes).get(0), request.use(), Optional.empty()));
        }
        throw new SspiException(SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "Not scripted: " + request.identity());
    }

    @Override
    public Step<Instant> logon(Credential credential, Facilities facilities) throws SspiException {
        logons++;
        switch (((ScriptedCredential) credential).outcome) {
            case "wrong" -> throw denied(NtStatus.STATUS_WRONG_PASSWORD);
            case "stale", "old-fashioned" -> throw denied(NtStatus.STATUS_PASSWORD_EXPIRED);
            case "gone" -> throw denied(NtStatus.STATUS_ACCOUNT_EXPIRED);
            case "locked" -> throw denied(NtStatus.STATUS_ACCOUNT_LOCKED_OUT);
            case "nokdc" -> throw new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "No KDC of SCRIPTED.TEST answers");
            case "ended" -> throw new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The ticket has ended");
            default -> {
                return Step.of(Instant.MAX);
            }
        }
    }

    /** The only new password that is good enough is {@code fresh}; the password of old-fashioned is not changed here. */
    @Override
    public Step<String> changePassword(PasswordChange change) throws SspiException {
        if (change.account().equals("old-fashioned")) {
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "Nothing is changed");
        }
        boolean right = change.oldPassword().useUtf8(bytes -> MessageDigest.isEqual(bytes, "secret".getBytes(UTF_8)));
        boolean good = change.newPassword().useUtf8(bytes -> MessageDigest.isEqual(bytes, "fresh".getBytes(UTF_8)));
        if (!right || !good) {
            throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "The new password is too short, says SCRIPTED.TEST")
                    .withSubStatus(right ? NtStatus.STATUS_PASSWORD_RESTRICTION : NtStatus.STATUS_WRONG_PASSWORD);
        }
        CHANGED.add(change.account());
        return Step.of("Well chosen");
    }

    @Override
    public Step<Instant> renew(Credential credential, Facilities facilities) throws SspiException {
        var owner = ((ScriptedCredential) credential).owner;
        RENEWED.add(owner);
        if (owner.equals("old but refused")) {
            throw new SspiException(SecurityStatus.SEC_E_KDC_INVALID_REQUEST, "SCRIPTED.TEST renews nothing");
        }
        return Step.of(Instant.MAX);
    }

    /** There are tickets for everybody whose name does not begin with {@code no}. */
    @Override
    public Handshake initiate(ContextRequest request) throws SspiException {
        var credential = (ScriptedCredential) request.credential();
        if (request.target().startsWith("no")) {
            throw new SspiException(SecurityStatus.SEC_E_TARGET_UNKNOWN, "SCRIPTED.TEST has no " + request.target());
        }
        credential.services.add(request.target());
        return leg -> Step.of(Move.reply(new byte[1], this::peerIsSilent));
    }

    @Override
    public Handshake accept(ContextRequest request) throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No contexts");
    }

    private Step<Move> peerIsSilent(Leg leg) throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "No peers");
    }

    private static Step<Credential> fromKeytab(Identity.Keytab keytab, List<String> principals, CredentialUse use)
            throws SspiException {
        var whose = keytab.principal();
        if (whose.isPresent() && !principals.contains(whose.get())) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, keytab.file() + " has no key of " + whose.get());
        }
        var keys = whose.isPresent()
                ? KeyTab.getInstance(principal(whose.get()), keytab.file().toFile())
                : KeyTab.getUnboundInstance(keytab.file().toFile());
        return opened(whose.orElse(""), whose.orElse(""), use, Optional.of(keys));
    }

    private static List<String> lines(byte[] file) {
        return new String(file, UTF_8).lines().toList();
    }

    private static SspiException denied(NtStatus why) {
        return new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "The KDC of SCRIPTED.TEST answers " + why)
                .withSubStatus(why);
    }

    private static Step<Credential> opened(String owner, String outcome, CredentialUse use, Optional<KeyTab> keytab) {
        var credential = new ScriptedCredential(owner, outcome, use, keytab, new ArrayList<>());
        OPEN.add(credential);
        return Step.of(credential);
    }

    public static KerberosPrincipal principal(String name) {
        return new KerberosPrincipal(name + REALM);
    }

    public static KerberosTicket ticket(String name) {
        return ticket(name, "krbtgt/SCRIPTED.TEST");
    }

    private static KerberosTicket ticket(String name, String service) {
        var end = new Date(4_000_000_000_000L);
        if (name.startsWith("old")) {
            return oldTicket(name);
        }
        return new KerberosTicket(
                new byte[] {1}, principal(name), principal(service), new byte[16], 17, new boolean[32],
                null, null, end, null, null);
    }

    /** It holds for another minute, and may be renewed. */
    private static KerberosTicket oldTicket(String name) {
        var now = Instant.now();
        var flags = new boolean[32];
        flags[8] = true;
        return new KerberosTicket(
                new byte[] {1}, principal(name), principal("krbtgt/SCRIPTED.TEST"), new byte[16], 17, flags,
                Date.from(now.minusSeconds(120)), Date.from(now.minusSeconds(120)), Date.from(now.plusSeconds(60)),
                Date.from(now.plusSeconds(3600)), null);
    }

    private record ScriptedCredential(
            String owner, String outcome, CredentialUse use, Optional<KeyTab> keytab, List<String> services)
            implements Credential {
        @Override
        public Optional<String> name() {
            return owner.isEmpty() ? Optional.empty() : Optional.of(owner + REALM);
        }

        @Override
        public Instant expiry() {
            return Instant.MAX;
        }

        @Override
        public void publish(Subject subject) throws SspiException {
            if (outcome.equals("mute")) {
                subject.getPrincipals().add(principal(owner));
                throw new SspiException(SecurityStatus.SEC_E_CANNOT_PACK, "Nothing can be said of mute");
            }
            if (!owner.isEmpty()) {
                subject.getPrincipals().add(principal(owner));
            }
            if (use.isOutbound()) {
                subject.getPrivateCredentials().add(ticket(owner));
                services.forEach(service -> subject.getPrivateCredentials().add(ticket(owner, service)));
            }
            if (use.isInbound() && !outcome.equals("keyless")) {
                subject.getPrivateCredentials().add(
                        keytab.<Object>map(keys -> keys).orElseGet(() -> new KerberosKey(principal(owner), new byte[16], 17, 1)));
            }
            subject.getPublicCredentials().add(("public of " + owner).intern());
        }

        @Override
        public void close() {
            OPEN.remove(this);
        }
    }
}
