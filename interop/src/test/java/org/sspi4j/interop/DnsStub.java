package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A name server on a loopback port of its own that knows some SRV records, and of any other name that it does not exist.
 *
 * @spec RFC 2782
 */
final class DnsStub implements Closeable {
    private static final int LARGEST = 4096;

    private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<SRVRecord> records = new ArrayList<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    DnsStub() throws IOException {}

    /** @param service such as {@code _kerberos._udp.MIT.EXAMPLE} */
    DnsStub srv(String service, int priority, int weight, int port, String host) throws TextParseException {
        records.add(new SRVRecord(name(service), DClass.IN, 60, priority, weight, port, name(host)));
        return this;
    }

    /** Begins to answer. */
    DnsStub start() {
        var thread = new Thread(this::serve, "DNS stub");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** The names of all questions so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** What waits for the socket ends. */
    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        try {
            while (true) {
                var query = new DatagramPacket(new byte[LARGEST], LARGEST);
                socket.receive(query);
                byte[] reply = reply(new Message(Arrays.copyOf(query.getData(), query.getLength()))).toWire();
                socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private Message reply(Message query) {
        var question = query.getQuestion();
        asked.add(question.getName().toString(true));
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(question, Section.QUESTION);
        var found = records.stream().filter(record -> record.getName().equals(question.getName())).toList();
        if (found.isEmpty()) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (question.getType() == Type.SRV) {
            found.forEach(record -> reply.addRecord(record, Section.ANSWER));
        }
        return reply;
    }

    private static Name name(String absolute) throws TextParseException {
        return Name.fromString(absolute + ".");
    }
}
