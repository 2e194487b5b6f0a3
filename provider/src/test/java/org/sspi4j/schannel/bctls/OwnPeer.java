package org.sspi4j.schannel.bctls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsEngine.Wants;

/** Ours. */
final class OwnPeer implements Peer {
    final TlsEngine engine;
    Opened last;

    OwnPeer(TlsEngine engine) {
        this.engine = engine;
    }

    @Override
    public List<byte[]> speak() throws SspiException {
        var said = new ArrayList<byte[]>();
        while (true) {
            if (engine.wants() == Wants.TASK) {
                engine.task().run();
            } else if (engine.wants() == Wants.SEND) {
                var out = ByteBuffer.allocate(engine.largestRecord());
                engine.send(out);
                var split = Peer.split(out.flip());
                if (split.size() != 1) {
                    throw new AssertionError(split.size() + " records at once");
                }
                said.addAll(split);
            } else {
                return said;
            }
        }
    }

    @Override
    public byte[] hear(byte[] record) throws SspiException {
        var memory = record.clone();
        var plaintext = ByteBuffer.wrap(memory, 5, memory.length - 5);
        var in = ByteBuffer.wrap(memory);
        last = engine.open(in, plaintext);
        if (in.hasRemaining()) {
            throw new AssertionError("not consumed");
        }
        if (engine.wants() == Wants.TASK) {
            engine.task().run();
        }
        return last == Opened.DATA ? Arrays.copyOfRange(memory, 5, plaintext.position()) : null;
    }

    @Override
    public byte[] seal(byte[] data) throws SspiException {
        var out = ByteBuffer.allocate(engine.largestRecord());
        engine.seal(ByteBuffer.wrap(data), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    TlsAgreement agreed() {
        return engine.agreement();
    }
}
