package org.sspi4j.kdc;

import java.io.IOException;
import java.net.PortUnreachableException;

/**
 * One request over UDP, sent again with growing patience. It has a socket for itself: what tells replies apart is encrypted.
 *
 * @spec RFC 4120 7.2.1
 */
final class UdpAttempt extends Attempt {
    private final UdpSocket socket;
    private long patience;
    private int sent;
    private int received;
    private boolean isProven;
    private Loop.Alarm again;

    UdpAttempt(Race race, Leg leg, UdpSocket socket) {
        super(race, leg);
        this.socket = socket;
        this.patience = race.patience().resend();
    }

    @Override
    void begin() {
        try {
            socket.connect(leg.address(), race.loop(), this);
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
            socket.send(race.request());
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
            socket.read(buffer);
        } catch (PortUnreachableException e) {
            failed("UDP: nobody listens there");
            return;
        } catch (IOException e) {
            failed(e);
            return;
        }
        var answer = new byte[buffer.flip().remaining()];
        buffer.get(answer);
        received++;
        if (race.dialect().isWhole(answer) && !socket.hasBrought(answer)) {
            socket.brings(answer);
            isProven = race.dialect().provesItself(answer);
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
    void giveBack() {
        if (isProven && sent == 1 && received == 1) {
            race.loop().keptSockets().keep(socket);
        } else {
            socket.close();
            race.loop().hasClosed();
        }
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
