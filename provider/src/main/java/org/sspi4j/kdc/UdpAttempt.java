package org.sspi4j.kdc;

import java.io.IOException;
import java.net.PortUnreachableException;

/**
 * One request over UDP, sent again with growing patience. What tells replies apart is encrypted: it has a socket for itself, or one
 * that had the answer to a request of another kind.
 *
 * @spec RFC 4120 7.2.1
 */
final class UdpAttempt extends Attempt {
    private UdpSocket socket;
    private boolean isFollower;
    private long patience;
    private int sent;
    private long firstSentAt;
    private int received;
    private boolean mayBeFollowed;
    private Loop.Alarm again;

    UdpAttempt(Race race, Leg leg, UdpSocket socket) {
        super(race, leg);
        this.socket = socket;
        this.isFollower = socket.isConnected();
        this.patience = race.resend(leg);
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
            firstSentAt = sent == 1 ? race.loop().now() : firstSentAt;
        } catch (PortUnreachableException e) {
            failed("UDP: nobody listens there");
            return;
        } catch (IOException e) {
            failed(e);
            return;
        }
        if (!race.dialect().isOnce()) {
            again = race.loop().at(race.loop().now() + patience, this::sendAgain);
            patience *= 2;
        }
    }

    /** Unless the answer is there already, and the thread had no time to look. */
    private void sendAgain() {
        var due = again;
        ready();
        if (!isOver() && again == due) {
            send();
        }
    }

    @Override
    public void ready() {
        if (isOver()) {
            return;
        }
        var buffer = race.loop().scratch();
        try {
            if (!socket.read(buffer)) {
                return;
            }
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
        if (race.dialect().isWhole(answer) && !race.dialect().isToAnother(race.request(), answer)) {
            came(answer);
        }
    }

    private void came(byte[] answer) {
        if (isFollower && !race.dialect().isToFollower(answer)) {
            askFromAnotherPort();
        } else {
            mayBeFollowed = race.dialect().mayBeFollowed(answer);
            answered(answer);
        }
    }

    /** What came, a copy or an error, may be to the request before this one. */
    private void askFromAnotherPort() {
        isFollower = false;
        stop();
        letGo();
        try {
            socket = UdpSocket.open(leg.family());
        } catch (IOException e) {
            failed(e);
            return;
        }
        begin();
    }

    @Override
    void stop() {
        if (again != null) {
            again.cancel();
        }
    }

    @Override
    void giveBack() {
        if (mayBeFollowed && sent == 1 && received == 1) {
            race.loop().keptSockets().keep(socket);
        } else {
            letGo();
        }
    }

    private void letGo() {
        socket.close();
        race.loop().hasClosed();
    }

    @Override
    long askedAt() {
        return firstSentAt;
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
