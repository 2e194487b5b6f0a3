package org.sspi4j.kdc;

import java.io.IOException;

/** A request on its way to one server over one carrier, with a socket for itself. */
abstract class Attempt implements Loop.Ready {
    final Race race;
    final Leg leg;
    final long begun;
    private final Trail.Entry entry;
    private boolean over;

    Attempt(Race race, Leg leg) {
        this.race = race;
        this.leg = leg;
        this.begun = race.loop().now();
        this.entry = race.trail().asking(leg.toString(), begun);
    }

    /** What goes wrong afterwards is told to the race. */
    abstract void begin();

    /** Its socket, which it needs no more. */
    abstract void giveBack();

    /** What is to be said if nothing comes. */
    abstract String silence();

    /** When the server was asked first: what it answers may be an answer to that, however often it was asked since. */
    long askedAt() {
        return begun;
    }

    /** Whether the server may have the request. */
    abstract boolean isSent();

    /** Of one that failed: whether the server may have done what it was asked for all the same. */
    abstract boolean mayHaveBeenServed();

    final void beginUnlessOver() {
        if (!over) {
            begin();
        }
    }

    final boolean isOver() {
        return over;
    }

    /** Gives the socket back at once. */
    final void end(String outcome) {
        if (over) {
            return;
        }
        over = true;
        entry.came(outcome, race.loop().now());
        stop();
        giveBack();
        race.loop().sockets().closed();
    }

    /** Nothing is waited for any more. */
    void stop() {}

    /** @param cause what the network said */
    final void failed(IOException cause) {
        failed(leg.carrier() + ": " + (cause.getMessage() == null ? "nobody listens there" : cause.getMessage()));
    }

    final void failed(String outcome) {
        if (!over) {
            end(outcome);
            race.failed(this);
        }
    }

    final void answered(byte[] answer) {
        if (!over) {
            race.answered(this, answer);
        }
    }
}
