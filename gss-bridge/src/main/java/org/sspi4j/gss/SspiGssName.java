package org.sspi4j.gss;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A name: text and type as the application gave them, or a mechanism's own name (an MN). Nothing is looked up: a host is what
 * the application calls it.
 *
 * @spec RFC 2743 4; RFC 1964 2.1
 */
final class SspiGssName implements GSSName {
    private static final String ANONYMOUS = "ANONYMOUS";

    private final Settings settings;
    private final String text;
    private final Oid type;
    private final Optional<Mechanism> mechanism;

    private SspiGssName(Settings settings, String text, Oid type, Optional<Mechanism> mechanism) {
        this.settings = settings;
        this.text = text;
        this.type = type;
        this.mechanism = mechanism;
    }

    /** @param type null for the default mechanism's own type */
    static SspiGssName imported(Settings settings, String text, Oid type) throws GSSException {
        var known = type == null ? settings.mechanisms().of((Oid) null).nameType() : type;
        if (NT_ANONYMOUS.equals(known)) {
            return new SspiGssName(settings, ANONYMOUS, known, Optional.empty());
        }
        if (NT_EXPORT_NAME.equals(known)) {
            throw GssStatus.BAD_NAME.saying("An exported name is imported from its bytes, not from text");
        }
        if (text == null || text.isEmpty()) {
            throw GssStatus.BAD_NAME.saying("The name is empty");
        }
        if (NT_HOSTBASED_SERVICE.equals(known)) {
            HostbasedService.parse(text);
        } else if (Oids.KRB5_PRINCIPAL_NAME.equals(known)) {
            KerberosName.parse(text);
        } else if (!NT_USER_NAME.equals(known)) {
            throw GssStatus.BAD_NAMETYPE.saying("Names of type " + known + " are not supported");
        }
        return new SspiGssName(settings, text, known, Optional.empty());
    }

    /** The same from bytes: an exported name, or UTF-8. */
    static SspiGssName imported(Settings settings, byte[] name, Oid type) throws GSSException {
        if (NT_EXPORT_NAME.equals(type)) {
            var exported = ExportedName.decode(name);
            var mechanism = settings.mechanisms().of(exported.mechanism());
            return of(settings, mechanism, text(exported.name()));
        }
        return imported(settings, name == null ? null : text(name), type);
    }

    /** A mechanism's own name, as a security package writes it. */
    static SspiGssName of(Settings settings, Mechanism mechanism, String text) throws GSSException {
        var canonical = mechanism.hasKerberosNames() ? KerberosName.parse(text).toString() : text;
        return new SspiGssName(settings, canonical, mechanism.nameType(), Optional.of(mechanism));
    }

    /** Nobody in particular. */
    static SspiGssName anonymous(Settings settings) {
        return new SspiGssName(settings, ANONYMOUS, NT_ANONYMOUS, Optional.empty());
    }

    /** One of ours, made from somebody else's if need be. */
    static SspiGssName of(Settings settings, GSSName name) throws GSSException {
        if (name instanceof SspiGssName ours) {
            return ours;
        }
        return name.isMN()
                ? imported(settings, name.export(), NT_EXPORT_NAME)
                : imported(settings, name.toString(), name.getStringNameType());
    }

    /**
     * pszTargetName: {@code service/host} for a host's service, other names as they are.
     *
     * @throws GSSException BAD_NAME if it names nobody that could be a target
     */
    String target() throws GSSException {
        if (isAnonymous()) {
            throw GssStatus.BAD_NAME.saying("Nobody anonymous can be the target");
        }
        if (!isHostbased()) {
            return text;
        }
        var service = HostbasedService.parse(text);
        if (service.host().isEmpty()) {
            throw GssStatus.BAD_NAME.saying("\"" + text + "\" names no host: write " + text + "@host");
        }
        return service.principal();
    }

    /** Whether a name that a security package wrote is this one. A host's service without a host is that of any host. */
    boolean isFulfilledBy(String principal, Mechanism mechanism) throws GSSException {
        if (isAnonymous()) {
            return false;
        }
        if (mechanism.isNtlm()) {
            var theirs = lower(principal);
            return isOfAnyHost() ? theirs.startsWith(lower(text) + "/") : lower(comparable()).equals(theirs);
        }
        if (!mechanism.hasKerberosNames()) {
            return comparable().equals(principal);
        }
        var theirs = KerberosName.parse(principal);
        if (isOfAnyHost()) {
            return theirs.components().startsWith(text + "/");
        }
        var ours = KerberosName.parse(canonicalText(mechanism));
        return ours.components().equals(theirs.components())
                && (ours.realm().isEmpty() || ours.realm().equals(theirs.realm()));
    }

    /** Whether it is a host's service without a host. */
    boolean isOfAnyHost() {
        return isHostbased() && text.indexOf('@') < 0;
    }

    @Override
    public SspiGssName canonicalize(Oid mech) throws GSSException {
        var wanted = settings.mechanisms().of(mech);
        if (isAnonymous()) {
            throw GssStatus.BAD_NAMETYPE.saying("Nobody anonymous has a name in " + wanted.packageName());
        }
        if (mechanism.isPresent()) {
            if (mechanism.get().equals(wanted)) {
                return this;
            }
            throw GssStatus.BAD_NAMETYPE.saying(
                    "A name of " + mechanism.get().packageName() + " is none of " + wanted.packageName());
        }
        return of(settings, wanted, canonicalText(wanted));
    }

    private String canonicalText(Mechanism wanted) throws GSSException {
        if (!wanted.hasKerberosNames()) {
            return isHostbased() ? target() : text;
        }
        if (mechanism.isPresent()) {
            return text;
        }
        if (isHostbased()) {
            var principal = KerberosName.parse(target());
            return principal.in(settings.realmOf(HostbasedService.parse(text).host())).toString();
        }
        var principal = NT_USER_NAME.equals(type) ? KerberosName.ofUser(text) : KerberosName.parse(text);
        return principal.realm().isPresent() ? principal.toString() : principal.in(settings.defaultRealm()).toString();
    }

    /** @throws GSSException NAME_NOT_MN: canonicalize it first */
    @Override
    public byte[] export() throws GSSException {
        var of = mechanism.orElseThrow(() -> GssStatus.NAME_NOT_MN.saying(
                "Only a mechanism's own name can be exported: canonicalize it first"));
        return new ExportedName(of.oid(), text.getBytes(StandardCharsets.UTF_8)).encode();
    }

    @Override
    public boolean isMN() {
        return mechanism.isPresent();
    }

    @Override
    public boolean isAnonymous() {
        return NT_ANONYMOUS.equals(type);
    }

    @Override
    public Oid getStringNameType() {
        return type;
    }

    /**
     * GSS_Compare_name: names of one mechanism are equal if their text is; another name is made one of that mechanism first.
     * Two names of no mechanism are equal if type and text are. Nobody anonymous equals anybody, not even himself.
     *
     * @spec RFC 2743 2.4.3
     */
    @Override
    public boolean equals(GSSName another) throws GSSException {
        if (another == null || isAnonymous() || another.isAnonymous()) {
            return false;
        }
        var that = of(settings, another);
        if (mechanism.isEmpty() && that.mechanism.isEmpty()) {
            return type.equals(that.type) && comparable().equals(that.comparable());
        }
        var common = mechanism.or(() -> that.mechanism).orElseThrow();
        if (that.mechanism.filter(other -> !other.equals(common)).isPresent()) {
            return false;
        }
        return canonicalText(common).equals(that.canonicalText(common));
    }

    /** {@link #equals(GSSName)}; false where that fails. */
    @Override
    public boolean equals(Object another) {
        if (this == another) {
            return true;
        }
        try {
            return another instanceof GSSName name && equals(name);
        } catch (GSSException e) {
            return false;
        }
    }

    /** Of what canonicalizing leaves as it is. */
    @Override
    public int hashCode() {
        int realm = isHostbased() ? -1 : text.indexOf('@');
        return (realm < 0 ? comparable() : text.substring(0, realm)).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private String comparable() {
        try {
            return isHostbased() ? HostbasedService.parse(text).principal() : text;
        } catch (GSSException e) {
            throw new IllegalStateException("checked when it was imported", e);
        }
    }

    /** ASCII letters alone: hosts and users that somebody else's folding makes one are two here. */
    private static String lower(String name) {
        return name.codePoints()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private boolean isHostbased() {
        return NT_HOSTBASED_SERVICE.equals(type);
    }

    private static String text(byte[] utf8) throws GSSException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw GssStatus.BAD_NAME.saying("The name is not UTF-8");
        }
    }
}
