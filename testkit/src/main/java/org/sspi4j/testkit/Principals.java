package org.sspi4j.testkit;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.identity.backend.MemoryIdentityBackend;
import org.apache.kerby.kerberos.kerb.request.KrbIdentity;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;

/** The principals of one realm with their current keys, in memory. An entry is replaced as a whole, never changed. */
final class Principals {
    /** Strongest first; what is not listed comes last. */
    private static final List<Integer> PREFERENCE = List.of(18, 17, 26, 25, 16, 23);

    private final RealmPolicy policy;
    private final MemoryIdentityBackend backend = new MemoryIdentityBackend();

    Principals(RealmPolicy policy) throws KrbException {
        this.policy = policy;
        backend.initialize();
        addRandom("krbtgt/" + policy.realm(), policy.encryptionTypes());
    }

    MemoryIdentityBackend backend() {
        return backend;
    }

    synchronized void addRandom(String name, List<EncryptionType> etypes) throws KrbException {
        backend.addIdentity(entry(qualified(name), 1, EncryptionUtil.generateKeys(etypes, 1)));
    }

    synchronized void addPassword(String name, char[] password, List<EncryptionType> etypes) throws KrbException {
        PrincipalName principal = qualified(name);
        backend.addIdentity(entry(principal, 1, keys(principal, password, etypes, 1)));
    }

    synchronized void setPassword(String name, char[] password) throws KrbException {
        KrbIdentity old = get(name);
        int kvno = old.getKeyVersion() + 1;
        replace(old, kvno, keys(qualified(name), password, etypes(old), kvno));
    }

    synchronized void rotate(String name) throws KrbException {
        KrbIdentity old = get(name);
        int kvno = old.getKeyVersion() + 1;
        replace(old, kvno, EncryptionUtil.generateKeys(etypes(old), kvno));
    }

    synchronized void disable(String name) throws KrbException {
        KrbIdentity old = get(name);
        KrbIdentity disabled = entry(old.getPrincipal(), old.getKeyVersion(), List.copyOf(old.getKeys().values()));
        disabled.setDisabled(true);
        backend.updateIdentity(disabled);
    }

    KrbIdentity get(String name) throws KrbException {
        PrincipalName principal = qualified(name);
        return Optional.ofNullable(backend.getIdentity(principal.getName()))
                .orElseThrow(() -> new IllegalArgumentException("no principal " + principal + " in this realm"));
    }

    /** The keys of an entry, strongest first. */
    static List<EncryptionKey> keys(KrbIdentity entry) {
        return entry.getKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> rank(key.getKeyType())))
                .toList();
    }

    private static int rank(EncryptionType etype) {
        int place = PREFERENCE.indexOf(etype.getValue());
        return place < 0 ? PREFERENCE.size() : place;
    }

    private PrincipalName qualified(String name) {
        int at = name.lastIndexOf('@');
        if (name.isEmpty() || at == 0 || (at > 0 && !name.substring(at + 1).equals(policy.realm()))) {
            throw new IllegalArgumentException("\"" + name + "\" is not a principal of " + policy.realm());
        }
        return new PrincipalName(at < 0 ? name + "@" + policy.realm() : name);
    }

    private void replace(KrbIdentity old, int kvno, List<EncryptionKey> keys) throws KrbException {
        KrbIdentity replaced = entry(old.getPrincipal(), kvno, keys);
        replaced.setDisabled(old.isDisabled());
        backend.updateIdentity(replaced);
    }

    private static KrbIdentity entry(PrincipalName principal, int kvno, List<EncryptionKey> keys) {
        var entry = new KrbIdentity(principal);
        entry.setKeyVersion(kvno);
        entry.addKeys(keys);
        return entry;
    }

    private static List<EncryptionType> etypes(KrbIdentity entry) {
        return List.copyOf(entry.getKeys().keySet());
    }

    private static List<EncryptionKey> keys(PrincipalName principal, char[] password, List<EncryptionType> etypes, int kvno)
            throws KrbException {
        // Kerby takes a String.
        return EncryptionUtil.generateKeys(principal.getName(), new String(password), etypes, kvno);
    }

    /** @throws IllegalArgumentException for a number that Kerby cannot encrypt with */
    static EncryptionType etype(int number) {
        EncryptionType etype = EncryptionType.fromValue(number);
        if (etype == EncryptionType.NONE || !EncryptionHandler.isImplemented(etype)) {
            throw new IllegalArgumentException("Kerby has no encryption type " + number);
        }
        return etype;
    }
}
