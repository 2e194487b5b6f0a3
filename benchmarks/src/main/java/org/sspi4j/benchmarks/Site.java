package org.sspi4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.kerberos.store.StoredKey;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/**
 * What all rows of an encryption type need: the files of a realm, and what a KDC answers. The KDC is the testkit's, in this JVM,
 * unless the realm is somebody else's; that one lacks the types of RFC 8009, whose realm has a service with a key and no KDC.
 */
final class Site implements AutoCloseable {
    private final Options options;
    private final Realm realm;
    private Optional<EmbeddedKdc> kdc = Optional.empty();
    private Optional<CannedKdc> canned = Optional.empty();

    /**
     * What holds for a whole run.
     *
     * @param realm a folder with krb5-UDP.conf, krb5-TCP.conf, user.keytab and service.keytab of a realm that has a KDC
     * @param jvm options for the measuring JVMs
     * @param verbose whether JMH says what it does
     */
    record Options(Optional<Path> realm, List<String> jvm, boolean verbose) {}

    private Site(Options options) throws IOException {
        this.options = options;
        this.realm = new Realm(Files.createTempDirectory("sspi4j-benchmarks"));
    }

    /** @param type empty for rows that need no realm */
    static Site open(Optional<EncryptionType> type, Options options) throws Exception {
        return type.isPresent() ? open(type.get(), options) : new Site(options);
    }

    static Site open(EncryptionType type, Options options) throws Exception {
        var site = new Site(options);
        try {
            if (options.realm().isPresent()) {
                site.copy(options.realm().get());
            } else if (KeyTypes.isRfc8009(type)) {
                site.makeService(type);
            } else {
                site.startKdc(type);
            }
            site.realm.mintTickets();
            if (site.hasKdc()) {
                var recording = Recording.of(site.realm);
                recording.save(site.realm.folder());
                site.canned = Optional.of(CannedKdc.start(recording));
            }
            return site;
        } catch (Exception e) {
            site.close();
            throw e;
        }
    }

    Realm realm() {
        return realm;
    }

    boolean hasKdc() {
        return kdc.isPresent() || options.realm().isPresent();
    }

    Forks forks(Forks.Effort effort) {
        return new Forks(realm, canned.map(CannedKdc::port), effort, options.jvm(), options.verbose());
    }

    private void copy(Path folder) throws IOException {
        for (var file : List.of(
                realm.krb5Conf(Transport.UDP), realm.krb5Conf(Transport.TCP), realm.userKeytab(), realm.serviceKeytab())) {
            Files.copy(folder.resolve(file.getFileName()), file);
        }
    }

    private void startKdc(EncryptionType type) {
        var started = EmbeddedKdc.builder(Realm.NAME)
                .encryptionTypes(type.number())
                .ticketLifetime(Duration.ofDays(1))
                .start();
        kdc = Optional.of(started);
        started.addUser(Realm.USER, "correct horse").addService(Realm.SERVICE);
        started.keytab(Realm.USER, realm.userKeytab());
        started.keytab(Realm.SERVICE, realm.serviceKeytab());
        for (var first : Transport.values()) {
            started.krb5Conf(realm.krb5Conf(first), first);
        }
    }

    private void makeService(EncryptionType type) throws IOException {
        var name = new StoredPrincipal(List.of(Realm.SERVICE.split("/")), Realm.NAME, NameType.NT_PRINCIPAL);
        var key = new StoredKey(type.number(), type.randomKey(RandomSource.system()).copyOfValue());
        Files.write(realm.serviceKeytab(), new Keytab(List.of(new Keytab.Entry(name, 0, 1, key))).encode());
        Files.writeString(realm.krb5Conf(Transport.UDP), """
                [libdefaults]
                    default_realm = %s
                    dns_lookup_kdc = false
                    dns_lookup_realm = false
                """.formatted(Realm.NAME));
    }

    @Override
    public void close() throws IOException {
        canned.ifPresent(CannedKdc::close);
        kdc.ifPresent(EmbeddedKdc::close);
        try (var files = Files.walk(realm.folder())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
