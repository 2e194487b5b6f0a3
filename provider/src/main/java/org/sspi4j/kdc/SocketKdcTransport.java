package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
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

    private final Duration firstPatience;
    private final LongSupplier nanoTime;
    private final Names names;

    public SocketKdcTransport() {
        this(FIRST_PATIENCE, System::nanoTime);
    }

    SocketKdcTransport(Duration firstPatience, LongSupplier nanoTime) {
        this(firstPatience, nanoTime, InetAddress::getAllByName);
    }

    /** @param firstPatience how long a KDC is waited for before the next one is asked; twice as long in each further round */
    SocketKdcTransport(Duration firstPatience, LongSupplier nanoTime, Names names) {
        this.firstPatience = firstPatience;
        this.nanoTime = nanoTime;
        this.names = names;
    }

    @Override
    public byte[] exchange(KerberosConfig config, String realm, byte[] request, long deadline) throws SspiException {
        var kdcs = config.kdcs(realm);
        if (kdcs.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    "No KDC of the realm " + realm + " is known: add it to [realms] in " + config.origin());
        }
        return new Round(config, realm, request, names, new Deadline(nanoTime, deadline)).ask(kdcs, firstPatience);
    }

    /** One request on its way, and what came of it so far. */
    private static final class Round {
        private final KerberosConfig config;
        private final String realm;
        private final byte[] request;
        private final Names names;
        private final Deadline deadline;
        private final Set<String> tried = new LinkedHashSet<>();
        private boolean somebodyMayAnswer = true;

        Round(KerberosConfig config, String realm, byte[] request, Names names, Deadline deadline) {
            this.config = config;
            this.realm = realm;
            this.request = request;
            this.names = names;
            this.deadline = deadline;
        }

        byte[] ask(List<KdcAddress> kdcs, Duration firstPatience) throws SspiException {
            for (var patience = firstPatience; somebodyMayAnswer && !deadline.isOver(); patience = patience.multipliedBy(2)) {
                somebodyMayAnswer = false;
                for (var kdc : kdcs) {
                    byte[] reply = ask(kdc, patience);
                    if (reply.length > 0) {
                        return reply;
                    }
                }
            }
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    "No KDC of the realm " + realm + " answers: "
                            + (tried.isEmpty() ? "no time was left to ask" : String.join("; ", tried))
                            + ". The KDCs are those of " + config.origin());
        }

        private byte[] ask(KdcAddress kdc, Duration patience) {
            for (var address : addresses(kdc)) {
                if (deadline.isOver()) {
                    break;
                }
                byte[] reply = ask(kdc, new InetSocketAddress(address, kdc.port()), patience);
                if (reply.length > 0) {
                    return reply;
                }
            }
            return NO_REPLY;
        }

        private byte[] ask(KdcAddress kdc, InetSocketAddress address, Duration patience) {
            boolean small = request.length <= config.udpPreferenceLimit() && config.udpPreferenceLimit() > 1;
            boolean onlyUdp = kdc.transport() == KdcAddress.Transport.UDP;
            byte[] reply = NO_REPLY;
            if (onlyUdp || small && kdc.transport() == KdcAddress.Transport.ANY) {
                reply = over("UDP", address, patience, KdcDatagram::exchange);
            }
            if (reply.length == 0 && !onlyUdp || KdcAnswer.isTooBig(reply)) {
                reply = over("TCP", address, patience, KdcStream::exchange);
            }
            if (KdcAnswer.isUnavailable(reply)) {
                note(address, "it says that it is unavailable");
                return NO_REPLY;
            }
            return reply;
        }

        private byte[] over(String transport, InetSocketAddress address, Duration patience, Exchange exchange) {
            try {
                return exchange.of(request, address, deadline.within(patience));
            } catch (SocketTimeoutException e) {
                somebodyMayAnswer = true;
                note(address, "no answer over " + transport);
            } catch (IOException e) {
                note(address, transport + ": " + (e.getMessage() == null ? "nobody listens there" : e.getMessage()));
            }
            return NO_REPLY;
        }

        private List<InetAddress> addresses(KdcAddress kdc) {
            try {
                return names.of(kdc.host(), deadline);
            } catch (SocketTimeoutException e) {
                tried.add(kdc + ": the name is not resolved in time");
                return List.of();
            } catch (UnknownHostException e) {
                tried.add(kdc + ": the name is not known");
                return List.of();
            }
        }

        private void note(InetSocketAddress kdc, String outcome) {
            tried.add(kdc + ": " + outcome);
        }
    }

    /** A request and its reply, over one of the two transports. */
    @FunctionalInterface
    private interface Exchange {
        byte[] of(byte[] request, InetSocketAddress kdc, Deadline deadline) throws IOException;
    }
}
