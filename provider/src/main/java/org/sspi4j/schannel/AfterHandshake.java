package org.sspi4j.schannel;

import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/**
 * Initialize or accept on the established context: to say what TLS has to say after SEC_I_RENEGOTIATE, or after SCHANNEL_SHUTDOWN.
 *
 * @param taken the record that DecryptMessage took and gave back in EXTRA; the call may bring it again
 */
record AfterHandshake(SchannelSession session, byte[] taken) implements Handshake {
    @Override
    public Step<Move> next(Leg leg) throws SspiException {
        var flight = new Flight(leg.token());
        flight.passOver(taken);
        try {
            flight.say(session.sending().drain());
        } catch (SspiException e) {
            throw flight.told(e, session.connection().engine());
        }
        return Step.of(new Move.Done(flight.output(), session, flight.extra()));
    }
}
