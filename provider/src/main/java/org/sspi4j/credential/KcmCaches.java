package org.sspi4j.credential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.kerberos.store.StoredCredential;
import org.sspi4j.kerberos.store.StoredPrincipal;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * KCM: caches in the memory of a daemon. {@code KCM:} stands for the user's default one, {@code KCM:NAME} for a certain one.
 *
 * @spec MIT krb5 include/kcm.h
 */
record KcmCaches(Path socket, LongSupplier nanoTime) implements CacheType {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int INITIALIZE = 4;
    private static final int STORE = 6;
    private static final int GET_PRINCIPAL = 8;
    private static final int GET_CRED_UUID_LIST = 9;
    private static final int GET_CRED_BY_UUID = 10;
    private static final int GET_CACHE_UUID_LIST = 18;
    private static final int GET_CACHE_BY_UUID = 19;
    private static final int GET_DEFAULT_CACHE = 20;
    private static final int GET_KDC_OFFSET = 22;
    private static final int SET_KDC_OFFSET = 23;
    /** An extension of MIT krb5, which sssd knows too: all at once. */
    private static final int GET_CRED_LIST = 13001;

    private static final int UUID = 16;
    private static final int MOST_CREDENTIALS = 4096;
    private static final int MOST_CACHES = 256;
    private static final int KRB5_FCC_NOFILE = -1765328189;

    KcmCaches(Path socket) {
        this(socket, System::nanoTime);
    }

    private Deadline deadline() {
        return Deadline.in(PATIENCE, nanoTime);
    }

    @Override
    public byte[] read(CacheName name) throws SspiException {
        var deadline = deadline();
        try (var kcm = KcmConnection.open(socket, deadline)) {
            return file(kcm, named(kcm, name), deadline);
        } catch (IOException e) {
            throw CredentialCaches.none(name, "the daemon at " + socket + ": " + e, e);
        }
    }

    @Override
    public List<CacheName> others(CacheName name) throws SspiException {
        if (!name.residual().isEmpty()) {
            return List.of();
        }
        try (var kcm = KcmConnection.open(socket, deadline())) {
            var first = named(kcm, name);
            byte[] uuids = done(name, kcm.ask(GET_CACHE_UUID_LIST));
            if (uuids.length % UUID != 0) {
                throw CredentialCaches.none(name, "the daemon lists caches in " + uuids.length + " bytes", null);
            }
            var others = new ArrayList<CacheName>();
            for (int at = 0; at < uuids.length && others.size() < MOST_CACHES; at += UUID) {
                var reply = kcm.ask(GET_CACHE_BY_UUID, Arrays.copyOfRange(uuids, at, at + UUID));
                // It may be gone by now.
                if (reply.status() == 0) {
                    others.add(cacheName(name, reply.content()));
                }
            }
            others.remove(first);
            return others;
        } catch (IOException e) {
            throw CredentialCaches.none(name, "the daemon at " + socket + ": " + e, e);
        }
    }

    @Override
    public CacheName store(CacheName name, CredentialCache tickets, boolean anew) throws SspiException {
        var deadline = deadline();
        try (var kcm = KcmConnection.open(socket, deadline)) {
            var own = named(kcm, name);
            if (anew) {
                initialize(kcm, own, tickets);
                return own;
            }
            var before = CredentialCaches.ofSameOwner(own, file(kcm, own, deadline), tickets);
            try {
                if (before.isReplacedBy(tickets.credentials())) {
                    initialize(kcm, own, before.with(tickets.credentials()));
                } else {
                    store(kcm, own, tickets.credentials());
                }
            } finally {
                before.wipe();
            }
            return own;
        } catch (IOException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The credential cache " + name + " cannot be written: the daemon at " + socket + ": " + e,
                    e);
        }
    }

    private static CacheName named(KcmConnection kcm, CacheName name) throws IOException, SspiException {
        if (!name.residual().isEmpty()) {
            return name;
        }
        return cacheName(name, done(name, kcm.ask(GET_DEFAULT_CACHE)));
    }

    private static CacheName cacheName(CacheName asked, byte[] reply) throws SspiException {
        if (reply.length < 2 || reply[reply.length - 1] != 0) {
            throw CredentialCaches.none(asked, "the daemon names a cache without a name", null);
        }
        return new CacheName(asked.type(), new String(reply, 0, reply.length - 1, StandardCharsets.UTF_8));
    }

    private static void initialize(KcmConnection kcm, CacheName name, CredentialCache cache) throws IOException, SspiException {
        done(name, kcm.ask(INITIALIZE, zeroTerminated(name), cache.defaultPrincipal().encode()));
        store(kcm, name, cache.entries());
        if (!cache.kdcTimeOffset().isZero()) {
            tell(kcm, name, cache.kdcTimeOffset());
        }
    }

    /** Not every daemon keeps it: the tickets are there all the same. */
    private static void tell(KcmConnection kcm, CacheName name, Duration kdcTimeOffset) {
        try {
            byte[] seconds = new BigEndianWriter(4).u32((int) kdcTimeOffset.getSeconds()).toByteArray();
            kcm.ask(SET_KDC_OFFSET, zeroTerminated(name), seconds);
        } catch (IOException e) {
            // as said
        }
    }

    private static void store(KcmConnection kcm, CacheName name, List<StoredCredential> credentials)
            throws IOException, SspiException {
        for (var credential : credentials) {
            done(name, kcm.ask(STORE, zeroTerminated(name), credential.encode()));
        }
    }

    /** What is marshalled here is what stands in a file of version 4. */
    private byte[] file(KcmConnection kcm, CacheName name, Deadline deadline) throws IOException, SspiException {
        var out = new BigEndianWriter(2048);
        try {
            byte[] principal = done(name, kcm.ask(GET_PRINCIPAL, zeroTerminated(name)));
            // Heimdal's daemon answers so for a cache that was named and not made.
            if (principal.length == 0) {
                throw CredentialCaches.none(name, "the daemon knows its name, but it was not made yet", null);
            }
            StoredPrincipal.decode(principal);
            out.u16(0x0504).u16(12).u16(CredentialCache.TAG_TIME_OFFSET).u16(8).u32(offset(name, deadline)).u32(0).bytes(principal);
            if (!allAtOnce(name, out, deadline)) {
                oneByOne(kcm, name, out);
            }
            return out.toByteArray();
        } catch (DecodeException e) {
            throw CredentialCaches.none(name, "the daemon's answer: " + e.getMessage(), e);
        } finally {
            out.wipe();
        }
    }

    /** In seconds. A daemon that keeps none may say so or hang up: the question has a connection of its own. */
    private int offset(CacheName name, Deadline deadline) {
        try (var kcm = KcmConnection.open(socket, deadline)) {
            var reply = kcm.ask(GET_KDC_OFFSET, zeroTerminated(name));
            return reply.status() == 0 && reply.content().length == 4 ? ByteBuffer.wrap(reply.content()).getInt() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Not every daemon can, and one that cannot may hang up: the question has a connection of its own. */
    private boolean allAtOnce(CacheName name, BigEndianWriter out, Deadline deadline) throws DecodeException {
        KcmConnection.Reply reply;
        try (var kcm = KcmConnection.open(socket, deadline)) {
            reply = kcm.ask(GET_CRED_LIST, zeroTerminated(name));
        } catch (IOException e) {
            return false;
        }
        if (reply.status() != 0) {
            return false;
        }
        var in = new BigEndianReader(reply.content());
        int count = in.count32("count of credentials", 4);
        for (int i = 0; i < count; i++) {
            add(in.counted32("credential"), out);
        }
        in.end("list of credentials");
        Arrays.fill(reply.content(), (byte) 0);
        return true;
    }

    private static void oneByOne(KcmConnection kcm, CacheName name, BigEndianWriter out)
            throws IOException, SspiException, DecodeException {
        byte[] uuids = done(name, kcm.ask(GET_CRED_UUID_LIST, zeroTerminated(name)));
        if (uuids.length % UUID != 0 || uuids.length / UUID > MOST_CREDENTIALS) {
            throw CredentialCaches.none(name, "the daemon lists credentials in " + uuids.length + " bytes", null);
        }
        for (int at = 0; at < uuids.length; at += UUID) {
            var credential = kcm.ask(
                    GET_CRED_BY_UUID, zeroTerminated(name), Arrays.copyOfRange(uuids, at, at + UUID));
            // It may be gone by now.
            if (credential.status() == 0) {
                add(credential.content(), out);
            }
        }
    }

    private static void add(byte[] credential, BigEndianWriter out) throws DecodeException {
        StoredCredential.decode(credential).key().wipe();
        out.bytes(credential);
        Arrays.fill(credential, (byte) 0);
    }

    private static byte[] done(CacheName name, KcmConnection.Reply reply) throws SspiException {
        if (reply.status() == KRB5_FCC_NOFILE) {
            throw CredentialCaches.none(name, "the daemon does not know it: log on with kinit, for instance", null);
        }
        if (reply.status() != 0) {
            throw CredentialCaches.none(name, "the daemon answers with the error " + reply.status(), null);
        }
        return reply.content();
    }

    private static byte[] zeroTerminated(CacheName name) {
        return (name.residual() + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
