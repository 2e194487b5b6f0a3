package org.sspi4j.kdc;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * One request over UDP, sent again with growing patience. It has a socket of its own: what tells replies apart is encrypted.
 *
 * @spec RFC 4120 7.2.1
 */
final class UdpAttempt extends Attempt {
    private final DatagramChannel channel;
    private long patience;
    private int sent;
    private Loop.Alarm again;

    UdpAttempt(Race race, Leg leg, DatagramChannel channel) {
        super(race, leg);
        this.channel = channel;
        this.patience = race.patience().resend();
    }

    @Override
    void begin() {
        try {
            // A connected socket takes datagrams from the server's address only, and is told when nobody listens there.
            channel.configureBlocking(false);       // else the JDK does so itself to connect, and undoes it
            channel.connect(leg.address());
            race.loop().register(channel, SelectionKey.OP_READ, this);
        } catch (IOException e) {
            failed(e);
            return;
        }
        send();
    }

    private void send() {
        if (!race.maySend(this)) {
            return;
        }
        try {
            channel.write(ByteBuffer.wrap(race.request()));
            sent++;
        } catch (PortUnreachableException e) {
            failed("UDP: nobody listens there");
            return;
        } catch (IOException e) {
            failed(e);
            return;
        }
        again = race.loop().at(race.loop().now() + patience, this::send);
        patience *= 2;
    }

    @Override
    public void ready() {
        if (isOver()) {
            return;
        }
        var buffer = race.loop().scratch();
        try {
            channel.read(buffer);
        } catch (PortUnreachableException e) {
            failed("UDP: nobody listens there");
            return;
        } catch (IOException e) {
            failed(e);
            return;
        }
        var answer = new byte[buffer.flip().remaining()];
        buffer.get(answer);
        if (race.dialect().isWhole(answer)) {
            answered(answer);
        }
    }

    @Override
    void stop() {
        if (again != null) {
            again.cancel();
        }
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }

    @Override
    boolean isSent() {
        return sent > 0;
    }

    /** That nobody listens is said of the last datagram; an earlier one may have found somebody. */
    @Override
    boolean mayHaveBeenServed() {
        return sent > 1;
    }

    @Override
    String silence() {
        return "no answer over UDP" + (sent > 1 ? ", asked " + sent + " times" : "");
    }
}
