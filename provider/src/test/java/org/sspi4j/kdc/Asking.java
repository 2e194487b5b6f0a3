package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.PrincipalName;

/** A transport whose time is skipped, and short words for what tests do with it. */
final class Asking implements AutoCloseable {
    static final String REALM = "EXAMPLE.COM";
    static final byte[] REQUEST = {0x6A, 3, 1, 2, 3};
    static final byte[] REPLY = {0x6B, 3, 4, 5, 6};
    static final byte[] KPASSWD_REPLY = {0, 8, 0, 1, 0, 0, 9, 9};

    final SkippedTime time = new SkippedTime();
    final Health health = new Health();
    final NameServers nameServers;
    final List<String> decisions = new ArrayList<>();
    private final Leased loops = new Leased(time);
    private final SocketKdcTransport transport;

    Asking() {
        this(InetAddress::getAllByName);
    }

    Asking(Names.Resolver resolver) {
        this(resolver, Path.of("/none"), Path.of("/none"));
    }

    Asking(Names.Resolver resolver, Path hosts, Path resolvConf) {
        nameServers = new NameServers(hosts, resolvConf);
        var shared = new Shared(new Names(resolver), health, nameServers, Patience.STANDARD, new Random(1));
        transport = new SocketKdcTransport(shared, loops, new IoThread(time));
    }

    static KerberosConfigBuilder kdcs(String... addresses) {
        return KerberosConfig.builder().defaultRealm(REALM).dnsLookupKdc(false).kdc(REALM, addresses);
    }

    static String at(ScriptedServer server) {
        return "127.0.0.1:" + server.port();
    }

    static byte[] error(int code) {
        return KrbError.of(
                        Optional.empty(), OptionalInt.empty(), Instant.parse("2026-03-01T12:00:00Z"), 0, code, Optional.empty(),
                        Optional.empty(), REALM, PrincipalName.krbtgt(REALM), Optional.empty(), Optional.empty())
                .wire();
    }

    static ScriptedServer silent() {
        return ScriptedServer.udp((socket, request, client) -> {});
    }

    static ScriptedServer answering(byte[] reply) {
        return ScriptedServer.udp((socket, request, client) -> ScriptedServer.answer(socket, client, reply));
    }

    byte[] exchange(String... kdcs) throws SspiException {
        return exchange(KdcService.KDC, kdcs(kdcs).build());
    }

    byte[] exchange(KdcService service, KerberosConfig config) throws SspiException {
        long deadline = time.nanoTime() + config.kdcTimeout().toNanos();
        return transport.exchange(new KdcRequest(config, REALM, service, REQUEST, deadline, decisions::add));
    }

    /** A request of somebody who counts real time: its deadline begins anew. */
    byte[] exchange(KdcRequest request) throws SspiException {
        long deadline = time.nanoTime() + request.config().kdcTimeout().toNanos();
        return transport.exchange(new KdcRequest(
                request.config(), request.realm(), request.service(), request.bytes(), deadline, request.decisions()));
    }

    byte[] exchangeUntilItsDeadline(KdcRequest request) throws SspiException {
        return transport.exchange(request);
    }

    byte[] exchange(KdcService service, KerberosConfig config, Answered answered) throws SspiException {
        long deadline = time.nanoTime() + config.kdcTimeout().toNanos();
        return transport.exchange(new KdcRequest(config, REALM, service, REQUEST, deadline, decisions::add, answered));
    }

    Optional<String> canonicalName(KerberosConfig config, String host) throws SspiException {
        long deadline = time.nanoTime() + config.kdcTimeout().toNanos();
        return transport.canonicalName(new HostQuestion(config, host, deadline, decisions::add));
    }

    SspiException failure(KdcService service, KerberosConfig config) {
        var failure = assertThrows(SspiException.class, () -> exchange(service, config));
        assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
        return failure;
    }

    /** Milliseconds that were skipped since then. */
    long since(long then) {
        return Duration.ofNanos(time.nanoTime() - then).toMillis();
    }

    @Override
    public void close() throws Exception {
        loops.close();
    }
}
