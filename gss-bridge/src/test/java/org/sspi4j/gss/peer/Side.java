package org.sspi4j.gss.peer;

import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSException;

/** One end of a context, wherever it is. */
public interface Side {
    /** What a context can be asked for, under the names of GSSContext. */
    enum State {
        MUTUAL,
        REPLAY,
        SEQUENCE,
        CONF,
        INTEG,
        ESTABLISHED,
        PROT_READY
    }

    /** Which channel a context is bound to. */
    enum Binding {
        NONE,
        /** A {@code ChannelBinding} with application data alone. */
        DATA,
        OTHER_DATA,
        /** Data and two addresses. */
        ADDRESSES,
        /** The JDK's own class for bindings to TLS; for ours the same as DATA. */
        TLS
    }

    /**
     * How a context begins.
     *
     * @param target of the initiator; empty for an acceptor
     */
    record Wishes(Optional<String> target, Set<State> states, Binding binding) {
        public static final Set<State> ALL = Set.of(State.MUTUAL, State.REPLAY, State.SEQUENCE, State.CONF, State.INTEG);
    }

    /** A message that was opened, with the words of its MessageProp that are true. */
    record Opened(byte[] text, Set<String> props) {}

    /** The next token; empty if there is none. */
    byte[] next(byte[] token) throws GSSException;

    byte[] wrap(byte[] text, boolean privacy) throws GSSException;

    Opened unwrap(byte[] token) throws GSSException;

    byte[] getMic(byte[] text) throws GSSException;

    /** The words of the MessageProp that are true. */
    Set<String> verifyMic(byte[] mic, byte[] text) throws GSSException;

    Set<State> states() throws GSSException;

    /** Client, service, remaining seconds, hexadecimal session key. */
    String[] facts() throws GSSException;

    int wrapSizeLimit(boolean privacy, int largest) throws GSSException;

    /** As {@link #wrap}, through streams. */
    byte[] wrapStream(byte[] text, boolean privacy) throws GSSException;

    /** As {@link #unwrap}, through streams. */
    Opened unwrapStream(byte[] token) throws GSSException;

    /** As {@link #getMic}, through streams. */
    byte[] getMicStream(byte[] text) throws GSSException;

    /** As {@link #verifyMic}, through streams. */
    Set<String> verifyMicStream(byte[] mic, byte[] text) throws GSSException;

    /** Flags of the ticket, authtime, the client's exported name in hexadecimal. */
    String[] ticket() throws GSSException;
}
