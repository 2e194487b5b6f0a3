package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;

/**
 * Asks the KDCs of a realm over the network, on the thread of the caller: small requests over UDP first, all others and replies
 * that are too big for a datagram over TCP. KDCs that do not answer are asked again, with more patience each time, until the
 * deadline.
 *
 * @spec RFC 4120 7.2
 */
public final class SocketKdcTransport implements KdcTransport {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);
    private static final byte[] NO_REPLY = {};

    @Override
    public byte[] exchange(KerberosConfig config, String realm, byte[] request, long deadline) throws SspiException {
        var kdcs = config.kdcs(realm);
        if (kdcs.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    "No KDC of the realm " + realm + " is known: add it to [realms] in " + config.origin());
        }
        return new Round(config, request, deadline).ask(realm, kdcs);
    }

    /** One request on its way, and what came of it so far. */
    private static final class Round {
        private final KerberosConfig config;
        private final byte[] request;
        private final long deadline;
        private final List<String> tried = new ArrayList<>();

        Round(KerberosConfig config, byte[] request, long deadline) {
            this.config = config;
            this.request = request;
            this.deadline = deadline;
        }

        byte[] ask(String realm, List<KdcAddress> kdcs) throws SspiException {
            var patience = FIRST_PATIENCE;
            boolean somebodyMayAnswer = true;
            while (somebodyMayAnswer && remaining().toMillis() > 0) {
                somebodyMayAnswer = false;
                for (var kdc : kdcs) {
                    for (var address : addresses(kdc)) {
                        var attempt = new Attempt(kdc, address, shorter(patience, remaining()));
                        byte[] reply = ask(attempt);
                        if (reply.length > 0) {
                            return reply;
                        }
                        somebodyMayAnswer |= attempt.timedOut;
                    }
                }
                patience = patience.multipliedBy(2);
            }
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    "No KDC of the realm " + realm + " answers: " + String.join("; ", tried) + ". The KDCs are those of "
                            + config.origin());
        }

        private byte[] ask(Attempt attempt) {
            boolean small = request.length <= config.udpPreferenceLimit() && config.udpPreferenceLimit() > 1;
            byte[] reply = NO_REPLY;
            if (attempt.kdc.transport() == KdcAddress.Transport.UDP
                    || small && attempt.kdc.transport() == KdcAddress.Transport.ANY) {
                reply = attempt.over("udp", KdcDatagram::exchange);
            }
            boolean onlyUdp = attempt.kdc.transport() == KdcAddress.Transport.UDP;
            if (reply.length == 0 && !onlyUdp || reply.length > 0 && KdcDatagram.isTooBig(reply)) {
                reply = attempt.over("tcp", KdcStream::exchange);
            }
            return reply;
        }

        private List<InetAddress> addresses(KdcAddress kdc) {
            try {
                return List.of(InetAddress.getAllByName(kdc.host()));
            } catch (UnknownHostException e) {
                note(kdc + ": the name is not known");
                return List.of();
            }
        }

        private Duration remaining() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }

        private void note(String outcome) {
            if (!tried.contains(outcome)) {
                tried.add(outcome);
            }
        }

        /** A KDC at one of its addresses. */
        private final class Attempt {
            private final KdcAddress kdc;
            private final InetSocketAddress address;
            private final Duration patience;
            private boolean timedOut;

            Attempt(KdcAddress kdc, InetAddress address, Duration patience) {
                this.kdc = kdc;
                this.address = new InetSocketAddress(address, kdc.port());
                this.patience = patience;
            }

            byte[] over(String transport, Exchange exchange) {
                int millis = (int) Math.max(1, shorter(patience, remaining()).toMillis());
                try {
                    return exchange.of(request, address, millis);
                } catch (SocketTimeoutException e) {
                    timedOut = true;
                    note(transport + "/" + address + " does not answer");
                } catch (IOException e) {
                    note(transport + "/" + address + ": " + e.getMessage());
                }
                return NO_REPLY;
            }
        }
    }

    /** A request and its reply, over one of the two transports. */
    @FunctionalInterface
    private interface Exchange {
        byte[] of(byte[] request, InetSocketAddress kdc, int millis) throws IOException;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
