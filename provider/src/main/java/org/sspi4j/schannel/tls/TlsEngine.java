package org.sspi4j.schannel.tls;

import java.nio.ByteBuffer;
import org.sspi4j.api.SspiException;

/**
 * One end of a TLS connection, without a socket: takes records and makes records. The state of the connection is in here. One
 * thread may {@linkplain #seal seal} while another {@linkplain #open opens}.
 *
 * <p>Failure is final: after an exception nothing can be done but to send what {@link #lastWords()} says.
 */
public interface TlsEngine extends AutoCloseable {
    /** What has to be done next. */
    enum Wants {
        /** A record of the peer, in {@link #open}. */
        RECORD,
        /** To run {@link #task()}. */
        TASK,
        /** To {@link #send}. */
        SEND,
        /** Nothing: the handshake is over, or the connection. */
        NOTHING
    }

    /** What a record was. */
    enum Opened {
        /** A piece of the handshake: {@link #wants()} says what follows. */
        HANDSHAKE,
        /** Application data. */
        DATA,
        /** A message of TLS 1.3 after the handshake: a ticket, new keys. {@link #wants()} says whether it has to be answered. */
        POST_HANDSHAKE,
        /** The peer's close_notify: it says no more. */
        CLOSED
    }

    Wants wants();

    /**
     * What computes, and may wait for a {@link CertificateChoice}: where {@link Wants#TASK} is wanted, once each time. What goes wrong
     * in it is thrown by the next call.
     */
    Runnable task();

    /**
     * Takes a record.
     *
     * @param record exactly one, from its header to its end; consumed, and its memory may be changed
     * @param plaintext receives application data, and its position says how much. It may be the part of the record's memory that begins
     *     where the fragment does
     */
    Opened open(ByteBuffer record, ByteBuffer plaintext) throws SspiException;

    /**
     * Takes a record of the handshake, and opens it in the next {@link #task()}, which may wait.
     *
     * @param record as for {@link #open}; the engine's from then on
     */
    void openInTask(ByteBuffer record) throws SspiException;

    /**
     * Whether {@link #open} decrypts a record of the handshake where it lies, so that its messages can be read there afterwards, and acts
     * on none of them but in tasks: on a Finished only if what has to come before it came in records before.
     */
    boolean decryptsInPlace();

    /** Makes one record of what TLS itself has to say, where {@link Wants#SEND} is wanted. Room of {@link #largestRecord()} suffices. */
    void send(ByteBuffer records) throws SspiException;

    /**
     * Makes one record of application data. Called only when the handshake is over.
     *
     * @param data read from its position to its limit, but no more than goes into one record
     * @param records room of {@link #largestRecord()} suffices
     */
    void seal(ByteBuffer data, ByteBuffer records) throws SspiException;

    /** Says no more: {@link Wants#SEND} is wanted for the close_notify. */
    void closeOutbound();

    /**
     * After a failure or {@link #closeOutbound()}, what is left to say, the alert among it, as records; empty if there is nothing. Once.
     */
    byte[] lastWords();

    /** The largest record that it makes, in bytes. */
    int largestRecord();

    /** What both sides agreed on. Of use when the handshake is over. */
    TlsAgreement agreement();

    /** Wipes what it can. */
    @Override
    void close();
}
