package org.sspi4j.kdc;

/** As much of a protocol of requests and answers as its carrier has to know. */
interface Dialect {
    /** Who answers, for messages. */
    String server();

    /**
     * Whether bytes are one whole answer. Anybody who guesses a port can send anything else, and it must not end the wait for the
     * true one.
     */
    boolean isWhole(byte[] answer);

    /**
     * Whether an answer is one to requests of another kind than this. A datagram of that kind comes late, for a port that was somebody
     * else's before, and the true answer follows.
     */
    boolean isToAnother(byte[] request, byte[] answer);

    /** Whether an answer says that the true one does not fit into a datagram. */
    boolean isTooBig(byte[] answer);

    /** Whether an answer says that another server is to be asked. */
    boolean isUnavailable(byte[] answer);

    /** Over TCP, a length of so many octets goes before each message. */
    int lengthOctets();

    /** Whether two servers must not be asked for the same at the same time, and none after one that may have done it. */
    boolean isOnce();

    /** Whether the next request may come from the port that this answer came to: one that {@link #follows}. */
    boolean mayBeFollowed(byte[] answer);

    /** Whether this request's answer cannot be mistaken for that to the one before it. */
    boolean follows(byte[] request);

    /** Whether it answers a request that {@link #follows}, and none that was before it. */
    boolean isToFollower(byte[] answer);
}
