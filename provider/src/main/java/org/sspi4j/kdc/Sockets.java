package org.sspi4j.kdc;

import java.util.ArrayDeque;

/**
 * Who may open a socket. So many at a time, and if the system has none to give before that, whoever wants one waits in line until
 * another exchange of the loop is done with its own, or a moment: an exchange fails by its deadline, not because others are on
 * their way. The line is as long as there are exchanges.
 */
final class Sockets {
    /**
     * More at once overflow the buffers of a KDC, and what is sent again then makes it worse: of 10,000 about a thousand are lost. At
     * half of that none are, and it is two waves to a KDC that needs its time; 4096 are three.
     */
    static final int MOST = 5000;

    private static final long MOMENT = 20_000_000;

    private final Loop loop;
    private final ArrayDeque<Ticket> line = new ArrayDeque<>();
    private int most = MOST;
    private int open;
    private Loop.Alarm again;

    Sockets(Loop loop) {
        this.loop = loop;
    }

    /** What opens a socket. */
    interface Opening {
        /** @return false if the system has none to give now */
        boolean open();
    }

    /** A place in the line. */
    static final class Ticket {
        private final Opening opening;
        private boolean given;
        private boolean gone;

        private Ticket(Opening opening) {
            this.opening = opening;
        }

        /** Whether the socket was opened. */
        boolean isGiven() {
            return given;
        }

        /** Leaves the line. */
        void leave() {
            gone = true;
        }
    }

    /** Opens it now, or when there is one to be had. */
    Ticket ask(Opening opening) {
        var ticket = new Ticket(opening);
        line.add(ticket);
        serve();
        return ticket;
    }

    /** One that was opened is closed. */
    void closed() {
        open--;
        if (!line.isEmpty()) {
            // Not before the selector has let go of what was closed.
            loop.soon(this::serve);
        }
    }

    private void serve() {
        while (open < most) {
            var first = line.poll();
            if (first == null) {
                most = MOST;
                return;
            }
            if (!first.gone && !opened(first)) {
                line.addFirst(first);
                // Some are left for others in this process.
                most = Math.max(1, open - open / 8);
                serveInAMoment();
                return;
            }
        }
    }

    private boolean opened(Ticket ticket) {
        open++;
        ticket.given = ticket.opening.open();
        if (!ticket.given) {
            open--;
        }
        return ticket.given;
    }

    private void serveInAMoment() {
        if (again == null) {
            again = loop.at(loop.now() + MOMENT, () -> {
                again = null;
                serve();
            });
        }
    }
}
