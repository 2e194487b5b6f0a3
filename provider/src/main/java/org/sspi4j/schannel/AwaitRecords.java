package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.ReceivedAlert;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsEngine.Wants;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Either side, until TLS has what it wants of the peer: hands the engine its records and the peer the engine's. */
record AwaitRecords(Connection connection) implements Handshake {
    private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

    @Override
    public Step<Move> next(Leg leg) throws SspiException {
        return goOn(new Flight(leg.token()));
    }

    Step<Move> goOn(Flight flight) throws SspiException {
        try {
            return switch (advance(flight)) {
                case TASK -> run(flight);
                case RECORD -> Step.of(await(flight.missing(), flight));
                default -> Established.of(connection, flight);
            };
        } catch (SspiException e) {
            throw failed(e, flight);
        }
    }

    /** Sends and receives until there is a task, a record is missing, or nothing is wanted any more. */
    private Wants advance(Flight flight) throws SspiException {
        var engine = connection.engine();
        while (true) {
            var wants = engine.wants();
            if (wants == Wants.SEND) {
                flight.send(engine, connection.credential().spare());
            } else if (wants == Wants.RECORD && flight.missing() == 0) {
                take(flight.record());
            } else {
                return wants;
            }
        }
    }

    private SspiException failed(SspiException failure, Flight flight) {
        connection.forgetSession();
        return flight.told(failure, connection.engine());
    }

    /** Nothing is consumed as long as there is nothing to say of it. */
    private Move await(int missing, Flight flight) {
        return flight.isUntouched()
                ? new Move.Incomplete(missing, this)
                : new Move.Reply(flight.output(), this, flight.extra());
    }

    private void take(ByteBuffer record) throws SspiException {
        var engine = connection.engine();
        var question = connection.question();
        if (question.isEmpty()) {
            open(record);
            return;
        }
        question.get().see(record, engine.decryptsInPlace());
        if (question.get().mayWait() && TlsRecord.type(record) == TlsRecord.APPLICATION_DATA) {
            engine.openInTask(record);
            return;
        }
        var decrypted = record.duplicate();
        open(record);
        if (engine.decryptsInPlace()) {
            question.get().seeDecrypted(decrypted);
        }
    }

    private void open(ByteBuffer record) throws SspiException {
        var alert = TlsRecord.plainAlert(record);
        Opened opened;
        try {
            opened = connection.engine().open(record, NO_DATA);
        } catch (SspiException e) {
            // A client of TLS 1.3 that has keys only for what it receives, as OpenSSL's when it looks at the certificate, sends its alert
            // in the clear. The engine may take it for a damaged record.
            throw alert.isPresent() ? ReceivedAlert.failure(alert.getAsInt(), e) : e;
        }
        if (opened == Opened.CLOSED) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNFINISHED_CONTEXT_DELETED,
                    "The peer closed the connection in the middle of the handshake: its own log says why");
        }
    }

    private Step<Move> run(Flight flight) throws SspiException {
        var task = connection.engine().task();
        if (connection.question().filter(CertificateQuestion::mayWait).isEmpty()) {
            return Step.ask(new Need.Run<>(() -> {
                task.run();
                return CertificateQuestion.Event.DONE;
            })).then(done -> goOn(flight));
        }
        var question = connection.question().get();
        return Step.ask(new Need.Suspendable<>(() -> question.run(task, () -> exhaust(flight, question)), question.begin()))
                .then(event -> after(event, flight));
    }

    /**
     * On a thread that may be held up, all that the call brought is taken at once: each change of threads costs more than a record. What
     * is left when the caller was asked, the next call goes on with, which brings the input again.
     */
    private void exhaust(Flight flight, CertificateQuestion question) throws SspiException {
        while (!question.isAsked() && advance(flight) == Wants.TASK) {
            connection.engine().task().run();
        }
    }

    Step<Move> after(CertificateQuestion.Event event, Flight flight) throws SspiException {
        if (event == CertificateQuestion.Event.WAITS) {
            return Step.of(needCredentials(flight));
        }
        var question = connection.question().orElseThrow();
        if (question.refusal().isPresent()) {
            throw question.refusal().get();
        }
        if (question.failure().isPresent()) {
            throw failed(question.failure().get(), flight);
        }
        return goOn(flight);
    }

    private Move needCredentials(Flight flight) {
        var question = connection.question().orElseThrow();
        var issuers = question.wish().issuers().stream().map(issuer -> issuer.getEncoded()).toList();
        return new Move.NeedCredentials(
                List.copyOf(issuers), new AwaitCertificate(connection, flight, question.wish(), question.asking()));
    }

    @Override
    public void close() {
        connection.question().ifPresent(CertificateQuestion::cancel);
        connection.engine().close();
    }
}
