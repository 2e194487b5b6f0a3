package org.sspi4j.tools.demo.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the lines of requests, one request after the other, within limits of size and time. */
final class RequestHead {
    /** Of all lines together, in bytes: a ticket with many groups in it fits. */
    static final int LARGEST = 96 << 10;

    private final Socket socket;
    private final long patience;
    private final byte[] read = new byte[8 << 10];
    private int at;
    private int end;

    /** @param patience for a request from its first byte to the last, and for the first */
    RequestHead(Socket socket, Duration patience) {
        this.socket = socket;
        this.patience = patience.toNanos();
    }

    /**
     * The lines up to the empty one, without it.
     *
     * @return empty if the client has hung up, or says nothing
     * @throws BadRequestException 400 for a line that does not end as one, 408, 431
     */
    Optional<List<String>> lines() throws IOException, BadRequestException {
        var lines = new ArrayList<String>();
        int left = LARGEST;
        if (!hasBegun()) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + patience;
        for (var line = line(left, deadline); !line.isEmpty(); line = line(left, deadline)) {
            lines.add(line);
            left -= line.length() + 2;
            requireRoom(left >= 0);
        }
        return Optional.of(lines);
    }

    private boolean hasBegun() throws IOException {
        try {
            return at < end || fill(System.nanoTime() + patience);
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private String line(int left, long deadline) throws IOException, BadRequestException {
        var line = new StringBuilder();
        for (int octet = octet(deadline); octet != '\r'; octet = octet(deadline)) {
            requireRoom(line.length() < left);
            if (octet < ' ' && octet != '\t' || octet == 0x7F) {
                throw new BadRequestException(400, "There are control characters in the head of the request");
            }
            line.append((char) octet);
        }
        // RFC 9112 2.2: "A sender MUST NOT generate a bare CR"; a line feed alone was refused above as a control character.
        if (octet(deadline) != '\n') {
            throw new BadRequestException(400, "A line of the request does not end as one");
        }
        return line.toString();
    }

    private static void requireRoom(boolean room) throws BadRequestException {
        if (!room) {
            throw new BadRequestException(431, "The head of the request is too large");
        }
    }

    private int octet(long deadline) throws IOException, BadRequestException {
        try {
            if (at == end && !fill(deadline)) {
                throw new EOFException("The client hung up in the middle of a request");
            }
            return Byte.toUnsignedInt(read[at++]);
        } catch (SocketTimeoutException e) {
            throw new BadRequestException(408, "The request took too long");
        }
    }

    /** @return whether there is more */
    private boolean fill(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) left);
        at = 0;
        end = Math.max(0, socket.getInputStream().read(read));
        return end > 0;
    }

    /** Octets as characters, and back. */
    static byte[] bytes(String head) {
        return head.getBytes(ISO_8859_1);
    }
}
