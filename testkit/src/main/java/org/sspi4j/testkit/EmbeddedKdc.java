package org.sspi4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.request.KrbIdentity;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kerberos realm inside this JVM: a KDC on 127.0.0.1, on a port that the operating system picks, made of Apache Kerby.
 *
 * <pre>{@code
 * try (EmbeddedKdc kdc = EmbeddedKdc.start("EXAMPLE.COM")) {
 *     kdc.addUser("alice", "secret").addService("HTTP/web.example.com");
 *     Path keytab = kdc.keytab("HTTP/web.example.com", dir.resolve("web.keytab"));
 *     Path krb5Conf = kdc.krb5Conf(dir.resolve("krb5.conf"));
 *     ...
 * }
 * }</pre>
 *
 * <p>It changes nothing that is global to the JVM, and writes only the files that it is asked for: as many KDCs as wanted run side by side.
 * Every method may be called from any thread. Its clients prove themselves by an encrypted timestamp before they get a ticket, unless
 * {@link Builder#preAuthentication} says otherwise, and its keys are of the types aes256-cts-hmac-sha1-96 (18) and aes128-cts-hmac-sha1-96
 * (17).
 *
 * <p>It knows one realm and password or random keys: no referrals, S4U, user-to-user, FAST, PKINIT, PAC, or the encryption types of RFC
 * 8009. It is for tests: it does not notice replays, and it does not slow down who guesses passwords.
 *
 * @spec RFC 4120
 */
public final class EmbeddedKdc implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKdc.class);

    private final RealmPolicy policy;
    private final Principals principals;
    private final KdcService service;
    private final List<BiConsumer<byte[], byte[]>> taps = new CopyOnWriteArrayList<>();
    private final Map<Transport, AtomicLong> requests = Map.of(Transport.UDP, new AtomicLong(), Transport.TCP, new AtomicLong());
    private final KdcSockets sockets;

    /** Starts a KDC with the default options. */
    public static EmbeddedKdc start(String realm) {
        return builder(realm).start();
    }

    /** @param realm its name, by custom in capitals, such as {@code EXAMPLE.COM} */
    public static Builder builder(String realm) {
        return new Builder(realm);
    }

    private EmbeddedKdc(RealmPolicy policy) throws KrbException, IOException {
        this.policy = policy;
        this.principals = new Principals(policy);
        this.service = new KdcService(policy, principals);
        this.sockets = KdcSockets.open(policy.realm(), new Responder());
    }

    /**
     * Adds a user who has a password, with key version 1.
     *
     * @param name such as {@code alice}, with or without this realm behind an {@code @}
     * @param etypes encryption type numbers (16, 17, 18, 23, 25, 26), none for the realm's own
     * @throws IllegalArgumentException if the name is taken or is of another realm
     */
    public EmbeddedKdc addUser(String name, char[] password, int... etypes) {
        change(() -> principals.addPassword(name, password, etypes(etypes)));
        return this;
    }

    /** The same with a password from a source text. */
    public EmbeddedKdc addUser(String name, String password, int... etypes) {
        return addUser(name, password.toCharArray(), etypes);
    }

    /**
     * Adds a service with random keys of version 1, which {@link #keytab} exports.
     *
     * @param name such as {@code HTTP/web.example.com}
     * @param etypes encryption type numbers, none for the realm's own
     * @throws IllegalArgumentException if the name is taken or is of another realm
     */
    public EmbeddedKdc addService(String name, int... etypes) {
        change(() -> principals.addRandom(name, etypes(etypes)));
        return this;
    }

    /** Adds a service whose keys come from a password, as those of Windows do. */
    public EmbeddedKdc addService(String name, char[] password, int... etypes) {
        return addUser(name, password, etypes);
    }

    /** The same with a password from a source text. */
    public EmbeddedKdc addService(String name, String password, int... etypes) {
        return addUser(name, password, etypes);
    }

    /** Changes a password: the key version goes up by one, the encryption types stay. Tickets that are out stay valid. */
    public EmbeddedKdc setPassword(String name, char[] password) {
        change(() -> principals.setPassword(name, password));
        return this;
    }

    /** The same with a password from a source text. */
    public EmbeddedKdc setPassword(String name, String password) {
        return setPassword(name, password.toCharArray());
    }

    /** Gives a principal new random keys: the key version goes up by one. Keytabs that were exported before do not have them. */
    public EmbeddedKdc rotateKey(String name) {
        change(() -> principals.rotate(name));
        return this;
    }

    /** Revokes a principal: its logons are answered with KDC_ERR_CLIENT_REVOKED (18) from now on. */
    public EmbeddedKdc disable(String name) {
        change(() -> principals.disable(name));
        return this;
    }

    /** The key version number of a principal, 1 at first. */
    public int keyVersion(String name) {
        return entry(name).getKeyVersion();
    }

    /**
     * Writes the current keys of a principal as a keytab of MIT's format 0x502. An existing keytab keeps what it has: after
     * {@link #rotateKey} it holds old and new keys, as with kadmin's {@code ktadd}.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public Path keytab(String name, Path file) {
        KrbIdentity entry = entry(name);
        try {
            KeytabFile.add(file, entry.getPrincipal(), policy.clock().instant(), Principals.keys(entry));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a krb5.conf for the clients of this realm, which the JDK and MIT Kerberos read. An existing file is replaced. Clients use UDP
     * at first.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public Path krb5Conf(Path file) {
        return krb5Conf(file, Transport.UDP);
    }

    /**
     * The same for clients that shall use one transport at first.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public Path krb5Conf(Path file, Transport first) {
        String domain = policy.realm().toLowerCase(Locale.ROOT);
        String text = """
                # The realm of an embedded KDC. It lasts as long as the JVM that wrote this file.

                [libdefaults]
                    default_realm = %1$s
                    dns_lookup_kdc = false
                    dns_lookup_realm = false
                    dns_canonicalize_hostname = false
                    rdns = false
                    qualify_shortname = ""
                    udp_preference_limit = %4$d

                [realms]
                    %1$s = {
                        kdc = 127.0.0.1:%3$d
                    }

                [domain_realm]
                    .%2$s = %1$s
                    %2$s = %1$s
                """
                .formatted(policy.realm(), domain, tcpAddress().getPort(), first == Transport.TCP ? 1 : 1465);
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The realm's name. */
    public String realm() {
        return policy.realm();
    }

    /** Where the KDC listens for UDP: 127.0.0.1 and the port number that {@link #tcpAddress} has too. */
    public InetSocketAddress udpAddress() {
        return sockets.udpAddress();
    }

    /** Where the KDC listens for TCP. Connections are kept as long as the client likes. */
    public InetSocketAddress tcpAddress() {
        return sockets.tcpAddress();
    }

    /**
     * Shows every request and its reply, without TCP's length prefix, to a listener, before the reply is sent. It is called on a thread of
     * the KDC, for several connections at once, and gets copies. An exception that it throws is logged and forgotten.
     */
    public EmbeddedKdc onExchange(BiConsumer<byte[], byte[]> listener) {
        taps.add(listener);
        return this;
    }

    /** How many requests came over a transport so far. */
    public long requests(Transport transport) {
        return requests.get(transport).get();
    }

    /** Stops the KDC: when this returns, its port is free and its threads are gone. Closing twice is fine. */
    @Override
    public void close() {
        sockets.close();
    }

    @Override
    public String toString() {
        return "EmbeddedKdc[" + policy.realm() + " at 127.0.0.1:" + tcpAddress().getPort() + "]";
    }

    private interface Change {
        void make() throws KrbException;
    }

    private static void change(Change change) {
        try {
            change.make();
        } catch (KrbException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private KrbIdentity entry(String name) {
        try {
            return principals.get(name);
        } catch (KrbException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private List<EncryptionType> etypes(int... numbers) {
        return numbers.length == 0 ? policy.encryptionTypes() : IntStream.of(numbers).mapToObj(Principals::etype).toList();
    }

    private final class Responder implements KdcSockets.Responder {
        @Override
        public byte[] reply(byte[] request, InetAddress client, Transport transport) {
            requests.get(transport).incrementAndGet();
            byte[] reply = service.reply(request, client);
            // RFC 4120 7.2.1: "If the response cannot be sent over UDP because of the size", the error says so.
            if (transport == Transport.UDP && reply.length > policy.maxUdpReply()) {
                reply = service.error(KrbErrorCode.RESPONSE_TOO_BIG);
            }
            show(request, reply);
            return reply;
        }

        @Override
        public byte[] fieldTooLong() {
            return service.error(KrbErrorCode.FIELD_TOOLONG);
        }

        private void show(byte[] request, byte[] reply) {
            for (BiConsumer<byte[], byte[]> tap : taps) {
                try {
                    tap.accept(request.clone(), reply.clone());
                } catch (RuntimeException e) {
                    LOG.warn("A listener of the KDC failed", e);
                }
            }
        }
    }

    /** The options of a KDC; {@link #start} makes it. */
    public static final class Builder {
        private final String realm;
        private Clock clock = Clock.systemUTC();
        private Duration clockSkew = Duration.ofMinutes(5);
        private Duration ticketLifetime = Duration.ofHours(10);
        private Duration renewableLifetime = Duration.ofDays(7);
        private boolean preAuthentication = true;
        private int maxUdpReply = 65_507;
        private int[] etypes = {18, 17};

        private Builder(String realm) {
            if (realm.isEmpty() || !realm.matches("[\\x21-\\x7e&&[^@/:{}\\[\\]#;=]]+")) {
                throw new IllegalArgumentException("\"" + realm + "\" is not the name of a realm");
            }
            this.realm = realm;
        }

        /** The longest life of a ticket, 10 hours at first, counted in whole seconds; a client may ask for less. */
        public Builder ticketLifetime(Duration lifetime) {
            this.ticketLifetime = lifetime;
            return this;
        }

        /** How long a ticket may be renewed, 7 days at first. */
        public Builder renewableLifetime(Duration lifetime) {
            this.renewableLifetime = lifetime;
            return this;
        }

        /** How far the KDC's clock is ahead of this machine's (behind it, if negative): for its tickets, its errors and what it accepts. */
        public Builder clockOffset(Duration offset) {
            return clock(Clock.offset(Clock.systemUTC(), offset));
        }

        /** The KDC's clock, for tests that move it. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** How far a client's clock may be from the KDC's in either direction, 5 minutes at first. */
        public Builder clockSkew(Duration skew) {
            this.clockSkew = skew;
            return this;
        }

        /** Whether a client must prove itself by an encrypted timestamp before it gets a ticket; true at first. */
        public Builder preAuthentication(boolean required) {
            this.preAuthentication = required;
            return this;
        }

        /**
         * Answers KRB_ERR_RESPONSE_TOO_BIG (52) over UDP instead of a reply that is longer, so that clients turn to TCP.
         *
         * @param bytes 0 for always
         */
        public Builder maxUdpReply(int bytes) {
            this.maxUdpReply = Math.min(bytes, 65_507);
            return this;
        }

        /** The encryption types of principals for which nothing else is said; 18 and 17 at first. */
        public Builder encryptionTypes(int... numbers) {
            if (numbers.length == 0) {
                throw new IllegalArgumentException("a realm needs an encryption type");
            }
            this.etypes = numbers.clone();
            return this;
        }

        /**
         * Binds the sockets and starts to answer.
         *
         * @throws UncheckedIOException if there is no port to be had on 127.0.0.1
         */
        public EmbeddedKdc start() {
            var types = IntStream.of(etypes).mapToObj(Principals::etype).toList();
            var policy = new RealmPolicy(
                    realm, clock, clockSkew, ticketLifetime, renewableLifetime, preAuthentication, maxUdpReply, types);
            try {
                return new EmbeddedKdc(policy);
            } catch (KrbException e) {
                throw new IllegalStateException("the realm's own keys cannot be made", e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
