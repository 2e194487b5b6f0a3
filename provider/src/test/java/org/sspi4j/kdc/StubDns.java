package org.sspi4j.kdc;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/** A name server on a loopback port that knows SRV records, over UDP and TCP. */
final class StubDns implements AutoCloseable {
    static final long TTL = 100;

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final ScriptedServer udp;
    private final ScriptedServer tcp;
    volatile boolean truncates;
    volatile int refuses = Rcode.NOERROR;
    /** Names for which it fails. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();
    volatile boolean sendsJunk;
    /** What happens before an answer. */
    volatile Runnable onQuestion = () -> {};

    StubDns() {
        ScriptedServer datagrams = null;
        ScriptedServer connections = null;
        while (connections == null) {
            datagrams = ScriptedServer.udp(this::received);
            try {
                connections = ScriptedServer.tcp(datagrams.port(), this::accepted);
            } catch (UncheckedIOException e) {
                // Somebody else has that port for connections.
                close(datagrams);
            }
        }
        udp = datagrams;
        tcp = connections;
    }

    private void received(DatagramSocket socket, byte[] request, SocketAddress client) throws IOException {
        if (sendsJunk) {
            var noSuchName = begun(new Message(request));
            noSuchName.getHeader().setRcode(Rcode.NXDOMAIN);
            byte[] other = noSuchName.toWire();
            other[0] ^= 1;
            ScriptedServer.answer(socket, client, other);
            ScriptedServer.answer(socket, client, new byte[] {1, 2, 3});
            ScriptedServer.answer(socket, client, request);
        }
        ScriptedServer.answer(socket, client, truncates ? truncated(request) : answer(request, "udp"));
    }

    private void accepted(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), "tcp");
        socket.getOutputStream()
                .write(ByteBuffer.allocate(2 + answer.length).putShort((short) answer.length).put(answer).array());
    }

    private static void close(ScriptedServer server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.port());
    }

    StubDns srv(String name, int priority, int weight, int port, String target) throws IOException {
        var owner = Name.fromString(name + ".");
        records.computeIfAbsent(key(name), unknown -> new CopyOnWriteArrayList<>())
                .add(new SRVRecord(owner, DClass.IN, TTL, priority, weight, port, Name.fromString(target)));
        return this;
    }

    /** What is answered to questions for a name, as far as it is of their type. */
    StubDns says(String name, Record... answer) {
        records.computeIfAbsent(key(name), unknown -> new CopyOnWriteArrayList<>()).addAll(List.of(answer));
        return this;
    }

    byte[] answer(byte[] request, String carrier) throws IOException {
        var query = new Message(request);
        String name = query.getQuestion().getName().toString(true);
        asked.add(carrier + " " + name);
        onQuestion.run();
        var answer = begun(query);
        var found = records.get(key(name)) == null ? null : records.get(key(name)).stream()
                .filter(record -> record.getType() == query.getQuestion().getType()
                || !record.getName().equals(query.getQuestion().getName())
                        || record instanceof CNAMERecord)
                .toList();
        int failure = refused.contains(name) ? Rcode.SERVFAIL : refuses;
        answer.getHeader().setRcode(failure != Rcode.NOERROR ? failure : found == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
        if (found == null) {
            var zone = Name.fromString("com.");
            answer.addRecord(new SOARecord(zone, DClass.IN, 30, zone, zone, 1, 1, 1, 1, 30), Section.AUTHORITY);
        } else {
            found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        }
        return answer.toWire();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private byte[] truncated(byte[] request) throws IOException {
        var answer = begun(new Message(request));
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire();
    }

    private static Message begun(Message query) {
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    @Override
    public void close() throws Exception {
        udp.close();
        tcp.close();
    }
}
